/** A plan with everything the screen shows of it: figures, which grids differ from the base, which buildings moved. An edit renews only what it concerns. */
import type { BorderPlan, GridCode, PlanGround } from '#lib/plan/border-plan.ts';
import { changedGrids, gridDiffers, movedBetween, type PlanSide } from '#lib/plan/compare.ts';
import type { PlanChange } from '#lib/plan/plan-edit.ts';
import { figuresAfter, figuresOf } from '#lib/plan/plan-figures.ts';
import type { Rules } from '#lib/rules/rule-set.ts';

export interface DrawnPlan extends PlanSide {
	/** Grids that differ from the base. */
	readonly changed: ReadonlySet<GridCode>;
	/** Buildings that belong to another grid than in the base. */
	readonly moved: ReadonlySet<number>;
}

/** What a plan is drawn beside. */
export interface DrawnOn {
	readonly base: PlanSide;
	readonly ground: PlanGround;
	readonly rules: Rules['workload'];
}

/** Costs a look at every building; once a plan that was not drawn here. */
export function drawnOf(plan: BorderPlan, { base, ground, rules }: DrawnOn): DrawnPlan {
	if (plan === base.plan) return { ...base, changed: new Set(), moved: new Set() };
	return {
		plan,
		figures: figuresOf(plan, ground, rules),
		changed: changedGrids(base.plan, plan),
		moved: movedBetween(base.plan, plan)
	};
}

/** @param before what is drawn of the very plan that the edit changed */
export function drawnAfter(before: DrawnPlan, change: PlanChange, { base, ground, rules }: DrawnOn): DrawnPlan {
	const changed = new Set(before.changed);
	for (const code of change.grids) {
		if (gridDiffers(base.plan, change.plan, code)) changed.add(code);
		else changed.delete(code);
	}
	const moved = new Set(before.moved);
	for (const [id, , to] of change.moved) {
		if (base.plan.belongs.get(id) === to) moved.delete(id);
		else moved.add(id);
	}
	return { plan: change.plan, figures: figuresAfter(before.figures, change, ground, rules), changed, moved };
}
