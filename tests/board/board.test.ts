import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GridId } from '#lib/area/area.ts';
import { Board } from '#lib/board/board.ts';
import type { PostId } from '#lib/duty/post.ts';
import type { Gap, GapId } from '#lib/ledger/gap.ts';
import type { DurableEvent, LiveSnapshot } from '#lib/wire/live.ts';
import { packTick, type PatrolPosition, type Tick } from '#lib/wire/tick.ts';
import { footprints, PICTURE } from './small-picture.ts';

const T0 = Date.UTC(2026, 10, 22, 6);
const newBoard = (now = () => T0): Board => new Board(PICTURE, footprints([1, 2, 3, 4]), now);

const coverage = (gridId: number, fresh: number) => ({
	gridId: gridId as GridId,
	buildings: 10,
	freshBuildings: fresh,
	neverSeenBuildings: 0,
	households: 0,
	freshHouseholds: 0,
	groundAreaM2: 0,
	freshAreaM2: 0,
	lastSeenAtMs: null,
	gapCount: 0
});
const gap = (id: number, households: number): Gap => ({
	id: id as GapId,
	dimension: 'D4',
	kind: 'buildings-stale',
	subject: { kind: 'buildings', ids: [1], name: '' },
	gridId: 11 as GridId,
	shape: null,
	sinceMs: T0,
	measures: { households },
	cause: '',
	areaPath: [],
	openedAtMs: T0,
	changedAtMs: T0,
	ownerId: null,
	backupId: null,
	dueAtMs: T0,
	closedAtMs: null
});

/** What the server holds: the same facts kept the plainest way, by hand, as the witness. */
interface Truth {
	readonly coverage: Map<number, number>;
	readonly gaps: Map<number, number>;
	readonly staffing: Map<number, number | null>;
}
type Act =
	| { readonly do: 'cover'; readonly grid: number; readonly fresh: number }
	| { readonly do: 'open'; readonly gap: number; readonly households: number }
	| { readonly do: 'close'; readonly gap: number }
	| { readonly do: 'staff'; readonly post: number; readonly present: number | null };

function happen(truth: Truth, act: Act, seq: number): DurableEvent | null {
	const event = (kind: DurableEvent['kind'], body: unknown) =>
		({ seq, atMs: T0 + seq, kind, areaIds: [], body }) as unknown as DurableEvent;
	switch (act.do) {
		case 'cover':
			truth.coverage.set(act.grid, act.fresh);
			return event('grid-coverage-changed', { grids: [coverage(act.grid, act.fresh)] });
		case 'open': {
			const known = truth.gaps.has(act.gap);
			truth.gaps.set(act.gap, act.households);
			return event(known ? 'gap-changed' : 'gap-opened', { gap: gap(act.gap, act.households) });
		}
		case 'close':
			if (!truth.gaps.delete(act.gap)) return null;
			return event('gap-closed', { gapId: act.gap, closedAtMs: T0 + seq, cause: 'seen' });
		case 'staff':
			truth.staffing.set(act.post, act.present);
			return event('post-staffing-changed', { posts: [{ postId: act.post as PostId, present: act.present, changedAtMs: T0 }] });
	}
}
const snapshotOf = (truth: Truth, seq: number): LiveSnapshot => ({
	areaId: PICTURE.areaId,
	seq,
	serverTimeMs: T0 + seq,
	coverage: [...truth.coverage].map(([grid, fresh]) => coverage(grid, fresh)),
	gaps: [...truth.gaps].map(([id, households]) => gap(id, households)),
	staffing: [...truth.staffing].map(([id, present]) => ({ postId: id as PostId, present, changedAtMs: T0 })),
	lastHour: { opened: 0, closed: 0 }
});
const known = (board: Board) => ({
	coverage: [...board.coverage.values()].map((c) => [c.gridId, c.freshBuildings]).sort(),
	gaps: [...board.gaps.values()].map((g) => [g.id, g.measures.households]).sort(),
	staffing: [...board.staffing.values()].map((s) => [s.postId, s.present]).sort()
});
const told = (truth: Truth) => ({
	coverage: [...truth.coverage].sort(),
	gaps: [...truth.gaps].sort(),
	staffing: [...truth.staffing].sort()
});

