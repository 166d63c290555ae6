import { describe, expect, it } from 'vitest';
import { moveHand } from '#lib/map/modes/draw-gesture.ts';
import { IDLE, type Hand, type HandAct, type HandInput, type HandWorld, type Pointer } from '#lib/map/modes/hand.ts';
import { drawnLine } from '#lib/map/modes/hand-line.ts';
import type { DrawScene, DrawTool } from '#lib/map/modes/draw-mode.ts';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import type { GuideLine, LatticePoint } from '#lib/plan/border-plan.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import { code, pt, squares } from '../plan/small-plan.ts';

/** A road along the border between the two rows, a little south of it, and one across. */
const ROADS: GuideLine[] = [
	{ kind: 'road', name: '横街', line: [pt(-0.5, 0.97), pt(1.3, 0.97), pt(3.5, 0.97)] },
	{ kind: 'road', name: '纵街', line: [pt(1.3, -0.5), pt(1.3, 0.97), pt(1.3, 2.5)] }
];
const small = squares(3, 2, { lines: ROADS });
/** 1 px is 1 m: a grid is about 189 px wide. */
const METRES_PER_PX = 1;

const world = (tool: DrawTool, more: Partial<DrawScene> = {}): HandWorld => ({
	rest: small.plan,
	metresPerPx: METRES_PER_PX,
	scene: {
		base: small.plan,
		plan: small.plan,
		ground: small.ground,
		changed: new Set(),
		moved: new Set(),
		inHand: null,
		tool,
		grid: null,
		corner: null,
		others: [],
		faults: [],
		snap: false,
		readOnly: false,
		...more
	} as unknown as DrawScene
});

const pointer = (x: number, y: number, more: Partial<Pointer> = {}): Pointer => ({
	at: pt(x, y),
	px: [x * 189, -y * 222],
	alt: false,
	shift: false,
	touch: false,
	...more
});
const input = (kind: 'down' | 'move' | 'up' | 'double', x: number, y: number, more?: Partial<Pointer>): HandInput => ({
	kind,
	pointer: pointer(x, y, more)
});

function play(of: HandWorld, ...inputs: HandInput[]): { hand: Hand; acts: HandAct[]; edits: PlanEdit[] } {
	let hand: Hand = IDLE;
	const acts: HandAct[] = [];
	for (const one of inputs) {
		const step = moveHand(hand, one, of);
		hand = step.hand;
		acts.push(...step.acts);
	}
	return { hand, acts, edits: acts.flatMap((act) => (act.kind === 'propose' ? [act.edit] : [])) };
}
const kinds = (acts: readonly HandAct[]): string => acts.map(({ kind }) => kind).join(' ');
const holds = (edit: PlanEdit | undefined): boolean => edit !== undefined && applyEdit(small.plan, edit, small.ground).ok;

describe('a corner', () => {
	it('is taken, proposed at each move and written once on release', () => {
		const { acts, edits, hand } = play(
			world('corner'),
			input('down', 1.01, 1.005),
			input('move', 1.03, 1.01),
			input('move', 1.05, 1.02),
			input('up', 1.05, 1.02)
		);
		expect(kinds(acts)).toBe('propose propose write');
		// The grip stays: the corner moves by what the pointer moved.
		expect(edits[1]).toEqual({ verb: 'move-corner', at: pt(1, 1), to: pt(1.04, 1.015) });
		expect(edits.every(holds)).toBe(true);
		expect(hand).toEqual(IDLE);
	});
	it('that is only clicked is chosen', () => {
		const { acts } = play(world('corner', { grid: code(2) }), input('down', 1, 1), input('up', 1, 1));
		expect(acts).toEqual([{ kind: 'select', grid: code(2), corner: pt(1, 1) }]);
	});
	it('goes back with Escape', () => {
		const { acts, hand } = play(world('corner'), input('down', 1, 1), input('move', 1.1, 1), { kind: 'key', key: 'Escape' });
		expect(kinds(acts)).toBe('propose cancel');
		expect(hand).toEqual(IDLE);
	});
	it('snaps to a crossing within 8 px and its borders follow the road; Alt leaves it free', () => {
		const near: Parameters<typeof input> = ['move', 1.3 + 4 / 189, 0.97];
		const snapping = world('corner', { snap: true });
		const { edits, hand } = play(snapping, input('down', 1, 1), input(...near));
		expect(edits[0]).toMatchObject({ verb: 'move-corner', at: pt(1, 1), to: pt(1.3, 0.97) });
		expect(hand.kind === 'drag' && hand.snap?.lines.map(({ name }) => name)).toEqual(['横街', '纵街']);
		for (const way of edits[0]?.verb === 'move-corner' ? (edits[0].follow ?? []) : []) expect(way[0]).toEqual(pt(1.3, 0.97));
		const free = play(snapping, input('down', 1, 1), input('move', near[1], near[2], { alt: true }));
		expect(free.edits[0]).toMatchObject({ to: pt(near[1], near[2]) });
	});
	it('on the edge of the district slides along it', () => {
		const { edits } = play(world('corner'), input('down', 1, 0), input('move', 1.1, 0.2));
		expect(edits[0]).toEqual({ verb: 'move-corner', at: pt(1, 0), to: pt(1.1, 0) });
		expect(holds(edits[0])).toBe(true);
	});
	it('of a grid that another planner holds is not offered', () => {
		const others = [{ accountId: 'x', name: '陈蔚', cursor: null, grids: [code(1)], lockedUntilMs: 1 }];
		expect(play(world('corner', { others }), input('down', 1, 1), input('move', 1.1, 1)).edits).toEqual([]);
		expect(play(world('corner', { others }), input('down', 2, 1), input('move', 2.1, 1)).edits).toHaveLength(1);
	});
	it('cannot be moved where nothing can be drawn', () => {
		const { acts } = play(world('corner', { readOnly: true }), input('down', 1, 1), input('move', 1.1, 1), input('up', 1.1, 1));
		expect(acts).toEqual([]);
	});
});

