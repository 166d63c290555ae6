/** The figures beside the map: right by hand on squares, the same however they were reached, and adding up. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import { figuresAfter, figuresOf } from '#lib/plan/plan-figures.ts';
import { planOutline } from '#lib/plan/plan-outline.ts';
import { surfaceAreaM2 } from '#lib/geo/area-m2.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import { code, pt, squares } from './small-plan.ts';

const rules = DEFAULT_RULES.workload;
const four = squares(2, 2, {
	compounds: [{ id: 1, name: '一', gates: 2, buildingIds: [], at: pt(0.5, 0.5) }],
	// One stands exactly where the four grids meet.
	posts: [
		{ id: 1, required: 3, at: pt(1, 1) },
		{ id: 2, required: 1, at: pt(1.5, 0.4) }
	],
	enterprises: [pt(0.2, 1.5), pt(1, 0.5)],
	excluded: [[[pt(0, 0), pt(0.5, 0), pt(0.5, 0.5), pt(0, 0.5), pt(0, 0)]]]
});

describe('figures', () => {
	it('of a square are those of a square', () => {
		const a = figuresOf(four.plan, four.ground, rules).grids.get(code(1))!;
		// 0.002° × 0.002° at 32° north: 188.9 m × 221.8 m.
		expect(a.areaM2 / (188.94 * 221.78)).toBeCloseTo(1, 2);
		expect(a.compactness).toBeCloseTo((4 * Math.PI * 188.94 * 221.78) / (2 * (188.94 + 221.78)) ** 2, 3);
		expect(a).toMatchObject({ buildings: 25, households: 300, contiguous: true });
		expect(a.workload.groundAreaM2 / a.areaM2).toBeCloseTo(0.75, 4);
	});
	it('count an island in a lake as ground', () => {
		const lake = (west: number, south: number, east: number, north: number) => [
			pt(west, south),
			pt(east, south),
			pt(east, north),
			pt(west, north),
			pt(west, south)
		];
		const ground = { ...four.ground, excluded: [[lake(0.2, 0.2, 0.8, 0.8), lake(0.4, 0.4, 0.6, 0.6).toReversed()]] };
		const { areaM2, workload } = figuresOf(four.plan, ground, rules).grids.get(code(1))!;
		// 0.36 of the square is lake, 0.04 of it the island.
		expect(workload.groundAreaM2 / areaM2).toBeCloseTo(1 - 0.36 + 0.04, 4);
	});
	it('count every thing in exactly one grid, also those on a border', () => {
		const sum = (kind: string): number =>
			[...figuresOf(four.plan, four.ground, rules).grids.values()].reduce(
				(total, { workload }) => total + (workload.terms.find((term) => term.kind === kind)?.count ?? 0),
				0
			);
		expect([sum('compoundGate'), sum('postSeat'), sum('enterprise'), sum('household')]).toEqual([2, 4, 2, 1200]);
	});
	it('are the same after edits as when reckoned afresh', () => {
		const edits: PlanEdit[] = [
			{ verb: 'move-buildings', buildingIds: [26, 31], to: code(1) },
			{ verb: 'split-grid', grid: code(4), line: [pt(1, 1.43), pt(2, 1.43)], name: '新', code: code(5) },
			{ verb: 'merge-grids', grids: [code(1), code(3)], into: code(3) },
			{ verb: 'set-grid', grid: code(2), workers: 2 }
		];
		let [plan, figures] = [four.plan, figuresOf(four.plan, four.ground, rules)];
		for (const edit of edits) {
			const changed = applyEdit(plan, edit, four.ground);
			if (!changed.ok) throw new Error(JSON.stringify(changed.problem));
			figures = figuresAfter(figures, changed.value, four.ground, rules);
			plan = changed.value.plan;
		}
		const afresh = figuresOf(plan, four.ground, rules);
		const sorted = ({ grids }: typeof afresh): unknown => [...grids.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
		expect(sorted(figures)).toEqual(sorted(afresh));
		expect(figures.balance).toEqual(afresh.balance);
		const total = [...figures.grids.values()].reduce((sum, { areaM2 }) => sum + areaM2, 0);
		expect(total / surfaceAreaM2(planOutline(plan)!)).toBeCloseTo(1, 6);
	});
});
