/**
 * What a hand on a plan holds, what it hears and what it asks for; and how near is near. A pointer is a mouse, a finger or the crosshair that keys move:
 * they are the same to whatever is drawn.
 */
import type { BorderPlan, GridCode, LatticePoint } from '#lib/plan/border-plan.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import { snapPoint, type Snap } from '#lib/plan/snap.ts';
import { samePoint } from '#lib/plan/lattice-point.ts';
import type { DrawScene } from './draw-mode.ts';
import type { RoadThrough } from './road-through.ts';

export interface Pointer {
	readonly at: LatticePoint;
	/** CSS px in the map. */
	readonly px: readonly [x: number, y: number];
	readonly alt: boolean;
	readonly shift: boolean;
	/** A finger hides what it points at and is wider than a mouse. */
	readonly touch: boolean;
	/** From a key: it goes where it is sent, so that another place is another place however few pixels away. */
	readonly exact?: boolean;
}

export type HandInput =
	| { readonly kind: PointerKind; readonly pointer: Pointer }
	/** Takes the building under the pointer, or puts it back. */
	| { readonly kind: 'pick'; readonly pointer: Pointer }
	| { readonly kind: 'key'; readonly key: HandKey };

export type PointerKind = 'down' | 'move' | 'up' | 'double';
/** Backspace takes back the last point that was set. */
export type HandKey = 'Escape' | 'Enter' | 'Delete' | 'Backspace';

export interface HandWorld {
	readonly scene: DrawScene;
	/** The plan without the edit in hand. */
	readonly rest: BorderPlan;
	readonly metresPerPx: number;
}

/** `orElse` where the first is refused. */
export type HandAct =
	| { readonly kind: 'propose'; readonly edit: PlanEdit; readonly orElse?: PlanEdit }
	| { readonly kind: 'write' }
	| { readonly kind: 'cancel' }
	| { readonly kind: 'select'; readonly grid: GridCode | null; readonly corner: LatticePoint | null };

export type Hand =
	| { readonly kind: 'idle'; readonly hover: Hover | null; readonly road: RoadThrough | null }
	/** Down on something that a click means but a drag does not: the map may be moved. */
	| { readonly kind: 'press'; readonly from: Pointer }
	| {
			readonly kind: 'drag';
			readonly what: 'corner' | 'point' | 'stretch';
			readonly from: Pointer;
			readonly at: LatticePoint;
			readonly between: readonly [LatticePoint, LatticePoint] | null;
			/** From the pointer to the middle of what it took hold of. */
			readonly grip: readonly [number, number];
			readonly to: LatticePoint | null;
			readonly snap: Snap | null;
	  }
	| {
			readonly kind: 'line';
			readonly points: readonly LatticePoint[];
			/** How many points there were before each press. */
			readonly before: readonly number[];
			/** The button is down: a line drawn freely. */
			readonly pressed: boolean;
			readonly free: boolean;
			readonly next: LatticePoint | null;
			readonly snap: Snap | null;
			readonly lastPx: readonly [number, number];
			readonly proposed: boolean;
	  }
	| {
			readonly kind: 'path';
			readonly tool: 'buildings' | 'ground';
			readonly path: readonly LatticePoint[];
			readonly lastPx: readonly [number, number];
			readonly donor: GridCode | null;
			/** Buildings that were taken one by one. */
			readonly picked: readonly number[];
			readonly gathered: readonly number[];
			readonly said: string;
	  };

export interface Hover {
	readonly what: 'corner' | 'point' | 'stretch';
	readonly at: LatticePoint;
}

export interface HandStep {
	readonly hand: Hand;
	readonly acts: readonly HandAct[];
}

export type LineHand = Extract<Hand, { kind: 'line' }>;
export type PathHand = Extract<Hand, { kind: 'path' }>;

export const IDLE: Hand = { kind: 'idle', hover: null, road: null };

/** CSS px: how far a pointer must go to have moved, how far it must go for another point of a free line, and how far a point snaps. */
const MOVED_PX = 3;
const STEP_PX = 3;
const SNAP_PX = 8;
const TOUCH_MORE = 2;

export const stay = (hand: Hand): HandStep => ({ hand, acts: [] });

export const farApart = (a: readonly [number, number], b: readonly [number, number], px = MOVED_PX): boolean =>
	Math.hypot(a[0] - b[0], a[1] - b[1]) > px;

/** Whether a pointer is at another place than where a line or a path was last drawn to. */
export const drawnOn = ({ at, px, exact = false }: Pointer, last: LatticePoint | undefined, lastPx: readonly [number, number]): boolean =>
	exact ? last === undefined || !samePoint(at, last) : farApart(lastPx, px, STEP_PX);

export const within = ({ metresPerPx }: HandWorld, { touch }: Pointer, px: number): number => px * (touch ? TOUCH_MORE : 1) * metresPerPx;

export function snapOf(pointer: Pointer, { scene, metresPerPx }: HandWorld, at = pointer.at): Snap | null {
	return scene.snap && !pointer.alt ? snapPoint(scene.ground.lines, at, SNAP_PX * metresPerPx) : null;
}