describe('a point', () => {
	it('is put into a border of the chosen grid where it is dragged, and nowhere else', () => {
		const drag = [input('down', 1, 0.5), input('move', 1.05, 0.52), input('up', 1.05, 0.52)] as const;
		const { edits, acts } = play(world('corner', { grid: code(1) }), ...drag);
		expect(kinds(acts)).toBe('propose write');
		expect(edits[0]?.verb).toBe('add-point');
		expect(holds(edits[0])).toBe(true);
		expect(play(world('corner'), ...drag).edits).toEqual([]);
	});
	it('is moved, and removed by a double click or Delete', () => {
		const bent = applyEdit(small.plan, { verb: 'add-point', between: [pt(1, 0), pt(1, 1)], at: pt(1.05, 0.5) }, small.ground);
		if (!bent.ok) throw new Error(bent.problem.kind);
		const on: HandWorld = { ...world('corner', { grid: code(1) }), rest: bent.value.plan };
		expect(play(on, input('down', 1.05, 0.5), input('move', 1.08, 0.5)).edits[0]).toEqual({
			verb: 'move-point',
			at: pt(1.05, 0.5),
			to: pt(1.08, 0.5)
		});
		const removed = { verb: 'remove-point', at: pt(1.05, 0.5) };
		expect(play(on, input('double', 1.05, 0.5)).edits).toEqual([removed]);
		expect(play(on, input('move', 1.05, 0.5), { kind: 'key', key: 'Delete' }).edits).toEqual([removed]);
	});
});

describe('a line', () => {
	it('drawn across a grid splits it as soon as it reaches the other side', () => {
		const { acts, edits } = play(
			world('split'),
			input('down', -0.02, 0.42),
			input('move', 0.5, 0.42),
			input('move', 1.02, 0.42),
			input('up', 1.02, 0.42)
		);
		// Half way it parts nothing and nothing is said.
		expect(kinds(acts)).toBe('propose propose write');
		expect(edits[0]).toMatchObject({ verb: 'split-grid', grid: code(1), name: '第7网格' });
		expect(holds(edits[0])).toBe(true);
	});
	it('can be set point by point, and ends with Enter', () => {
		const { edits, acts } = play(
			world('split', { grid: code(2) }),
			input('down', 1.5, -0.01),
			input('up', 1.5, -0.01),
			input('move', 1.5, 0.4),
			input('down', 1.5, 0.5),
			input('up', 1.5, 0.5),
			input('move', 1.5, 1.01),
			input('down', 1.5, 1.01),
			input('up', 1.5, 1.01),
			{ kind: 'key', key: 'Enter' }
		);
		expect(kinds(acts).endsWith('propose write')).toBe(true);
		expect(edits.at(-1)).toMatchObject({ verb: 'split-grid', grid: code(2) });
	});
	it('from border to border becomes its new course', () => {
		const { edits } = play(
			world('reshape'),
			input('down', 1.01, 0.2),
			input('move', 1.06, 0.3),
			input('move', 1.06, 0.6),
			input('move', 1.02, 0.8),
			input('up', 1.02, 0.8)
		);
		const last = edits.at(-1);
		if (last?.verb !== 'reshape-border') throw new Error('no new course');
		expect([last.line[0], last.line.at(-1)]).toEqual([pt(1, 0.2), pt(1, 0.8)]);
		expect(holds(last)).toBe(true);
	});
	it('keeps few of the points of an unsteady hand', () => {
		const points: LatticePoint[] = Array.from({ length: 50 }, (_, i) => [pt(0, 0)[0] + i * 400, pt(0, 0)[1] + (i % 2) * 3]);
		const hand: Hand = {
			kind: 'line',
			points,
			before: [0],
			pressed: true,
			free: true,
			next: null,
			snap: null,
			lastPx: [0, 0],
			proposed: false
		};
		expect(drawnLine(hand as Extract<Hand, { kind: 'line' }>, METRES_PER_PX)).toHaveLength(2);
	});
});