const act: fc.Arbitrary<Act> = fc.oneof(
	fc.record({ do: fc.constant('cover' as const), grid: fc.integer({ min: 11, max: 13 }), fresh: fc.nat(10) }),
	fc.record({ do: fc.constant('open' as const), gap: fc.integer({ min: 1, max: 6 }), households: fc.nat(9) }),
	fc.record({ do: fc.constant('close' as const), gap: fc.integer({ min: 1, max: 6 }) }),
	fc.record({ do: fc.constant('staff' as const), post: fc.integer({ min: 1, max: 4 }), present: fc.option(fc.nat(3)) })
);

test('wherever the line is cut and however it is resumed, the board ends in the server’s state', () => {
	fc.assert(
		fc.property(
			fc.array(act, { maxLength: 40 }),
			fc.array(fc.record({ after: fc.nat(5), missed: fc.nat(8), resume: fc.constantFrom('rest', 'snapshot', 'twice') }), { maxLength: 8 }),
			(acts, cuts) => {
				const truth: Truth = { coverage: new Map(), gaps: new Map(), staffing: new Map() };
				const board = newBoard();
				board.applySnapshot(snapshotOf(truth, 0));
				const log: DurableEvent[] = [];
				let seq = 0;
				const make = (n: number): DurableEvent[] =>
					acts.splice(0, n).flatMap((a) => {
						const event = happen(truth, a, seq + 1);
						if (event) log.push({ ...event, seq: ++seq });
						return event ? [log.at(-1) as DurableEvent] : [];
					});
				for (const cut of cuts) {
					board.applyEvents(make(cut.after));
					// The line is down: these are not heard.
					make(cut.missed);
					if (cut.resume === 'snapshot') board.applySnapshot(snapshotOf(truth, seq));
					else {
						const rest = log.filter((event) => event.seq > (board.lastSeq ?? 0));
						board.applyEvents(rest);
						if (cut.resume === 'twice') board.applyEvents(rest);
					}
					expect(known(board)).toEqual(told(truth));
				}
				board.applyEvents(make(acts.length));
				expect(known(board)).toEqual(told(truth));
				expect(board.lastSeq).toBe(seq);
			}
		)
	);
});

const position = (no: number, recordedAtMs: number): PatrolPosition => ({
	no,
	lng: 118 + no / 1000,
	lat: 32 + (recordedAtMs % 1000) / 1e6,
	recordedAtMs,
	bearingDeg: null,
	speedMps: null,
	accuracyM: 5
});
const tick = (positions: readonly PatrolPosition[], seen: Tick['seen'] = []): Tick => ({ seq: 0, serverTimeMs: T0, positions, seen });

test('late and repeated positions leave the newest standing', () => {
	fc.assert(
		fc.property(
			fc.array(fc.record({ no: fc.integer({ min: 1, max: 12 }), at: fc.integer({ min: 1, max: 999 }) }), { maxLength: 60 }),
			(fixes) => {
				const board = newBoard();
				for (const fix of fixes) board.applyTick(tick([position(fix.no, fix.at)]));
				const newest = new Map<number, number>();
				for (const fix of fixes) newest.set(fix.no, Math.max(newest.get(fix.no) ?? 0, fix.at));
				for (const [no, at] of newest) {
					const row = board.patrolRow(no);
					expect(board.patrols.no[row]).toBe(no);
					expect(board.patrols.recordedAtMs[row]).toBe(at);
					expect(board.patrols.lngLat[row * 2 + 1]).toBeCloseTo(32 + at / 1e6, 9);
					expect(board.patrols.fromRecordedAtMs[row]).toBeLessThanOrEqual(at);
				}
				expect(board.patrols.count).toBe(new Set([1, 2, ...newest.keys()]).size);
			}
		)
	);
});

