/**
 * Where the fictional island lies, and how its metres become degrees. Everything is drawn in metres east and north of the island's
 * middle and snapped to the 1e-7° lattice at once, so that a shared point is the same two numbers in every shape.
 */
import type { Position } from '../../src/lib/geo/position.ts';

/** Metres east and north of the island's middle. */
export type Spot = readonly [x: number, y: number];

/** Open North Pacific, more than 1,000 km from any real coast: nobody can take the island for a place. */
const MIDDLE_LNG_E7 = 1_645_000_000;
const MIDDLE_LAT_E7 = 320_000_000;
/** Metres a degree at 32° north on WGS-84, divided onto the lattice. */
const STEP_X_M = 94_493.08 / 1e7;
const STEP_Y_M = 110_886.82 / 1e7;

export const snap = ([x, y]: Spot): Spot => [Math.round(x / STEP_X_M) * STEP_X_M, Math.round(y / STEP_Y_M) * STEP_Y_M];
export const toPosition = ([x, y]: Spot): Position => [
	(MIDDLE_LNG_E7 + Math.round(x / STEP_X_M)) / 1e7,
	(MIDDLE_LAT_E7 + Math.round(y / STEP_Y_M)) / 1e7
];
export const keyOf = ([x, y]: Spot): string => `${Math.round(x / STEP_X_M)},${Math.round(y / STEP_Y_M)}`;
