import { expect, it } from 'vitest';
import { chunker } from '#lib/map/layers/chunks.ts';
import { dashes } from '#lib/map/layers/dashes.ts';
import { differing } from '#lib/map/layers/differing.ts';
import { planLayers } from '#lib/map/layers/plan-layers.ts';
import { planParts } from '#lib/map/layers/plan-parts.ts';
import type { SceneInput } from '#lib/map/layers/scene-input.ts';
import type { DrawnPlan } from '#lib/map/modes/drawn-plan.ts';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import type { BorderPlan } from '#lib/plan/border-plan.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import { figuresAfter, figuresOf } from '#lib/plan/plan-figures.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import { code, pt, squares } from '../plan/small-plan.ts';
import { palette } from './palette.ts';

const small = squares(16, 16);
const figures = figuresOf(small.plan, small.ground, DEFAULT_RULES.workload);

function changedBy(edit: PlanEdit) {
	const changed = applyEdit(small.plan, edit, small.ground);
	if (!changed.ok) throw new Error(changed.problem.kind);
	return { change: changed.value, figures: figuresAfter(figures, changed.value, small.ground, DEFAULT_RULES.workload) };
}
const moveCorner = (dx: number): PlanEdit => ({ verb: 'move-corner', at: pt(5, 5), to: pt(5 + dx, 5.03) });

it('neighbourhoods hold every thing once, and one that became another is loose', () => {
	const things = new Map(Array.from({ length: 100 }, (_, i) => [i, { i }]));
	const take = chunker<{ i: number }>(({ i }) => [i, i, i, i], 16);
	const first = take(things, true);
	const held = (of: typeof first): number[] =>
		[...of.chunks.flatMap(({ items }) => items), ...of.loose].map(({ i }) => i).sort((a, b) => a - b);
	expect(held(first)).toEqual([...things.keys()]);
	expect(take(things, true)).toBe(first);
	const next = new Map(things).set(40, { i: 40 });
	const second = take(next, false);
	expect(held(second)).toEqual([...things.keys()]);
	expect(second.loose).toEqual([{ i: 40 }]);
	expect(second.chunks.filter((chunk, n) => chunk !== first.chunks[n])).toHaveLength(1);
	// As it was before: the very same neighbourhood comes back.
	const back = take(things, false);
	expect(back.loose).toEqual([]);
	back.chunks.forEach((chunk, n) => expect(chunk.items).toEqual(first.chunks[n]!.items));
});

it('a pointer move makes again only the neighbourhoods it touches: all other lines and tints are the same objects', () => {
	const parts = planParts();
	const rest = parts(small.plan, figures, true);
	const [one, two] = [changedBy(moveCorner(0.02)), changedBy(moveCorner(0.04))];
	const a = parts(one.change.plan, one.figures, false);
	const b = parts(two.change.plan, two.figures, false);
	const moved = (of: BorderPlan): number =>
		[...of.borders.values()].filter((border) => small.plan.borders.get(border.id) !== border).length;
	expect(a.borders.loose).toHaveLength(moved(one.change.plan));
	expect(a.grids.loose.map((row) => row.code).sort()).toEqual([...one.change.grids].sort());
	// While the hand goes on, not even those are touched again.
	a.borders.chunks.forEach((chunk, n) => expect(b.borders.chunks[n]!.items).toBe(chunk.items));
	a.grids.chunks.forEach((chunk, n) => expect(b.grids.chunks[n]!.items).toBe(chunk.items));
	const untouched = rest.borders.chunks.filter(({ items }, n) => a.borders.chunks[n]!.items === items);
	expect(untouched.length).toBeGreaterThanOrEqual(rest.borders.chunks.length - 3);
	for (const grid of small.plan.grids.keys()) if (!one.change.grids.includes(grid)) expect(a.row(grid)).toBe(rest.row(grid));
});

it('layers of what does not change stay the same while a corner is dragged', () => {
	const layers = planLayers();
	const input = {
		look: { fill: 'load' },
		palette: palette('light'),
		present: new Set(['label-road', 'waterway']),
		view: { zoom: 15, bounds: [118.7, 32, 118.75, 32.05], ratio: 1 }
	} as unknown as SceneInput;
	const shown = (change: { plan: BorderPlan } | null, of: typeof figures): DrawnPlan => ({
		plan: change?.plan ?? small.plan,
		figures: of,
		ground: small.ground,
		base: small.plan,
		rest: small.plan,
		other: small.plan,
		moved: NOTHING,
		selected: null,
		concerned: [],
		settled: change === null,
		only: null,
		drawing: null
	});
	const [one, two] = [changedBy(moveCorner(0.02)), changedBy(moveCorner(0.04))];
	layers.layers(input, shown(null, figures), null);
	const a = layers.layers(input, shown(one.change, one.figures), null);
	const b = layers.layers(input, shown(two.change, two.figures), null);
	const others = b.filter((layer) => !a.includes(layer)).map(({ id }) => id);
	expect(a.length).toBeGreaterThan(10);
	expect(others.sort()).toEqual(
		[
			'grid-tint:plan:loose',
			'plan-border:loose',

			'plan-new:1',
			'plan-new:2',
			'plan-new:3',
			'plan-new:4',
			'plan-old:case',
			'plan-old:dash'
		].sort()
	);
});
const NOTHING: ReadonlySet<number> = new Set();

it('two plans differ by the stretches that moved, not by what was only cut or renamed', () => {
	const split = changedBy({
		verb: 'split-grid',
		grid: code(1),
		line: [pt(-0.01, 0.42), pt(1.01, 0.42)],
		name: 'x',
		code: code(900)
	});
	const { freshRuns, goneRuns } = differing(split.change.plan, small.plan);
	expect(goneRuns).toEqual([]);
	expect(freshRuns).toHaveLength(1);
	const corner = differing(changedBy(moveCorner(0.02)).change.plan, small.plan);
	// Four straight borders meet there: as many new ones, as many old ones.
	expect(corner.freshRuns.map((run) => run.length)).toEqual([2, 2, 2, 2]);
	expect(corner.goneRuns.map((run) => run.map(String)).filter((run) => run.includes(String(pt(5, 5))))).toHaveLength(4);
	expect(differing(small.plan, small.plan).fresh).toEqual([]);
});

it('dashes cover five parts of nine of a line and never more than its length', () => {
	const line: [number, number][] = [
		[0, 0],
		[100, 0],
		[100, 80]
	];
	const cut = dashes(line, 5, 4, [1, 1]);
	const length = cut.reduce(
		(sum, dash) => sum + dash.slice(1).reduce((s, p, i) => s + Math.hypot(p[0] - dash[i]![0], p[1] - dash[i]![1]), 0),
		0
	);
	expect(length).toBeCloseTo(100, 0);
	for (const dash of cut) for (const [x, y] of dash) expect((y === 0 && x <= 100) || (x === 100 && y <= 80)).toBe(true);
});