describe('a click', () => {
	it('on a road splits the grid along it, once it is confirmed', () => {
		const { edits, acts } = play(world('split-road'), input('move', 1.302, 0.4), input('down', 1.302, 0.4), input('up', 1.302, 0.4));
		expect(kinds(acts)).toBe('select propose');
		expect(edits[0]).toMatchObject({ verb: 'split-grid', grid: code(2) });
		const line = edits[0]?.verb === 'split-grid' ? edits[0].line : [];
		expect(line.every(([x]) => x === pt(1.3, 0)[0])).toBe(true);
	});
	it('on a neighbour merges it with the chosen grid; Shift gathers more', () => {
		const first = play(world('merge', { grid: code(1) }), input('down', 1.5, 0.5), input('up', 1.5, 0.5)).edits[0];
		expect(first).toEqual({ verb: 'merge-grids', grids: [code(1), code(2)], into: code(1) });
		const more = world('merge', { grid: code(1), inHand: { edit: first!, grids: [], problem: null } });
		expect(play(more, input('down', 2.5, 0.5, { shift: true }), input('up', 2.5, 0.5, { shift: true })).edits[0]).toEqual({
			verb: 'merge-grids',
			grids: [code(1), code(2), code(3)],
			into: code(1)
		});
	});
	it('that became a drag means nothing: the map was moved', () => {
		expect(play(world('merge', { grid: code(1) }), input('down', 1.5, 0.5), input('move', 1.6, 0.5), input('up', 1.6, 0.5)).acts).toEqual(
			[]
		);
	});
});

describe('buildings', () => {
	it('under a stroke go to the grid it ends in', () => {
		const { edits, acts } = play(
			world('buildings'),
			input('down', 0.82, 0.82),
			input('move', 0.9, 0.82),
			input('move', 1.1, 0.82),
			input('up', 1.1, 0.82)
		);
		const last = edits.at(-1);
		if (last?.verb !== 'move-buildings') throw new Error('nothing moved');
		expect(last.to).toBe(code(2));
		expect(last.buildingIds.every((id) => small.plan.belongs.get(id) === code(1))).toBe(true);
		expect(holds(last)).toBe(true);
		expect(kinds(acts).endsWith('write')).toBe(true);
	});
	it('inside a ring go to the nearest neighbour', () => {
		const ring = [
			[0.75, 0.1],
			[0.95, 0.1],
			[0.95, 0.9],
			[0.75, 0.9],
			[0.74, 0.15]
		] as const;
		const { edits } = play(
			world('buildings'),
			input('down', ...ring[0]),
			...ring.slice(1).map(([x, y]) => input('move', x, y)),
			input('up', ...ring[4])
		);
		expect(edits.at(-1)).toMatchObject({ verb: 'move-buildings', to: code(2) });
		expect(edits.at(-1)?.verb === 'move-buildings' && edits.at(-1)).toHaveProperty('buildingIds.length', 5);
	});
});

it('ground inside a ring that sets out from a neighbour goes to it', () => {
	const { edits } = play(
		world('ground'),
		input('down', 1.02, 0.3),
		input('move', 0.95, 0.3),
		input('move', 0.95, 0.6),
		input('move', 1.02, 0.6),
		input('up', 1.02, 0.6)
	);
	expect(edits).toHaveLength(1);
	expect(edits[0]).toMatchObject({ verb: 'give-ground', to: code(2) });
	expect(holds(edits[0])).toBe(true);
});
