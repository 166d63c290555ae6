/** What of a plan the layers show, whether it is being drawn or compared: one shape for both, so that there is one set of layers. */
import type { Position } from '#lib/geo/position.ts';
import type { BorderPlan, GridCode, LatticePoint, PlanGround } from '#lib/plan/border-plan.ts';
import { positionOf } from '#lib/plan/lattice-point.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import type { PlanFigures } from '#lib/plan/plan-figures.ts';
import type { ComparedSide } from './compared-side.ts';
import type { DrawMode } from './draw-mode.ts';
import { ghostLines } from './ghost-lines.ts';

type Points = readonly LatticePoint[];

export interface DrawnPlan {
	readonly plan: BorderPlan;
	readonly figures: PlanFigures;
	readonly ground: PlanGround;
	/** Drawn dashed where it differs; null: nothing is. */
	readonly base: BorderPlan | null;
	/** Before the edit in hand; what differs from it is drawn strongest. */
	readonly rest: BorderPlan;
	/** What differs from this is drawn stronger than the rest, between edits and in a comparison. */
	readonly other: BorderPlan;
	readonly moved: ReadonlySet<number>;
	readonly selected: GridCode | null;
	readonly concerned: readonly GridCode[];
	readonly settled: boolean;
	/** Grids that are drawn at all in colour; null: all. */
	readonly only: ReadonlySet<GridCode> | null;
	readonly drawing: Drawing | null;
}

/** What there is besides the plan itself while it is drawn. */
export interface Drawing {
	/** Grids that others hold. */
	readonly held: ReadonlySet<GridCode>;
	/** The edit in hand is refused: these lines say what was meant. */
	readonly refused: readonly Points[];
	readonly refusedBuildings: readonly number[];
	/** Where a corner was before it was taken in hand. */
	readonly oldCorner: LatticePoint | null;
	readonly corner: LatticePoint | null;
	readonly snapped: boolean;
	readonly faults: readonly Position[];
}

/** What the gesture itself shows, before it is an edit. */
export interface Pencil {
	/** Corners and points are offered. */
	readonly handles: boolean;
	readonly line: Points;
	readonly closed: boolean;
	/** The part of a road along which a click would split. */
	readonly road: Points | null;
	/** A corner or a point under the pointer. */
	readonly hover: LatticePoint | null;
	readonly gathered: readonly number[];
	/** The edit in hand has its point here. */
	readonly snappedTo: LatticePoint | null;
}

const NOBODY: ReadonlySet<GridCode> = new Set();
const NO_GRIDS: readonly GridCode[] = [];
const NO_LINES: readonly Points[] = [];
const NO_BUILDINGS: readonly number[] = [];
const NO_FAULTS: readonly Position[] = [];

export function drawnOf({ scene }: DrawMode, rest: BorderPlan, snapped: boolean): DrawnPlan {
	const { inHand } = scene;
	const edit = inHand?.edit ?? null;
	return {
		plan: scene.plan,
		figures: scene.figures,
		ground: scene.ground,
		base: scene.base,
		rest,
		other: scene.base,
		moved: scene.moved,
		selected: scene.grid,
		concerned: inHand?.grids ?? NO_GRIDS,
		settled: inHand === null,
		only: null,
		drawing: {
			held: heldBy(scene.others),
			refused: edit && inHand?.problem ? ghostLines(rest, edit) : NO_LINES,
			refusedBuildings:
				edit?.verb === 'move-buildings' && inHand?.problem ? edit.buildingIds : (inHand?.problem?.buildingIds ?? NO_BUILDINGS),
			oldCorner: edit?.verb === 'move-corner' ? edit.at : null,
			corner: edit ? handleOf(edit) : scene.corner,
			snapped,
			faults: scene.faults.length === 0 ? NO_FAULTS : scene.faults.map(({ at }) => at)
		}
	};
}

export const comparedOf = (side: ComparedSide): DrawnPlan => ({
	plan: side.plan,
	figures: side.figures,
	ground: side.ground,
	base: side.base,
	rest: side.plan,
	other: side.other,
	moved: side.moved,
	selected: side.grid,
	concerned: NO_GRIDS,
	settled: true,
	only: side.onlyChanged ? side.changed : null,
	drawing: null
});

/** Where the handle of an edit in hand stands, whether or not the edit is accepted. */
export function handleOf(edit: PlanEdit): LatticePoint | null {
	switch (edit.verb) {
		case 'move-corner':
		case 'move-point':
			return edit.to;
		case 'add-point':
			return edit.at;
		default:
			return null;
	}
}

const held = new WeakMap<DrawMode['scene']['others'], ReadonlySet<GridCode>>();
export function heldBy(others: DrawMode['scene']['others']): ReadonlySet<GridCode> {
	if (others.length === 0) return NOBODY;
	let found = held.get(others);
	if (!found) held.set(others, (found = new Set(others.flatMap(({ grids }) => grids))));
	return found;
}

export const lineOf = (points: Points): Position[] => points.map(positionOf);
