import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GridId } from '../../src/lib/area/area.ts';
import type { Line } from '../../src/lib/geo/position.ts';
import { createDistrictCoverage, type CoverageGround, type DistrictCoverage } from '../../src/lib/patrol/district-coverage.ts';
import type { DeviceId, Fix } from '../../src/lib/patrol/fix.ts';
import { oneFixEach } from '../../src/lib/patrol/legs.ts';
import { DEFAULT_RULES } from '../../src/lib/rules/rule-set.ts';
import { at, box } from '../ground.ts';
import { shuffled, walksAlong } from './walk.ts';

const AT_MS = Date.UTC(2026, 0, 31, 8);
const HOUR_MS = 3_600_000;

const ground: CoverageGround = {
	grids: [
		{ id: 1 as GridId, risk: 'high', shape: box(0, 0, 150, 150) },
		{ id: 2 as GridId, risk: 'low', shape: box(150, 0, 320, 150) }
	],
	buildings: Array.from({ length: 10 }, (_, i) => ({
		id: 100 + i,
		gridId: (i < 5 ? 1 : 2) as GridId,
		households: 8,
		name: '',
		shape: box(10 + i * 30, 60 + (i % 3) * 30, 28 + i * 30, 72 + (i % 3) * 30)
	})),
	excluded: [box(140, 100, 180, 150)]
};

/** All that anybody can ask of it. */
function picture(coverage: DistrictCoverage, nowMs = AT_MS): string {
	coverage.passTime(nowMs);
	return JSON.stringify({
		grids: ground.grids.map(({ id }) => [coverage.coverageOf(id, nowMs), coverage.gapsOf(id, nowMs)]),
		buildings: ground.buildings.map(({ id }) => coverage.seenAtMs(id))
	});
}

function afterAll(fixes: readonly Fix[], batchSizes: readonly number[] = [fixes.length], keepFixes?: number): DistrictCoverage {
	const coverage = createDistrictCoverage(ground, DEFAULT_RULES, keepFixes === undefined ? {} : { keepFixes });
	for (let i = 0, b = 0; i < fixes.length; b++) {
		const size = Math.max(1, batchSizes[b % batchSizes.length]!);
		coverage.passTime(AT_MS - HOUR_MS);
		coverage.addFixes(fixes.slice(i, i + size));
		i += size;
	}
	return coverage;
}

const lanes: Line[] = [
	[at(-20, 20), at(340, 25)],
	[at(-10, 90), at(160, 80), at(330, 120)],
	[at(60, -10), at(70, 170)],
	[at(250, -10), at(240, 170), at(300, 60)]
];

/** Walks with rests, cars, bad fixes and other devices among them. */
const walks = fc
	.record({
		seed: fc.nat(1e9),
		devices: fc.integer({ min: 1, max: 4 }),
		everyS: fc.constantFrom(7, 20, 45, 70),
		hours: fc.integer({ min: 1, max: 4 })
	})
	.map(({ seed, devices, everyS, hours }) =>
		walksAlong(lanes, { seed, devices, everyS, fromMs: AT_MS - hours * HOUR_MS, toMs: AT_MS }).slice(0, 400)
	);

/** Few places and times, so that fixes meet, overtake and jump. */
const jumps = fc
	.array(
		fc.record({
			deviceId: fc.constantFrom(1, 2).map((id) => id as DeviceId),
			recordedAtMs: fc.integer({ min: 0, max: 40 }).map((k) => AT_MS - 40 * 20_000 + k * 20_000),
			place: fc.tuple(fc.integer({ min: 0, max: 16 }), fc.integer({ min: 0, max: 7 })),
			accuracyM: fc.constantFrom(null, 5, 80),
			speedMps: fc.constantFrom(null, null, 1, 9)
		}),
		{ minLength: 1, maxLength: 60 }
	)
	.map((list) =>
		oneFixEach(
			list.map(({ place: [east, north], ...rest }) => {
				const [lng, lat] = at(east * 20, north * 20);
				return { ...rest, lng, lat, bearingDeg: null, battery: null };
			})
		)
	);

