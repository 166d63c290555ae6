/** How much ground a surface covers, in square metres on the ellipsoid. */
import { bboxCentre, bboxOf } from './bbox.ts';
import { localPlane, type LocalPlane } from './plane.ts';
import { polygonsOf, type PolygonRings, type Ring, type SurfaceShape } from './position.ts';

/** Area enclosed by one ring, holes not known of; never negative. */
export function ringAreaM2(ring: Ring, plane: LocalPlane): number {
	const first = ring[0];
	if (!first) return 0;
	// Measured from the first corner, so that a small ring far from the plane's origin loses no digits.
	const [x0, y0] = plane.toXY(first[0], first[1]);
	let [ax, ay] = [0, 0];
	let sum = 0;
	for (let i = 1; i < ring.length; i++) {
		const [x, y] = plane.toXY(ring[i]![0], ring[i]![1]);
		const [bx, by] = [x - x0, y - y0];
		sum += ax * by - bx * ay;
		[ax, ay] = [bx, by];
	}
	return Math.abs(sum) / 2;
}

export function polygonAreaM2(rings: PolygonRings, plane: LocalPlane): number {
	return rings.reduce((area, ring, i) => (i === 0 ? area + ringAreaM2(ring, plane) : area - ringAreaM2(ring, plane)), 0);
}

/** Square metres of a valid surface up to a few tens of kilometres wide. */
export function surfaceAreaM2(surface: SurfaceShape, plane: LocalPlane = localPlane(bboxCentre(bboxOf(surface)))): number {
	return polygonsOf(surface).reduce((area, rings) => area + polygonAreaM2(rings, plane), 0);
}
