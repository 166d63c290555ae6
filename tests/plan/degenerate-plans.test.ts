/** Plans as no one would draw them, but as data has them: islands, grids in grids, touches at a point, thousands of points, lines of no length. */
import { describe, expect, it } from 'vitest';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import type { BorderPlan } from '#lib/plan/border-plan.ts';
import { checkPlan, isSound } from '#lib/plan/plan-check.ts';
import { after, code, gridFacts, buildingsOf, lakeland, planned, pt, refusal, square, surface, type Small } from './small-plan.ts';

const lake = lakeland();
const [AROUND, WEST, EAST, BESIDE, FAR] = [code(1), code(2), code(3), code(4), code(5)];
const sound = ({ ground, input }: Small, plan: BorderPlan): boolean => isSound(checkPlan(plan, input.boundary, ground));

describe('grids inside a grid', () => {
	it('are sound, though they touch at a point', () => {
		expect(sound(lake, lake.plan)).toBe(true);
	});
	it('move their corners within it, and not out of it', () => {
		expect(sound(lake, after(lake, { verb: 'move-point', at: pt(0.2, 0.2), to: pt(0.15, 0.1) }))).toBe(true);
		expect(refusal(lake, { verb: 'move-point', at: pt(0.2, 0.2), to: pt(-0.1, 0.1) })?.kind).toBe('plan.crosses');
	});
	it('are never left on the wrong side of a border that sweeps over them', () => {
		const line = [pt(1, 0), pt(0.05, 0.01), pt(0.05, 0.98), pt(1, 1)];
		expect(refusal(lake, { verb: 'reshape-border', line })?.kind).toBe('plan.in-pieces');
	});
	it('come along when the ground around them is split off', () => {
		const split = { verb: 'split-grid', grid: AROUND, line: [pt(0.9, 0), pt(0.9, 1)], name: '新', code: code(6) } as const;
		const plan = after(lake, { ...split, cutReason: '试' });
		expect(sound(lake, plan)).toBe(true);
		// A line that ends at one of them parts nothing by itself.
		expect(refusal(lake, { ...split, line: [pt(0, 0.3), pt(0.2, 0.3)] })?.kind).toBe('plan.empty-line');
	});
	it('split in two themselves, and the ground around is merged with them', () => {
		const split = after(lake, { verb: 'split-grid', grid: EAST, line: [pt(0.5, 0.55), pt(0.8, 0.55)], name: '新', code: code(6) });
		expect(sound(lake, split)).toBe(true);
		const merged = after({ ...lake, plan: split }, { verb: 'merge-grids', grids: [AROUND, WEST, EAST, code(6)], into: AROUND });
		expect(sound(lake, merged)).toBe(true);
		expect(merged.borders.size).toBe(4);
	});
	it('take ground from what lies around', () => {
		const plan = after(lake, { verb: 'give-ground', ring: [pt(0.4, 0.4), pt(0.6, 0.4), pt(0.6, 0.45), pt(0.4, 0.45)], to: WEST });
		expect(sound(lake, plan)).toBe(true);
	});
});

it('ground across the water is no neighbour', () => {
	expect(refusal(lake, { verb: 'merge-grids', grids: [BESIDE, FAR], into: FAR })?.kind).toBe('plan.not-neighbours');
	expect(refusal(lake, { verb: 'give-ground', ring: [pt(1.5, 0.1), pt(1.8, 0.1), pt(1.8, 0.2)], to: FAR })?.kind).toBe('plan.in-pieces');
});

it('lines of no length and repeated points are no lines', () => {
	const at = pt(1, 0.5);
	expect(refusal(lake, { verb: 'reshape-border', line: [at, at, at] })?.kind).toBe('plan.empty-line');
	expect(refusal(lake, { verb: 'give-ground', ring: [at, at, at, at], to: BESIDE })?.kind).toBe('plan.empty-line');
	expect(refusal(lake, { verb: 'split-grid', grid: BESIDE, line: [at, at], name: '', code: code(9) })?.kind).toBe('plan.empty-line');
	expect(refusal(lake, { verb: 'split-grid', grid: BESIDE, line: [], name: '', code: code(9) })?.kind).toBe('plan.empty-line');
	const repeated = [pt(1, 0.3), pt(1, 0.3), pt(1.05, 0.5), pt(1.05, 0.5), pt(1, 0.7), pt(1, 0.7)];
	expect(sound(lake, after(lake, { verb: 'reshape-border', line: repeated }))).toBe(true);
});

it('a border of five thousand points is moved, split and given like any other', () => {
	const wave = Array.from({ length: 5000 }, (_, i) => pt(1 + 0.01 * Math.sin(i / 3), i / 4999));
	const shapes = [surface(pt(0, 0), ...wave, pt(0, 1)), surface(...wave, pt(2, 1), pt(2, 0))];
	const outline = surface(pt(0, 0), wave[0]!, pt(2, 0), pt(2, 1), wave.at(-1)!, pt(0, 1));
	const long = planned({
		boundary: [outline],
		grids: shapes.map((shape, i) => ({ grid: gridFacts(code(i + 1)), shape })),
		buildings: buildingsOf([[...pt(0.3, 0.3), ...pt(0.35, 0.35)]])
	});
	const plan = after(
		long,
		{ verb: 'move-point', at: wave[2500]!, to: pt(1.03, 0.5) },
		{ verb: 'give-ground', ring: [pt(0.95, 0.2), pt(1.2, 0.2), pt(1.2, 0.22), pt(0.95, 0.22)], to: code(1) },
		{ verb: 'split-grid', grid: code(2), line: [pt(0.97, 0.7), pt(2, 0.7)], name: '新', code: code(3) }
	);
	expect(sound(long, plan)).toBe(true);
});

it('a plan of one grid has no border to move and splits all the same', () => {
	const one = planned({ boundary: [square(0, 0)], grids: [{ grid: gridFacts(code(1)), shape: square(0, 0) }], buildings: buildingsOf([]) });
	expect(one.plan.borders.size).toBe(1);
	const split = applyEdit(
		one.plan,
		{ verb: 'split-grid', grid: code(1), line: [pt(0.5, 0), pt(0.5, 1)], name: '东', code: code(2) },
		one.ground
	);
	expect(split.ok && sound(one, split.value.plan)).toBe(true);
});