describe('the answer depends on which fixes came, not on how', () => {
	test('any order, any batches, each fix three times: the same picture', { timeout: 60_000 }, () => {
		fc.assert(
			fc.property(
				fc.oneof(walks, jumps),
				fc.nat(1e9),
				fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 }),
				(fixes, seed, sizes) => {
					const inOrder = picture(afterAll(fixes.toSorted((a, b) => a.recordedAtMs - b.recordedAtMs)));
					expect(picture(afterAll(shuffled([...fixes, ...fixes, ...fixes], seed), sizes))).toBe(inOrder);
				}
			),
			{ numRuns: 50 }
		);
	});

	test('what is told as changed is all that changed', { timeout: 60_000 }, () => {
		fc.assert(
			fc.property(jumps, fc.nat(1e9), (fixes, seed) => {
				const coverage = createDistrictCoverage(ground, DEFAULT_RULES);
				coverage.passTime(AT_MS);
				const known = new Map<number, number>();
				let before = ground.grids.map(({ id }) => coverage.coverageOf(id, AT_MS));
				for (const fix of shuffled(fixes, seed)) {
					const change = coverage.addFixes([fix]);
					for (const { buildingId, seenAtS } of change.seen) known.set(buildingId, seenAtS);
					const now = ground.grids.map(({ id }) => coverage.coverageOf(id, AT_MS));
					now.forEach((grid, i) => {
						const { lastSeenAtMs: _now, ...numbers } = grid;
						const { lastSeenAtMs: _before, ...were } = before[i]!;
						if (!change.grids.includes(grid.gridId)) expect(numbers).toEqual(were);
						if (!change.touched.includes(grid.gridId)) expect(grid).toEqual(before[i]);
					});
					before = now;
				}
				for (const { id } of ground.buildings) expect(known.get(id) ?? 0).toBe(coverage.seenAtS(id));
			}),
			{ numRuns: 40 }
		);
	});

	test('a checkpoint taken at any moment goes on as if nothing had happened', { timeout: 60_000 }, () => {
		fc.assert(
			fc.property(walks, fc.nat(1e9), fc.double({ min: 0, max: 1, noNaN: true }), (fixes, seed, share) => {
				const mixed = shuffled(fixes, seed);
				const cut = Math.floor(mixed.length * share);
				const first = afterAll(mixed.slice(0, cut));
				const again = createDistrictCoverage(ground, DEFAULT_RULES);
				again.restore(first.snapshot());
				expect(picture(again)).toBe(picture(first));
				first.addFixes(mixed.slice(cut));
				again.addFixes(mixed.slice(cut));
				expect(picture(again)).toBe(picture(first));
			}),
			{ numRuns: 25 }
		);
	});

	test('letting old fixes go changes nothing while fixes come in time', () => {
		const fixes = walksAlong(lanes, { seed: 3, devices: 3, everyS: 15, fromMs: AT_MS - 5 * HOUR_MS, toMs: AT_MS }).sort(
			(a, b) => a.recordedAtMs - b.recordedAtMs
		);
		expect(picture(afterAll(fixes, [50], 600))).toBe(picture(afterAll(fixes, [50])));
	});

	test('with old fixes let go, a late fix is still put in its place among the kept ones', () => {
		const fixes = walksAlong(lanes, { seed: 4, devices: 2, everyS: 15, fromMs: AT_MS - 4 * HOUR_MS, toMs: AT_MS }).sort(
			(a, b) => a.recordedAtMs - b.recordedAtMs
		);
		// Every third of the last hundred comes after all others.
		const late = fixes.filter((_, i) => i > fixes.length - 100 && i % 3 === 0);
		const mixed = [...fixes.filter((fix) => !late.includes(fix)), ...late];
		expect(picture(afterAll(mixed, [40], 700))).toBe(picture(afterAll(fixes, [40])));
	});
});

describe('a checkpoint', () => {
	test('is read from a window on a larger buffer, as a database driver hands it over', () => {
		const coverage = afterAll(walksAlong(lanes, { seed: 2, devices: 2, everyS: 30, fromMs: AT_MS - HOUR_MS, toMs: AT_MS }));
		const bytes = coverage.snapshot();
		const larger = Buffer.alloc(bytes.length + 24, 7);
		larger.set(bytes, 13);
		const again = createDistrictCoverage(ground, DEFAULT_RULES);
		again.restore(larger.subarray(13, 13 + bytes.length));
		expect(picture(again)).toBe(picture(coverage));
	});

	test('of other ground is refused, and nothing has changed then', () => {
		const coverage = afterAll(walksAlong(lanes, { seed: 1, devices: 1, everyS: 30, fromMs: AT_MS - HOUR_MS, toMs: AT_MS }));
		const before = picture(coverage);
		const other = createDistrictCoverage({ ...ground, grids: ground.grids.slice(0, 1) }, DEFAULT_RULES);
		expect(() => coverage.restore(other.snapshot())).toThrow(RangeError);
		expect(picture(coverage)).toBe(before);
	});

	test.each([0, 7, 100, 4000])('cut to %i bytes is refused, and nothing has changed then', (length) => {
		const coverage = afterAll(walksAlong(lanes, { seed: 1, devices: 1, everyS: 30, fromMs: AT_MS - HOUR_MS, toMs: AT_MS }));
		const before = picture(coverage);
		expect(() => coverage.restore(coverage.snapshot().subarray(0, length))).toThrow(RangeError);
		expect(picture(coverage)).toBe(before);
	});
});
