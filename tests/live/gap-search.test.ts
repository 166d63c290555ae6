/** Gaps that are looked for on other threads are those that are found in place, and a thread that fails loses nothing but what it had in hand. */
import { afterAll, expect, test } from 'vitest';
import type { GridId } from '#lib/area/area.ts';
import { createDistrictCoverage, type DistrictCoverage } from '#lib/patrol/district-coverage.ts';
import type { StaleFinding } from '#lib/patrol/find-gaps.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import { openGapSearch } from '#lib/server/live/gap-search.ts';
import { at, box } from '../ground.ts';
import { walksAlong } from '../patrol/walk.ts';

const AT_MS = Date.UTC(2026, 0, 31, 8);
const HOUR_MS = 3_600_000;
const GRIDS = Array.from({ length: 12 }, (_, i) => (i + 1) as GridId);

const open = (): DistrictCoverage =>
	createDistrictCoverage(
		{
			grids: GRIDS.map((id, i) => ({
				id,
				risk: i % 2 ? ('high' as const) : ('low' as const),
				shape: box((i % 4) * 160, Math.floor(i / 4) * 140, (i % 4) * 160 + 160, Math.floor(i / 4) * 140 + 140)
			})),
			buildings: Array.from({ length: 96 }, (_, i) => ({
				id: 500 + i,
				gridId: GRIDS[i % 12]!,
				households: 3,
				name: '',
				shape: box(
					((i % 12) % 4) * 160 + 10 + Math.floor(i / 12) * 18,
					Math.floor((i % 12) / 4) * 140 + 20 + (i % 5) * 22,
					((i % 12) % 4) * 160 + 22 + Math.floor(i / 12) * 18,
					Math.floor((i % 12) / 4) * 140 + 30 + (i % 5) * 22
				)
			})),
			excluded: [box(60, 60, 120, 220)]
		},
		DEFAULT_RULES
	);

const walks = walksAlong(
	[
		[at(0, 20), at(640, 30)],
		[at(30, 0), at(40, 420)],
		[at(10, 300), at(600, 200), at(620, 400)]
	],
	{ seed: 5, devices: 4, fromMs: AT_MS - 3 * HOUR_MS, toMs: AT_MS, everyS: 20 }
);
const search = openGapSearch();
afterAll(() => search.close());

async function found(coverage: DistrictCoverage, gridId: GridId, nowMs: number): Promise<readonly StaleFinding[]> {
	const look = coverage.look(gridId, nowMs);
	if (look.gaps) return look.gaps;
	const gaps = await search.find(gridId, () => coverage.gapGround(gridId), look.sight);
	coverage.noteGaps(gridId, look.sight, gaps);
	return gaps;
}

test('on threads or in place, the same gaps are found, as people walk and time passes', async () => {
	const [there, here] = [open(), open()];
	let kinds = 0;
	for (let step = 0; step < 6; step++) {
		const nowMs = AT_MS + step * HOUR_MS;
		for (const coverage of [there, here]) {
			coverage.passTime(nowMs);
			coverage.addFixes(walks.filter((_, i) => i % 6 === step));
		}
		const apart = await Promise.all(GRIDS.map((gridId) => found(there, gridId, nowMs)));
		apart.forEach((gaps, i) => {
			expect(gaps).toEqual(here.gapsOf(GRIDS[i]!, nowMs));
			expect(there.coverageOf(GRIDS[i]!, nowMs)).toEqual(here.coverageOf(GRIDS[i]!, nowMs));
			kinds |= gaps.reduce((seen, { kind }) => seen | (kind === 'ground-stale' ? 1 : 2), 0);
		});
	}
	expect(kinds).toBe(3);
});

test('what was found is not looked for again while nothing changed', async () => {
	const coverage = open();
	coverage.addFixes(walks);
	const gaps = await found(coverage, GRIDS[3]!, AT_MS);
	const again = coverage.look(GRIDS[3]!, AT_MS);
	expect(again.gaps).toBe(gaps);
	expect(coverage.gapsOf(GRIDS[3]!, AT_MS)).toBe(gaps);
});

test('a grid that cannot be looked at fails alone; the next search is answered, also in the same grid', async () => {
	const coverage = open();
	coverage.passTime(AT_MS);
	const look = coverage.look(GRIDS[0]!, AT_MS);
	if (look.gaps) throw new Error('nothing was looked for yet');
	const broken = { ...coverage.gapGround(GRIDS[0]!), grid: null as never };
	const other = openGapSearch();
	try {
		await expect(other.find(GRIDS[0]!, () => broken, look.sight)).rejects.toThrow('gap thread');
		expect(await other.find(GRIDS[0]!, () => coverage.gapGround(GRIDS[0]!), look.sight)).toEqual(coverage.gapsOf(GRIDS[0]!, AT_MS));
		// Two that came in one message: the one that is well must not wait for ever.
		const both = await Promise.allSettled([
			other.find(GRIDS[2]!, () => broken, look.sight),
			other.find(GRIDS[4]!, () => coverage.gapGround(GRIDS[4]!), look.sight)
		]);
		expect(both.map(({ status }) => status)).toContain('rejected');
		expect((await other.find(GRIDS[4]!, () => coverage.gapGround(GRIDS[4]!), look.sight)).length).toBeGreaterThan(0);
	} finally {
		other.close();
	}
});
