/** Distances on the ground in metres between positions, lines and surfaces. True to 1 part in 10,000 over 20 km. */
import { localPlane, metresPerDegree } from './plane.ts';
import { pointSegment2, segmentRings2 } from './planar-distance.ts';
import { polygonsOf, type Line, type Position, type SurfaceShape } from './position.ts';

/** Straight line between two positions, with the ellipsoid's radii at the latitude halfway. */
export function distanceM(a: Position, b: Position): number {
	const [lngM, latM] = metresPerDegree((a[1] + b[1]) / 2);
	return Math.hypot((b[0] - a[0]) * lngM, (b[1] - a[1]) * latM);
}

export function lineLengthM(line: Line): number {
	let sum = 0;
	for (let i = 1; i < line.length; i++) sum += distanceM(line[i - 1]!, line[i]!);
	return sum;
}

/** From a position to the nearest place on the segment a–b. */
export function pointSegmentM(at: Position, a: Position, b: Position): number {
	const plane = localPlane(at);
	const [ax, ay] = plane.toXY(a[0], a[1]);
	const [bx, by] = plane.toXY(b[0], b[1]);
	return Math.sqrt(pointSegment2(0, 0, ax, ay, bx, by));
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
