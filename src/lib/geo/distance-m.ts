/** Distances on the ground in metres between positions, lines and surfaces. True to 1 part in 10,000 over 20 km. */
import { localPlane, metresPerDegree } from './plane.ts';
import { pointSegment2, segmentRings2 } from './planar-distance.ts';
import { polygonsOf, type Line, type Position, type SurfaceShape } from './position.ts';

/** Radius of the sphere that stands for the earth where positions are far apart, metres. */
const EARTH_M = 6371009;

/** Straight line between two positions: the ellipsoid's radii at the latitude halfway; over more than a degree, a great circle (within 0.5 %). */
export const distanceM = (a: Position, b: Position): number => lngLatDistanceM(a[0], a[1], b[0], b[1]);

/** The same from plain numbers, for loops that must not allocate. */
export function lngLatDistanceM(aLng: number, aLat: number, bLng: number, bLat: number): number {
	if (Math.abs(bLng - aLng) > 1 || Math.abs(bLat - aLat) > 1) {
		const rad = Math.PI / 180;
		const h =
			Math.sin(((bLat - aLat) / 2) * rad) ** 2 + Math.cos(aLat * rad) * Math.cos(bLat * rad) * Math.sin(((bLng - aLng) / 2) * rad) ** 2;
		return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
	}
	const [lngM, latM] = metresPerDegree((aLat + bLat) / 2);
	const x = (bLng - aLng) * lngM;
	const y = (bLat - aLat) * latM;
	return Math.sqrt(x * x + y * y);
}

/** From a position to the nearest place on the line; Infinity where the line is empty. */
export function pointLineM(at: Position, line: Line): number {
	const plane = localPlane(at);
	const xy = line.map(([lng, lat]) => plane.toXY(lng, lat));
	let best2 = xy.length === 1 ? xy[0]![0] ** 2 + xy[0]![1] ** 2 : Infinity;
	for (let i = 1; i < xy.length; i++) best2 = Math.min(best2, pointSegment2(0, 0, xy[i - 1]![0], xy[i - 1]![1], xy[i]![0], xy[i]![1]));
	return Math.sqrt(best2);
}

/** From the segment a–b to a surface: 0 where they meet or it lies inside. Give `a` twice for a point. */
export function segmentSurfaceM(a: Position, b: Position, surface: SurfaceShape): number {
	const plane = localPlane(a);
	const [bx, by] = plane.toXY(b[0], b[1]);
	let best2 = Infinity;
	for (const rings of polygonsOf(surface)) {
		const ringStart = [0];
		for (const ring of rings) ringStart.push(ringStart.at(-1)! + ring.length);
		const xy = new Float64Array(ringStart.at(-1)! * 2);
		rings.flat().forEach(([lng, lat], i) => plane.project(lng, lat, xy, i * 2));
		best2 = Math.min(best2, segmentRings2(0, 0, bx, by, xy, ringStart, 0, rings.length));
	}
	return Math.sqrt(best2);
}
