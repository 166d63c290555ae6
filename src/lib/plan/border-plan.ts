/**
 * A plan is a planar set of borders: each a polyline with a grid to its left and to its right, meeting others only at corners. Polygons are derived
 * (`grid-shape.ts`), so neighbours share their points as equal numbers and a hole cannot be drawn. Values are frozen: every edit makes a new plan.
 */
import type { Risk } from '../area/area.ts';
import type { WorkKind } from '../rules/rule-set.ts';

/** `[x, y]` in whole 1e-7 degrees: longitude and latitude on the lattice. */
export type LatticePoint = readonly [xE7: number, yE7: number];

declare const gridCode: unique symbol;
/** 15 digits (17 for a micro-grid). What a grid is called for ever; never reused. */
export type GridCode = string & { readonly [gridCode]: true };

/** The line between two grids, or between a grid and what lies outside the plan (null). */
export interface Border {
	/** Given in order of making; stable under edits that keep the border. */
	readonly id: number;
	/** Seen along the line from its first point to its last. At most one of the two is null. */
	readonly left: GridCode | null;
	readonly right: GridCode | null;
	/** At least two points, no point twice in a row. Its ends are corners; they are equal where the border is a ring that meets no other. */
	readonly line: readonly LatticePoint[];
}

export interface PlanGrid {
	readonly code: GridCode;
	readonly name: string;
	readonly risk: Risk;
	/** The community (12 digits) it lies in. */
	readonly areaCode: string;
	/** Not to be touched by balance, nor by hand without unlocking. */
	readonly locked: boolean;
	readonly workers: number;
	/** Work that is not counted from buildings, compounds and posts; goes with the grid. */
	readonly work: Readonly<Partial<Record<WorkKind, number>>>;
	/** The codes it came from, within this draft: empty where it was there before. */
	readonly from: readonly GridCode[];
}

export interface BorderPlan {
	readonly borders: ReadonlyMap<number, Border>;
	readonly grids: ReadonlyMap<GridCode, PlanGrid>;
	/** Which grid each building is given to, by building id. A building that a border runs through belongs whole to one. */
	readonly belongs: ReadonlyMap<number, GridCode>;
	/** Buildings that a border runs through and a planner gave to one side by hand. Kept as long as part of them lies there. */
	readonly assigned: ReadonlySet<number>;
	/** Buildings a border may run through, with the planner's reason. */
	readonly cutReasons: ReadonlyMap<number, string>;
	readonly nextBorderId: number;
	/** Grids that were in this draft and are no more, and what they became. */
	readonly ended: ReadonlyMap<GridCode, readonly GridCode[]>;
}

/** What stands on the ground and does not change with the plan. Columns; one entry a building. */
export interface PlanGround {
	readonly buildings: PlanBuildings;
	/** Index of the buildings' columns by id. */
	readonly rowOf: ReadonlyMap<number, number>;
	readonly compounds: readonly {
		readonly id: number;
		readonly name: string;
		readonly gates: number;
		readonly buildingIds: readonly number[];
		readonly at: LatticePoint;
	}[];
	readonly posts: readonly { readonly id: number; readonly required: number; readonly at: LatticePoint }[];
	readonly enterprises: readonly LatticePoint[];
	/** Lines borders may snap to and follow. */
	readonly lines: readonly GuideLine[];
	/** Surfaces that are no ground to cover: the outer ring of each and then its holes (an island in a lake is ground). Closed. */
	readonly excluded: readonly (readonly (readonly LatticePoint[])[])[];
	/** Every code ever used in the district, live or ended. */
	readonly usedCodes: ReadonlySet<string>;
	/** No grid may get smaller: square metres, and buildings. Rules, not constants. */
	readonly minimum: { readonly areaM2: number; readonly buildings: number };
}

export interface PlanBuildings {
	readonly count: number;
	readonly id: Int32Array;
	readonly households: Uint32Array;
	readonly residents: Uint32Array;
	/** A point inside each footprint: `[xE7, yE7]` pairs. */
	readonly pointE7: Int32Array;
	/** Outer rings: points of building i are pairs `ringE7[2·start[i] … 2·start[i + 1])`, closed. */
	readonly ringStart: Uint32Array;
	readonly ringE7: Int32Array;
}

export interface GuideLine {
	readonly kind: 'road' | 'wall' | 'water';
	readonly name: string;
	readonly line: readonly LatticePoint[];
}
