/** The flat plane a district's coverage is reckoned on. */
import { localPlane, turnedPlane, type LocalPlane } from '../geo/plane.ts';
import type { Position } from '../geo/position.ts';

/** The raster is turned against the compass by this angle, so that no street of a chequered town runs along its rows. */
const TURN_RAD = 0.365;

export const coveragePlane = (origin: Position): LocalPlane => turnedPlane(localPlane(origin), TURN_RAD);