test('what a tick says of a building is the whole truth, and one the picture does not have yet is kept for the next picture', () => {
	const board = newBoard();
	const seen = (buildingId: number, seenAtS: number) => board.applyTick(tick([], [{ buildingId, seenAtS }]));
	seen(2, 100);
	seen(2, 90);
	seen(9, 50);
	// A late fix took the credit of 100 away.
	expect([...board.seenAtS]).toEqual([0, 90, 0, 0]);
	board.replacePicture(PICTURE, footprints([9, 2]));
	expect([...board.seenAtS]).toEqual([50, 90]);
	expect(board.buildingRow(1)).toBe(-1);
	// The tick of a join names every building that was ever seen.
	board.applyTick(tick([], [{ buildingId: 2, seenAtS: 95 }]), true);
	expect([...board.seenAtS]).toEqual([0, 95]);
});

test('a tick as it travels does what its content does, and what is no tick does nothing', () => {
	const [told, packed] = [newBoard(), newBoard()];
	const first = tick([position(1, 10), position(2, 20)], [{ buildingId: 2, seenAtS: 100 }]);
	told.applyTick(first);
	packed.applyPackedTick(packTick(first));
	expect([...packed.patrols.recordedAtMs]).toEqual([...told.patrols.recordedAtMs]);
	expect([...packed.seenAtS]).toEqual([...told.seenAtS]);
	expect(packed.revisions).toEqual(told.revisions);
	const before = { seenAtS: [...packed.seenAtS], revisions: { ...packed.revisions } };
	expect(() => packed.applyPackedTick(packTick(first).slice(0, -1), true)).toThrow(RangeError);
	expect({ seenAtS: [...packed.seenAtS], revisions: packed.revisions }).toEqual(before);
});

test('revisions move only where something changed', () => {
	const board = newBoard();
	board.applyTick(tick([position(1, 10)]));
	const before = { ...board.revisions };
	board.applyTick(tick([position(1, 10)], [{ buildingId: 77, seenAtS: 1 }]));
	expect(board.revisions).toEqual(before);
	board.applyEvents([{ seq: 1, atMs: T0, kind: 'gap-opened', areaIds: [], body: { gap: gap(1, 1) } }]);
	expect(board.revisions).toEqual({ ...before, gaps: before.gaps + 1 });
});

test('a published plan, changed rules and a changed district ask for the picture again', () => {
	const board = newBoard();
	const event = (seq: number, kind: string, body: unknown) => [{ seq, atMs: T0, kind, areaIds: [], body }] as unknown as DurableEvent[];
	expect(board.applyEvents(event(1, 'rules-changed', { version: 2 }))).toBe(true);
	expect(board.applyEvents(event(2, 'district-changed', { what: ['posts'] }))).toBe(true);
	expect(board.applyEvents(event(2, 'plan-published', { plan: {} }))).toBe(false);
	expect(board.applyEvents(event(3, 'gap-closed', { gapId: 1, closedAtMs: T0, cause: '' }))).toBe(false);
});

test('positions outlive a new picture', () => {
	const board = newBoard();
	board.applyTick(tick([position(2, 500)]));
	board.replacePicture({ ...PICTURE, patrols: [...PICTURE.patrols].reverse() }, footprints([1]));
	expect(board.patrolRow(2)).toBe(0);
	expect(board.patrols.recordedAtMs[0]).toBe(500);
	expect(Number.isNaN(board.patrols.lngLat[board.patrolRow(1) * 2])).toBe(true);
});

test('the picture is live while ticks arrive and keeps its time when they stop', () => {
	let nowMs = T0;
	const board = newBoard(() => nowMs);
	expect(board.liveness).toBe('connecting');
	board.applyTick({ ...tick([]), serverTimeMs: T0 + 5_000 });
	expect(board.liveness).toBe('live');
	nowMs += 3_000;
	expect(board.liveness).toBe('late');
	nowMs += 7_000;
	expect(board.liveness).toBe('lost');
	expect(board.pictureAtMs).toBe(T0 + 5_000);
	expect(board.serverNowMs()).toBe(T0 + 15_000);
});
