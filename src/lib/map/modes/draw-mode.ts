/** What the planner's page gives to the map while a plan is drawn, and hears from it. The map decides nothing: it makes edits out of gestures and shows outcomes. */
import type { Outcome } from '#lib/geo/outcome.ts';
import type { Position } from '#lib/geo/position.ts';
import type { BorderPlan, GridCode, LatticePoint, PlanGround } from '#lib/plan/border-plan.ts';
import type { PlanChange, PlanEdit, PlanProblem } from '#lib/plan/plan-edit.ts';
import type { PlanFigures } from '#lib/plan/plan-figures.ts';
import type { Presence } from '#lib/wire/drafts.ts';

/** V R S K M B G: corners and points, redraw a border, split by a line, split along a road, merge, buildings to a neighbour, ground to a neighbour. */
export type DrawTool = 'corner' | 'reshape' | 'split' | 'split-road' | 'merge' | 'buildings' | 'ground';

export interface DrawScene {
	/** As the draft's base has it: drawn dashed where it differs. */
	readonly base: BorderPlan;
	readonly baseFigures: PlanFigures;
	/** As it is now, the edit in hand included. */
	readonly plan: BorderPlan;
	readonly figures: PlanFigures;
	readonly ground: PlanGround;
	/** Grids that differ from the base. */
	readonly changed: ReadonlySet<GridCode>;
	/** Buildings that belong to another grid than in the base. */
	readonly moved: ReadonlySet<number>;
	/** The edit in hand; null between gestures. */
	readonly inHand: {
		readonly edit: PlanEdit;
		/** Grids concerned: they get chips with before and after. */
		readonly grids: readonly GridCode[];
		readonly problem: PlanProblem | null;
	} | null;
	readonly tool: DrawTool;
	readonly grid: GridCode | null;
	readonly corner: LatticePoint | null;
	readonly others: readonly Presence[];
	/** Places that forbid publishing, with their words. */
	readonly faults: readonly { readonly at: Position; readonly text: string }[];
	/** Snap to roads, walls and water lines; Alt turns it off while held. */
	readonly snap: boolean;
	/** Nothing can be drawn: a plan of the past, a submitted draft. */
	readonly readOnly: boolean;
}

export interface DrawEvents {
	/** At each move of the pointer: what this edit would give. The page shows it (`inHand`) whether or not it is accepted. */
	propose(edit: PlanEdit): Outcome<PlanChange, PlanProblem>;
	/** The gesture ended well (release or Enter): the edit in hand becomes one undo step; where it is refused, it goes back. */
	write(): void;
	/** Esc, or a gesture that came to nothing. */
	cancel(): void;
	select(grid: GridCode | null, corner?: LatticePoint | null): void;
	/** Throttled by the map to 5 a second. */
	cursor(at: Position | null): void;
	/** What the crosshair of the keys came to, for those who do not see it. */
	said(text: string): void;
}

export interface DrawMode {
	readonly scene: DrawScene;
	readonly events: DrawEvents;
}
