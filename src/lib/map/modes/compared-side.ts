/** What one map of a comparison shows: its own plan, and what is different on the other side. */
import type { BorderPlan, GridCode, PlanGround } from '#lib/plan/border-plan.ts';
import type { PlanFigures } from '#lib/plan/plan-figures.ts';

export interface ComparedSide {
	readonly plan: BorderPlan;
	readonly figures: PlanFigures;
	readonly ground: PlanGround;
	/** Drawn dashed where it differs; null on the side that is the older one. */
	readonly base: BorderPlan | null;
	/** What else differs is told from: the plan of the other side. */
	readonly other: BorderPlan;
	readonly changed: ReadonlySet<GridCode>;
	readonly moved: ReadonlySet<number>;
	/** What did not change steps back. */
	readonly onlyChanged: boolean;
	/** Outlined. */
	readonly grid: GridCode | null;
	/** CSS px from the left within which labels are shown: none stands across the divider. */
	readonly labelsWithin: readonly [fromPx: number, toPx: number];
}
