/** Whether a position lies on a surface. */
import { polygonsOf, type PolygonRings, type Position, type SurfaceShape } from './position.ts';

/** By the even-odd rule over all rings, so holes are outside. A position on an edge may fall to either side, but never to two of two neighbours. */
export function pointInPolygon([x, y]: Position, rings: PolygonRings): boolean {
	let inside = false;
	for (const ring of rings) {
		for (let i = 1; i < ring.length; i++) {
			const a = ring[i - 1]!;
			const b = ring[i]!;
			if (a[1] > y === b[1] > y) continue;
			// Always from the lower to the upper end: an edge shared by two polygons is then judged the same in both.
			const [lo, hi] = a[1] < b[1] ? [a, b] : [b, a];
			if ((x - lo[0]) * (hi[1] - lo[1]) < (hi[0] - lo[0]) * (y - lo[1])) inside = !inside;
		}
	}
	return inside;
}

export const pointInSurface = (at: Position, surface: SurfaceShape): boolean =>
	polygonsOf(surface).some((rings) => pointInPolygon(at, rings));
