/**
 * Everything a planner can do to a plan, as data: the same edit previews in the browser, is judged on the server, is kept in the draft's history and is
 * drawn again in a rebase. Edits name what they touch by position and code, never by a number that another edit may have given away.
 */
import type { Problem, Outcome } from '../geo/outcome.ts';
import type { Position } from '../geo/position.ts';
import type { WorkKind } from '../rules/rule-set.ts';
import type { BorderPlan, GridCode, LatticePoint, PlanGround } from './border-plan.ts';

type Line = readonly LatticePoint[];

export type PlanEdit = (
	| {
			readonly verb: 'move-corner';
			readonly at: LatticePoint;
			readonly to: LatticePoint;
			/** Each runs from `to` to a place on a border of this corner, which follows it instead of running straight. */
			readonly follow?: readonly Line[];
	  }
	| { readonly verb: 'move-point'; readonly at: LatticePoint; readonly to: LatticePoint }
	| { readonly verb: 'add-point'; readonly between: readonly [LatticePoint, LatticePoint]; readonly at: LatticePoint }
	| { readonly verb: 'remove-point'; readonly at: LatticePoint }
	/** The part of the border between `line`'s ends is replaced by `line`; both ends lie on it. */
	| { readonly verb: 'reshape-border'; readonly line: Line }
	/** Both ends of `line` lie on the grid's edge, or are led to it. The piece left of the line becomes a new grid. */
	| { readonly verb: 'split-grid'; readonly grid: GridCode; readonly line: Line; readonly name: string; readonly code: GridCode }
	/**
	 * Divides the grid into it and as many new ones as named, of nearly equal work, along roads, walls, water and between buildings. `minutes` of a day that
	 * each object of a kind asks for, as the rules stood when it was drawn (`split-equal.ts` gives them), so that it is drawn the same ever after.
	 */
	| {
			readonly verb: 'split-equal';
			readonly grid: GridCode;
			readonly into: readonly { readonly code: GridCode; readonly name: string }[];
			readonly minutes: Readonly<Partial<Record<WorkKind, number>>>;
			/** Minutes that a square metre adds to the walk. */
			readonly minutesPerM2: number;
			/** Another division of the same kind. */
			readonly seed?: number;
	  }
	| { readonly verb: 'merge-grids'; readonly grids: readonly GridCode[]; readonly into: GridCode }
	| { readonly verb: 'move-buildings'; readonly buildingIds: readonly number[]; readonly to: GridCode }
	/** Ground inside `ring` goes from whatever grid has it to `to`. */
	| { readonly verb: 'give-ground'; readonly ring: Line; readonly to: GridCode }
	/** A building that a border runs through is given to the other side, without moving the border. */
	| { readonly verb: 'assign-building'; readonly buildingId: number; readonly to: GridCode }
	| { readonly verb: 'rename-grid'; readonly grid: GridCode; readonly name: string }
	| {
			readonly verb: 'set-grid';
			readonly grid: GridCode;
			readonly risk?: 'low' | 'medium' | 'high';
			readonly locked?: boolean;
			readonly workers?: number;
	  }
) & {
	/** Why a building may be newly cut; without it such an edit is refused. */
	readonly cutReason?: string;
};
export type PlanVerb = PlanEdit['verb'];

/** Why an edit is refused; each has words in zh and en. `at` is the spot to show it. */
export interface PlanProblem extends Problem {
	readonly kind:
		| 'plan.no-such-place' // no corner, point or border there
		| 'plan.no-such-grid'
		| 'plan.outer-edge' // the edge of the district is not the planner's to move
		| 'plan.crosses' // would cross or touch another border
		| 'plan.in-pieces' // would leave a grid in pieces
		| 'plan.too-small' // below the minimum
		| 'plan.cuts-building' // would newly cut a building
		| 'plan.empty-line'
		| 'plan.indivisible' // falls into fewer pieces than asked for without cutting a building or a compound
		| 'plan.not-neighbours'
		| 'plan.code-used'
		| 'plan.other-community' // grids of different communities
		| 'plan.locked'
		| 'plan.held' // another planner is at the grid just now
		| 'plan.nothing-to-do';
	readonly at?: Position;
	readonly grids?: readonly GridCode[];
	readonly buildingIds?: readonly number[];
}

export interface PlanChange {
	readonly plan: BorderPlan;
	/** Grids whose shape, buildings or facts changed; those that ended are among them. */
	readonly grids: readonly GridCode[];
	/** Buildings that changed grid: `[id, from, to]`. */
	readonly moved: readonly (readonly [buildingId: number, from: GridCode, to: GridCode])[];
}

/** One file a verb: `move-corner.ts` exports `moveCorner` and so on; `apply-edit.ts` is the table of them. */
export type ApplyVerb<V extends PlanVerb> = (
	plan: BorderPlan,
	edit: Extract<PlanEdit, { verb: V }>,
	ground: PlanGround
) => Outcome<PlanChange, PlanProblem>;
export type ApplyEdit = (plan: BorderPlan, edit: PlanEdit, ground: PlanGround) => Outcome<PlanChange, PlanProblem>;
