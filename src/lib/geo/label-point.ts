/** Where a label of a surface should stand: its pole of inaccessibility, the inside position farthest from any edge. */
import { bboxCentre, bboxOf } from './bbox.ts';
import { ringAreaM2 } from './area-m2.ts';
import { localPlane } from './plane.ts';
import { pointSegment2 } from './planar-distance.ts';
import { polygonsOf, type Position, type SurfaceShape } from './position.ts';

interface Cell {
	readonly x: number;
	readonly y: number;
	readonly halfM: number;
	/** Distance to the nearest edge, below 0 outside. */
	readonly depthM: number;
}

/**
 * Of a surface in several pieces the largest is labelled. Squares are halved as long as one could still hold a place deeper than the best by
 * `precisionM` (after V. Agafonkin's polylabel). Always inside a surface that has area.
 */
export function labelPoint(surface: SurfaceShape, precisionM = 2): Position {
	const plane = localPlane(bboxCentre(bboxOf(surface)));
	const sized = polygonsOf(surface)
		.filter((rings) => rings[0] !== undefined)
		.map((rings) => ({ rings, areaM2: ringAreaM2(rings[0]!, plane) }));
	const largest = sized.reduce<(typeof sized)[number] | null>((a, b) => (a === null || b.areaM2 > a.areaM2 ? b : a), null);
	if (!largest) return plane.origin;
	const edges = largest.rings.flatMap((ring) => {
		const xy = ring.map(([lng, lat]) => plane.toXY(lng, lat));
		return xy.slice(1).map((to, i) => [xy[i]![0], xy[i]![1], to[0], to[1]] as const);
	});
	const cell = (x: number, y: number, halfM: number): Cell => {
		let inside = false;
		let best2 = Infinity;
		for (const [ax, ay, bx, by] of edges) {
			if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
			best2 = Math.min(best2, pointSegment2(x, y, ax, ay, bx, by));
		}
		return { x, y, halfM, depthM: (inside ? 1 : -1) * Math.sqrt(best2) };
	};

	let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
	for (const [x, y] of edges) {
		[minX, minY, maxX, maxY] = [Math.min(minX, x), Math.min(minY, y), Math.max(maxX, x), Math.max(maxY, y)];
	}
	const size = Math.min(maxX - minX, maxY - minY);
	// A sliver thinner than the precision would never be entered: look finer there.
	const fine = Math.min(precisionM, size / 8);
	if (!(size > 0)) return largest.rings[0]![0]!;

	const half = size / 2;
	let queue: Cell[] = [];
	for (let x = minX; x < maxX; x += size) for (let y = minY; y < maxY; y += size) queue.push(cell(x + half, y + half, half));
	let best = queue.reduce((a, b) => (b.depthM > a.depthM ? b : a));
	while (queue.length > 0) {
		const next: Cell[] = [];
		for (const { x, y, halfM, depthM } of queue) {
			if (depthM + halfM * Math.SQRT2 - best.depthM <= fine) continue;
			const h = halfM / 2;
			for (const [dx, dy] of [
				[-h, -h],
				[h, -h],
				[-h, h],
				[h, h]
			] as const) {
				const child = cell(x + dx, y + dy, h);
				if (child.depthM > best.depthM) best = child;
				next.push(child);
			}
		}
		queue = next;
	}
	return plane.toLngLat(best.x, best.y);
}
