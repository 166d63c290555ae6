/** Two plans side by side: what differs is what was drawn, and nothing else. */
import { describe, expect, it } from 'vitest';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import type { BorderPlan } from '#lib/plan/border-plan.ts';
import { changedGrids, comparePlans, overloadedGrids, type PlanSide } from '#lib/plan/compare.ts';
import { coverageAfter, coverageOf, type SeenNow } from '#lib/plan/coverage-after.ts';
import { planBytes, planOfBytes } from '#lib/plan/plan-bytes.ts';
import type { PlanChange, PlanEdit } from '#lib/plan/plan-edit.ts';
import { figuresOf } from '#lib/plan/plan-figures.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import { code, pt, squares } from './small-plan.ts';

const four = squares(2, 2);
const rules = DEFAULT_RULES.workload;
const side = (plan: BorderPlan): PlanSide => ({ plan, figures: figuresOf(plan, four.ground, rules) });
function edited(plan: BorderPlan, edit: PlanEdit): PlanChange {
	const outcome = applyEdit(plan, edit, four.ground);
	if (!outcome.ok) throw new Error(outcome.problem.kind);
	return outcome.value;
}
const given = { ground: four.ground, workerOf: (of: string) => of, targetMaxToMean: 1.3 };
/** Grid 1's 25 houses stand in five columns; the line leaves three of them to its west. */
const split: PlanEdit = { verb: 'split-grid', grid: code(1), line: [pt(0.6, 0), pt(0.6, 1)], name: '第5网格', code: code(5) };

describe('a comparison of two plans', () => {
	it('finds no difference between a plan and itself read back from its bytes', () => {
		const again = planOfBytes(planBytes(four.plan));
		if (!again.ok) throw new Error(again.problem.kind);
		const same = comparePlans(side(four.plan), side(again.value), given);
		expect(same.changed.size).toBe(0);
		expect(same.rows).toEqual([]);
		expect(same.residentsChangingWorker).toBe(0);
	});
	it('counts who lives in the houses that a split gives away, and nobody else', () => {
		const after = edited(four.plan, split).plan;
		const told = comparePlans(side(four.plan), side(after), given);
		expect(told.grids).toEqual({ a: 4, b: 5 });
		// The neighbours get a corner on their border and are as they were.
		expect([...told.changed].sort()).toEqual([code(1), code(5)]);
		expect([10, 15]).toContain(told.buildings);
		const { residents, households } = four.ground.buildings;
		let [people, doors] = [0, 0];
		for (const [id, owner] of after.belongs) {
			if (owner !== code(5)) continue;
			people += residents[four.ground.rowOf.get(id)!]!;
			doors += households[four.ground.rowOf.get(id)!]!;
		}
		expect(told.residentsChangingWorker).toBe(people);
		expect(told.households).toBe(doors);
		expect(told.flows).toHaveLength(1);
	});
	it('says that nobody changes worker where one person answers for both grids', () => {
		const after = edited(four.plan, split).plan;
		const told = comparePlans(side(four.plan), side(after), { ...given, workerOf: () => 'one' });
		expect(told.residentsChangingWorker).toBe(0);
		expect(told.residents).toBeGreaterThan(0);
	});
	it('puts the greatest change of load first', () => {
		const after = edited(edited(four.plan, split).plan, { verb: 'set-grid', grid: code(4), workers: 2 }).plan;
		const { rows } = comparePlans(side(four.plan), side(after), given);
		const weights = rows.map(({ a, b }) => Math.abs((b?.workload.load ?? 0) - (a?.workload.load ?? 0)));
		expect(weights).toEqual(weights.toSorted((a, b) => b - a));
		expect(rows.map((row) => row.code)).toContain(code(4));
	});
	it('tells a moved corner from a corner that was only set into a straight border', () => {
		const moved = edited(four.plan, { verb: 'move-corner', at: pt(1, 1), to: pt(1.05, 1.04) }).plan;
		expect(changedGrids(four.plan, moved).size).toBe(4);
	});
	it('calls a grid overloaded above the target times the mean, the heaviest first', () => {
		const figures = figuresOf(edited(four.plan, { verb: 'set-grid', grid: code(4), workers: 4 }).plan, four.ground, rules);
		const mean = figures.balance.mean!;
		const heavy = overloadedGrids(figures, 1.1);
		expect(heavy.length).toBeGreaterThan(0);
		for (const { workload } of heavy) expect(workload.load!).toBeGreaterThan(1.1 * mean);
	});
});

describe('the cover a plan would have now', () => {
	const now: SeenNow = {
		nowMs: 1e12,
		limitH: { low: 24, medium: 8, high: 2 },
		seenAtS: (id) => (id % 3 === 0 ? 0 : 1e9 - (id % 20) * 3600)
	};
	it('follows an edit as if it had been counted anew', () => {
		const edits: PlanEdit[] = [
			split,
			{ verb: 'set-grid', grid: code(2), risk: 'high' },
			{ verb: 'merge-grids', grids: [code(3), code(4)], into: code(4) }
		];
		let plan = four.plan;
		let counts = coverageOf(plan, now);
		for (const edit of edits) {
			const change = edited(plan, edit);
			counts = coverageAfter(counts, plan, change, now);
			plan = change.plan;
			expect(new Map([...counts].sort())).toEqual(new Map([...coverageOf(plan, now)].sort()));
		}
	});
	it('rises without a visit where the grid that gets a building has more time', () => {
		const risky = edited(four.plan, { verb: 'set-grid', grid: code(1), risk: 'high' }).plan;
		const given = edited(risky, { verb: 'merge-grids', grids: [code(1), code(2)], into: code(2) });
		const eased = edited(given.plan, { verb: 'set-grid', grid: code(2), risk: 'low' });
		const covered = (of: BorderPlan): number => [...coverageOf(of, now).values()].reduce((sum, count) => sum + count.covered, 0);
		expect(covered(eased.plan)).toBeGreaterThan(covered(risky));
	});
	it('never counts what was never seen', () => {
		const never = { ...now, seenAtS: () => 0 };
		expect([...coverageOf(four.plan, never).values()].every(({ covered }) => covered === 0)).toBe(true);
	});
});
