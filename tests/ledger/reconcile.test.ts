import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GridId } from '../../src/lib/area/area.ts';
import type { Gap, GapFinding, GapId } from '../../src/lib/ledger/gap.ts';
import { reconcile } from '../../src/lib/ledger/reconcile.ts';
import { box } from '../ground.ts';

const NOW_MS = Date.UTC(2026, 0, 31, 8);
const GRID = 7 as GridId;

const buildings = (...ids: number[]): GapFinding => ({
	dimension: 'D4',
	kind: 'buildings-stale',
	subject: { kind: 'buildings', ids, name: '' },
	gridId: GRID,
	shape: box(ids[0]! * 10, 0, ids.at(-1)! * 10 + 5, 5),
	sinceMs: NOW_MS - 1000,
	measures: { areaM2: ids.length * 50, buildings: ids.length, households: ids.length * 12, oldestSeenAtMs: null, limitH: 8 },
	cause: 'never-seen'
});
const ground = (west: number, east: number): GapFinding => ({
	dimension: 'D4',
	kind: 'ground-stale',
	subject: { kind: 'ground', ids: [GRID], name: '' },
	gridId: GRID,
	shape: box(west, 0, east, 100),
	sinceMs: NOW_MS - 1000,
	measures: { areaM2: (east - west) * 100, oldestSeenAtMs: null, limitH: 8 },
	cause: 'never-seen'
});
const silent = (device: number, gridId: number): GapFinding => ({
	dimension: 'D6',
	kind: 'tracker-silent',
	subject: { kind: 'device', ids: [device], name: '' },
	gridId: gridId as GridId,
	shape: null,
	sinceMs: NOW_MS - 1000,
	measures: { limitS: 300 },
	cause: 'tracker-silent'
});
const open = (id: number, finding: GapFinding, more: Partial<Gap> = {}): Gap => ({
	...finding,
	subject: { ...finding.subject, name: '平江府路东侧' },
	id: id as GapId,
	areaPath: [],
	openedAtMs: NOW_MS - 5000,
	changedAtMs: NOW_MS - 5000,
	ownerId: null,
	backupId: null,
	dueAtMs: NOW_MS,
	closedAtMs: null,
	...more
});
/** In short: what opens, which ids change, which close and why. */
function told(gaps: readonly Gap[], findings: readonly GapFinding[]) {
	const { opened, changed, closed } = reconcile(gaps, findings);
	return {
		opened: opened.map((finding) => finding.subject.ids.join()),
		changed: changed.map(({ gap, finding }) => `${gap.id}: ${finding.subject.ids.join()}`),
		closed: closed.map(({ gap, cause }) => `${gap.id} ${cause}`)
	};
}
const nothing = { opened: [], changed: [], closed: [] };

describe('gaps are fitted to what is found', () => {
	test('nothing open and nothing found', () => expect(told([], [])).toEqual(nothing));
	test('a new finding opens', () => expect(told([], [buildings(1, 2)])).toEqual({ ...nothing, opened: ['1,2'] }));
	test('a gap not found any more closes, seen again', () =>
		expect(told([open(1, buildings(1, 2))], [])).toEqual({ ...nothing, closed: ['1 seen-again'] }));
	test('an equal finding is no news, whatever its name and however its beginning is reckoned', () =>
		expect(told([open(1, buildings(1, 2), { sinceMs: 5 })], [buildings(1, 2)])).toEqual(nothing));
	test('a cluster that gains a building is the same gap', () =>
		expect(told([open(1, buildings(1, 2))], [buildings(1, 2, 3)])).toEqual({ ...nothing, changed: ['1: 1,2,3'] }));
	test('a split keeps the id with the larger part; the other part opens', () =>
		expect(told([open(1, buildings(1, 2, 3, 4, 5))], [buildings(1, 2), buildings(4, 5, 6)].toReversed())).toEqual({
			...nothing,
			opened: ['4,5,6'],
			changed: ['1: 1,2']
		}));
	test('a merge keeps the id that gave most; the other is closed as merged', () =>
		expect(told([open(1, buildings(1, 2)), open(2, buildings(4, 5, 6))], [buildings(1, 2, 3, 4, 5, 6)])).toEqual({
			...nothing,
			changed: ['2: 1,2,3,4,5,6'],
			closed: ['1 merged']
		}));
	test('other buildings are another gap', () =>
		expect(told([open(1, buildings(1, 2))], [buildings(3, 4)])).toEqual({ opened: ['3,4'], changed: [], closed: ['1 seen-again'] }));
	test('ground goes by how much is shared, not by which comes first', () => {
		const { changed, opened, closed } = reconcile([open(1, ground(0, 300))], [ground(0, 80), ground(120, 300)]);
		expect(changed.map(({ finding }) => finding.measures.areaM2)).toEqual([18_000]);
		expect(opened).toHaveLength(1);
		expect(closed).toEqual([]);
	});
	test('a sliver of ground that is left continues the gap', () =>
		expect(told([open(1, ground(0, 300))], [ground(299, 310)]).changed).toHaveLength(1));
	test('ground and buildings never continue each other', () =>
		expect(told([open(1, ground(0, 300))], [buildings(1, 2, 3)])).toEqual({ opened: ['1,2,3'], changed: [], closed: ['1 seen-again'] }));
	test('a silent tracker is the same one in another grid', () =>
		expect(told([open(1, silent(5, 1))], [silent(5, 2)])).toEqual({ ...nothing, changed: ['1: 5'] }));
	test('another tracker is another gap', () =>
		expect(told([open(1, silent(5, 1))], [silent(6, 1)])).toEqual({ opened: ['6'], changed: [], closed: ['1 fresh-again'] }));
	test('a changed gap began when its first part did', () => {
		const { changed } = reconcile([open(1, buildings(1, 2), { sinceMs: 50 })], [buildings(1, 2, 3)]);
		expect(changed[0]?.finding.sinceMs).toBe(50);
	});
});

test('every finding is open afterwards, every gap is kept or closed, for any order of either', () => {
	const clusters = fc
		.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 20 })
		.chain((ids) =>
			fc.array(fc.integer({ min: 0, max: 4 }), { minLength: ids.length, maxLength: ids.length }).map((homes) => ({ ids, homes }))
		)
		.map(({ ids, homes }) =>
			[0, 1, 2, 3, 4]
				.map((home) => ids.filter((_, i) => homes[i] === home).sort((a, b) => a - b))
				.filter((own) => own.length > 0)
				.map((own) => buildings(...own))
		);
	fc.assert(
		fc.property(clusters, clusters, (before, after) => {
			const gaps = before.map((finding, i) => open(i + 1, finding));
			const { opened, changed, closed } = reconcile(gaps, after);
			const unchanged = gaps.filter((gap) => !closed.some((one) => one.gap === gap) && !changed.some((one) => one.gap === gap));
			const now = [...opened, ...changed.map(({ finding }) => finding), ...unchanged].map(({ subject }) => subject.ids.join());
			expect(now.sort()).toEqual(after.map(({ subject }) => subject.ids.join()).sort());
			expect(changed.length + closed.length + unchanged.length).toBe(gaps.length);
			const turned = reconcile(gaps.toReversed(), after.toReversed());
			const idsOf = (all: typeof changed): string[] => all.map(({ gap, finding }) => `${gap.id}: ${finding.subject.ids.join()}`).sort();
			expect(idsOf(turned.changed)).toEqual(idsOf(changed));
		})
	);
});
