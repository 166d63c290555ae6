/** Where a tile lies, with everything that may reach into it. Formula: the slippy map of OpenStreetMap's wiki. */
import { BUFFER, EXTENT } from './tile-layers.ts';

/** Degrees. */
export interface LngLatBox {
	readonly west: number;
	readonly south: number;
	readonly east: number;
	readonly north: number;
}

/** The buffer, and a pixel more for what rounding moves over its edge. */
const MARGIN = (BUFFER + 1) / EXTENT;

/** What touches this box may be drawn in the tile; nothing else is. */
export function tileBox(z: number, x: number, y: number): LngLatBox {
	const scale = 2 ** z;
	const west = lngOf((x - MARGIN) / scale);
	const east = lngOf((x + 1 + MARGIN) / scale);
	const beyond = west < -180 || east > 180;
	return {
		// The world goes on at its edges with what lies at the other one.
		west: beyond ? -180 : west,
		east: beyond ? 180 : east,
		// The topmost row also has what lies towards the pole: it is drawn at its edge.
		south: y === scale - 1 ? -90 : latOf((y + 1 + MARGIN) / scale),
		north: y === 0 ? 90 : latOf((y - MARGIN) / scale)
	};
}

const lngOf = (x: number): number => x * 360 - 180;
const latOf = (y: number): number => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;

export const touch = (a: LngLatBox, b: LngLatBox): boolean =>
	a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;
