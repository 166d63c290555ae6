import { describe, expect, it } from 'vitest';
import { pressKey, type Crosshair, type KeyDeed } from '#lib/map/modes/crosshair.ts';
import { crosshairWords } from '#lib/map/modes/crosshair-words.ts';
import { moveHand } from '#lib/map/modes/draw-gesture.ts';
import type { DrawScene, DrawTool } from '#lib/map/modes/draw-mode.ts';
import { IDLE, type Hand, type HandAct, type HandWorld } from '#lib/map/modes/hand.ts';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import type { GuideLine, LatticePoint } from '#lib/plan/border-plan.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import { code, pt, squares } from '../plan/small-plan.ts';

/** Streets that cross inside the first grid of the lower row. */
const ROADS: GuideLine[] = [
	{ kind: 'road', name: '横街', line: [pt(-0.5, 0.42), pt(0.3, 0.42), pt(3.5, 0.42)] },
	{ kind: 'road', name: '纵街', line: [pt(0.3, -0.5), pt(0.3, 0.42), pt(0.3, 2.5)] }
];
const small = squares(3, 2, { lines: ROADS });

const worldOf = (tool: DrawTool, more: Partial<DrawScene> = {}): HandWorld => ({
	rest: small.plan,
	metresPerPx: 1,
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

/** Presses keys as a page would hear them: `S+` is Shift, `C+` Ctrl; a point is where the crosshair is put. */
function keys(world: HandWorld, start: LatticePoint, ...pressed: (string | LatticePoint)[]) {
	let crosshair = null as Crosshair | null;
	let hand: Hand = IDLE;
	const acts: HandAct[] = [];
	const deeds: (KeyDeed | null)[] = [];
	const said: (string | null)[] = [];
	for (const one of pressed) {
		if (typeof one !== 'string') {
			crosshair = { at: one, on: null, set: crosshair?.set ?? null };
			continue;
		}
		const press = { key: one.replace(/^[SC]\+/, ''), shift: one.startsWith('S+'), far: one.startsWith('C+') };
		const answer = pressKey(crosshair, press, hand, world, { start: () => start, pxOf: ([x, y]) => [x / 90, -y / 90] });
		deeds.push(answer?.deed ?? null);
		if (!answer) continue;
		crosshair = answer.crosshair;
		for (const input of answer.inputs) {
			const step = moveHand(hand, input, world);
			hand = step.hand;
			acts.push(...step.acts);
		}
		said.push(crosshairWords(answer.deed, crosshair, hand, world, 'en'));
	}
	const edits = acts.flatMap((act) => (act.kind === 'propose' ? [act.edit] : []));
	return { crosshair, hand, acts, edits, deeds, said };
}
const kinds = (acts: readonly HandAct[]): string => acts.map(({ kind }) => kind).join(' ');
const holds = (edit: PlanEdit | undefined): boolean => edit !== undefined && applyEdit(small.plan, edit, small.ground).ok;
/** Metres between two points: 111.32 km a degree of latitude, and times cos 32° of longitude. */
const metres = ([ax, ay]: LatticePoint, [bx, by]: LatticePoint): number =>
	Math.hypot(((bx - ax) / 1e7) * 111_320 * Math.cos((32 * Math.PI) / 180), ((by - ay) / 1e7) * 111_320);

describe('the crosshair', () => {
	it('appears with the first arrow and then goes 1, 10 and 100 metres', () => {
		const start = pt(0.5, 0.5);
		expect(keys(worldOf('split'), start, 'ArrowRight').crosshair?.at).toEqual(start);
		for (const [key, far] of [
			['ArrowRight', 1],
			['S+ArrowUp', 10],
			['C+ArrowLeft', 100]
		] as const)
			expect(metres(start, keys(worldOf('split'), start, 'ArrowRight', key).crosshair!.at)).toBeCloseTo(far, 0);
	});
	it('says where it is, and leaves with Escape', () => {
		const { said, crosshair, deeds } = keys(worldOf('split'), pt(0.5, 0.5), 'ArrowUp', 'ArrowUp', 'Escape', 'Escape');
		expect(said[0]).toContain('Crosshair shown');
		expect(said[1]).toMatch(/^第1网格, \d+ m from its border$/);
		expect(crosshair).toBeNull();
		// The second is the page's.
		expect(deeds.at(-1)).toBeNull();
	});
	it('is not there where nothing can be drawn, nor while a chosen corner is moved', () => {
		expect(keys(worldOf('split', { readOnly: true }), pt(0, 0), 'ArrowUp').crosshair).toBeNull();
		expect(keys(worldOf('corner', { corner: pt(1, 1) }), pt(0, 0), 'ArrowUp').deeds).toEqual([null]);
	});
	it('leaves Tab to the page while it is not shown and no grid is chosen', () => {
		expect(keys(worldOf('split'), pt(0.5, 0.5), 'Tab').deeds).toEqual([null]);
	});
});

describe('a line by keys', () => {
	it('splits a grid from edge to edge: a point, another, and Enter again', () => {
		const { acts, edits, hand } = keys(
			worldOf('split'),
			pt(0, 0),
			pt(-0.01, 0.42),
			' ',
			pt(0.5, 0.45),
			'Enter',
			pt(1.01, 0.42),
			'Enter',
			'Enter'
		);
		expect(kinds(acts).endsWith('propose write')).toBe(true);
		expect(edits.at(-1)).toMatchObject({ verb: 'split-grid', grid: code(1) });
		expect(holds(edits.at(-1))).toBe(true);
		expect(hand).toEqual(IDLE);
	});
	it('becomes the new course of a border', () => {
		const { edits, acts } = keys(
			worldOf('reshape'),
			pt(0, 0),
			pt(1, 0.2),
			' ',
			pt(1.06, 0.3),
			' ',
			pt(1.06, 0.7),
			' ',
			pt(1, 0.8),
			'Enter',
			'Enter'
		);
		expect(edits.at(-1)).toMatchObject({ verb: 'reshape-border' });
		expect(kinds(acts).endsWith('propose write')).toBe(true);
		expect(holds(edits.at(-1))).toBe(true);
	});
	it('takes its last point back with Backspace, the first one too', () => {
		const two = keys(worldOf('split'), pt(0, 0), pt(-0.01, 0.42), ' ', pt(1.01, 0.42), ' ', 'Backspace');
		expect(two.hand).toMatchObject({ kind: 'line', points: [pt(-0.01, 0.42)], proposed: false });
		// It fitted and no longer does: what was in hand is dropped.
		expect(two.acts.at(-1)).toEqual({ kind: 'cancel' });
		expect(two.said.at(-1)).toBe('Points set: 1');
		expect(keys(worldOf('split'), pt(0, 0), pt(-0.01, 0.42), ' ', 'Backspace').hand).toEqual(IDLE);
	});
	it('that does not reach the other side is not ended by Enter, and says what it lacks', () => {
		const { hand, said } = keys(worldOf('split'), pt(0, 0), pt(-0.01, 0.42), ' ', pt(0.4, 0.42), 'Enter', 'Enter');
		expect(hand.kind).toBe('line');
		expect(said.at(-1)).toMatch(/other edge/);
	});
	it('can be set at a metre from the last point, though that is less than a pixel', () => {
		const { hand } = keys(worldOf('split'), pt(0.3, 0.3), 'ArrowUp', ' ', 'ArrowUp', ' ');
		expect(hand).toMatchObject({ kind: 'line', before: [0, 1] });
	});
});

describe('Tab', () => {
	it('goes around the outline of the chosen grid and to the crossings inside, both ways', () => {
		const on = worldOf('split', { grid: code(1) });
		const { said } = keys(on, pt(0.9, 0.9), 'ArrowUp', ...Array.from({ length: 9 }, () => 'Tab'));
		const all = said.slice(1).join('\n');
		expect(all).toMatch(/Corner of .*第1网格/);
		expect(all).toContain('横街 meets the border');
		expect(all).toContain('Crossing: 横街 × 纵街');
		const there = keys(on, pt(0.9, 0.9), 'ArrowUp', 'Tab').crosshair!.at;
		expect(there).toEqual(pt(1, 1));
		expect(keys(on, pt(0.9, 0.9), 'ArrowUp', 'Tab', 'Tab', 'S+Tab').crosshair!.at).toEqual(there);
	});
	it('from road to road: the next click splits along it', () => {
		const { said, edits } = keys(worldOf('split-road', { grid: code(1) }), pt(0.3, 0.3), 'ArrowUp', 'Tab', ' ');
		expect(said[1]).toMatch(/^(横街|纵街), [12] of 2$/);
		expect(edits.at(-1)).toMatchObject({ verb: 'split-grid', grid: code(1) });
		expect(holds(edits.at(-1))).toBe(true);
	});
	it('to the grids beside the one that stays: a press joins one', () => {
		const { edits } = keys(worldOf('merge', { grid: code(1) }), pt(0.5, 0.5), 'Tab', ' ');
		expect(edits.at(-1)).toMatchObject({ verb: 'merge-grids', into: code(1) });
		expect(holds(edits.at(-1))).toBe(true);
	});
});

describe('buildings by keys', () => {
	it('are taken one by one, the nearest to the receiver first, and go with Enter', () => {
		const { edits, acts, said } = keys(worldOf('buildings', { grid: code(2) }), pt(1.5, 0.5), 'Tab', ' ', 'Tab', ' ', 'Enter');
		const last = edits.at(-1);
		if (last?.verb !== 'move-buildings') throw new Error('nothing moved');
		expect(last.to).toBe(code(2));
		expect(last.buildingIds).toHaveLength(2);
		expect(new Set(last.buildingIds.map((id) => small.plan.belongs.get(id))).size).toBe(1);
		expect(kinds(acts).endsWith('propose write')).toBe(true);
		expect(said.filter((text) => text?.startsWith('Buildings chosen'))).toEqual(['Buildings chosen: 1', 'Buildings chosen: 2']);
	});
	it('are put back by a second press, and by Backspace', () => {
		for (const back of [' ', 'Backspace']) {
			const { hand, acts } = keys(worldOf('buildings', { grid: code(2) }), pt(1.5, 0.5), 'Tab', ' ', back);
			expect(hand).toEqual(IDLE);
			expect(acts.at(-1)).toEqual({ kind: 'cancel' });
		}
	});
});

describe('a ring by keys', () => {
	const ring = [pt(1.01, 0.3), pt(0.95, 0.3), pt(0.95, 0.6), pt(1.01, 0.6)] as const;
	it('gives its ground to the chosen grid', () => {
		const on = worldOf('ground', { grid: code(2) });
		const { edits, acts } = keys(on, pt(0, 0), ring[0], ' ', ring[1], ' ', ring[2], ' ', ring[3], 'Enter', 'Enter');
		expect(kinds(acts)).toBe('propose write');
		expect(edits[0]).toMatchObject({ verb: 'give-ground', to: code(2) });
		expect(holds(edits[0])).toBe(true);
	});
	it('first asks who receives: a press chooses the grid', () => {
		expect(keys(worldOf('ground'), pt(0, 0), pt(1.5, 0.5), ' ').acts.at(-1)).toMatchObject({ kind: 'select', grid: code(2) });
	});
	it('of two points is none, and that is said', () => {
		const { said, hand } = keys(worldOf('ground', { grid: code(2) }), pt(0, 0), ring[0], ' ', ring[1], 'Enter', 'Enter');
		expect(said.at(-1)).toMatch(/three points/);
		expect(hand.kind).toBe('path');
	});
});
