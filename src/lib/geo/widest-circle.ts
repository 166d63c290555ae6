/**
 * The widest circle that fits into a surface: how wide it is at its widest, and where. Quick on slivers a kilometre long and a centimetre wide as well
 * as on ground of thousands of corners.
 */
import { clipRing, type FlatRing } from './clip-ring.ts';
import type { LocalPlane } from './plane.ts';
import { pointSegment2 } from './planar-distance.ts';
import type { PolygonRings, Position } from './position.ts';
import { lengthOf } from './same-everywhere.ts';

export interface WidestCircle {
	readonly at: Position;
	/** Its diameter, metres. */
	readonly widthM: number;
}

interface Cell {
	readonly x: number;
	readonly y: number;
	readonly halfM: number;
	/** No circle centred in the cell has a greater radius. */
	readonly atMostM: number;
	/** The surface within reach of the cell: cut to the box that stands off by `marginM`. */
	readonly near: readonly FlatRing[];
	readonly marginM: number;
}

/** How far the answer may fall short of the truth: this share of it, or this many metres of radius if that is more. */
const PRECISION = 0.01;
const PRECISION_M = 0.001;
/** A bound on patience, thousands of times what real borders need. */
const MAX_CELLS = 200_000;

/**
 * The widest circle, to within 1 % or 2 mm of its width; null when the surface is nowhere wider than `floorM` (decided to 1 % of `floorM`).
 * Squares are halved as long as one could still hold the centre of a wider circle (after V. Agafonkin's polylabel); a square is also given up when the
 * part of the surface within reach of it is too narrow in any direction, which settles long slivers in a few steps.
 */
export function widestCircle(polygons: readonly PolygonRings[], plane: LocalPlane, floorM = 0): WidestCircle | null {
	let best: { x: number; y: number; radiusM: number } | null = null;
	let radiusM = floorM / 2;
	for (const polygon of polygons) {
		const found = widestOf(flatten(polygon, plane), radiusM);
		if (found && found.radiusM > radiusM) {
			best = found;
			radiusM = found.radiusM;
		}
	}
	return best && { at: plane.toLngLat(best.x, best.y), widthM: best.radiusM * 2 };
}

function flatten(polygon: PolygonRings, plane: LocalPlane): FlatRing[] {
	return polygon.map((ring) => ring.flatMap(([lng, lat]) => plane.toXY(lng, lat)));
}

function widestOf(rings: readonly FlatRing[], floorM: number): { x: number; y: number; radiusM: number } | null {
	let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
	for (let i = 0; i < (rings[0]?.length ?? 0); i += 2) {
		minX = Math.min(minX, rings[0]![i]!);
		maxX = Math.max(maxX, rings[0]![i]!);
		minY = Math.min(minY, rings[0]![i + 1]!);
		maxY = Math.max(maxY, rings[0]![i + 1]!);
	}
	if (!(maxX > minX) || !(maxY > minY)) return null;
	if (narrowestM(rings[0]!) <= 2 * floorM) return null;

	let best = { x: NaN, y: NaN, radiusM: floorM };
	const heap: Cell[] = [];
	/** A radius below this is no news. */
	const worth = (): number => Math.max(best.radiusM * (1 + PRECISION), best.radiusM > floorM ? best.radiusM + PRECISION_M : 0);
	const consider = (x: number, y: number, halfM: number, parent: Cell | null): void => {
		// What lies near the parent decides here too, unless a wider circle was found meanwhile and the box around it has become too small.
		let near = parent && worth() <= parent.marginM ? parent.near : rings;
		let depthM = signedDepthM(near, x, y);
		if (near !== rings && depthM > parent!.marginM) depthM = signedDepthM((near = rings), x, y);
		if (depthM > best.radiusM) best = { x, y, radiusM: depthM };
		const worthM = worth();
		const atMostM = depthM + halfM * Math.SQRT2;
		if (atMostM <= worthM) return;
		if (parent === null) {
			heap.push({ x, y, halfM, atMostM, near: rings, marginM: 0 });
			return;
		}
		if (worthM > parent.marginM) near = rings;
		// A wider circle centred here would lie within its own radius of the square, in the part of the surface that is there.
		const reach = halfM + worthM;
		const cut = near.map((ring) => clipRing(ring, x - reach, y - reach, x + reach, y + reach)).filter((ring) => ring.length > 0);
		if (cut.length === 0 || narrowestM(cut.flat()) <= 2 * worthM) return;
		push(heap, { x, y, halfM, atMostM, near: cut, marginM: worthM });
	};
	for (const [x, y] of guesses(rings)) {
		const depthM = signedDepthM(rings, x, y);
		if (depthM > best.radiusM) best = { x, y, radiusM: depthM };
	}
	const half = Math.max(maxX - minX, maxY - minY) / 2;
	consider((minX + maxX) / 2, (minY + maxY) / 2, half, null);
	for (let step = 0; step < MAX_CELLS; step++) {
		const cell = pop(heap);
		if (!cell || cell.atMostM <= worth()) break;
		const quarter = cell.halfM / 2;
		consider(cell.x - quarter, cell.y - quarter, quarter, cell);
		consider(cell.x + quarter, cell.y - quarter, quarter, cell);
		consider(cell.x - quarter, cell.y + quarter, quarter, cell);
		consider(cell.x + quarter, cell.y + quarter, quarter, cell);
	}
	return best.radiusM > floorM ? best : null;
}

/** More corners than this are no sliver: the search finds its own way there. */
const MAX_GUESSED_CORNERS = 300;

/** Places likely to be wide: halfway across, from along each side. A good first guess spares most of the search in a long sliver. */
function guesses(rings: readonly FlatRing[]): (readonly [number, number])[] {
	if (rings.reduce((sum, ring) => sum + ring.length / 2, 0) > MAX_GUESSED_CORNERS) return [];
	const found: (readonly [number, number])[] = [];
	const ring = rings[0]!;
	for (let i = 2; i < ring.length; i += 2) {
		const [ax, ay, bx, by] = [ring[i - 2]!, ring[i - 1]!, ring[i]!, ring[i + 1]!];
		const length = lengthOf(bx - ax, by - ay);
		if (length === 0) continue;
		// Outer rings run counter-clockwise, so the inside is to the left.
		const [nx, ny] = [-(by - ay) / length, (bx - ax) / length];
		for (const t of [0, 0.25, 0.5, 0.75]) {
			const [px, py] = [ax + t * (bx - ax), ay + t * (by - ay)];
			const across = firstHitM(rings, px, py, nx, ny);
			if (across < Infinity) found.push([px + (nx * across) / 2, py + (ny * across) / 2]);
		}
	}
	return found;
}

/** How far a ray runs before it meets an edge again. */
function firstHitM(rings: readonly FlatRing[], px: number, py: number, nx: number, ny: number): number {
	let first = Infinity;
	for (const ring of rings) {
		for (let i = 2; i < ring.length; i += 2) {
			const [ax, ay] = [ring[i - 2]! - px, ring[i - 1]! - py];
			const [ex, ey] = [ring[i]! - px - ax, ring[i + 1]! - py - ay];
			const cross = nx * ey - ny * ex;
			if (cross === 0) continue;
			const far = (ax * ey - ay * ex) / cross;
			const along = (ax * ny - ay * nx) / cross;
			if (far > 1e-9 && far < first && along >= 0 && along <= 1) first = far;
		}
	}
	return first;
}

/** Distance to the nearest edge; below 0 outside. */
function signedDepthM(rings: readonly FlatRing[], x: number, y: number): number {
	let inside = false;
	let nearest2 = Infinity;
	for (const ring of rings) {
		for (let i = 2; i < ring.length; i += 2) {
			const [ax, ay, bx, by] = [ring[i - 2]!, ring[i - 1]!, ring[i]!, ring[i + 1]!];
			if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
			nearest2 = Math.min(nearest2, pointSegment2(x, y, ax, ay, bx, by));
		}
	}
	return (inside ? 1 : -1) * Math.sqrt(nearest2);
}

/** The least width of the hull of some points over all directions: nothing among them is wider in every direction. */
function narrowestM(xy: readonly number[]): number {
	const hull = convexHull(xy);
	const n = hull.length;
	if (n < 3) return 0;
	let least = Infinity;
	// The least width is met square to an edge of the hull, with the corner farthest from it (rotating calipers).
	let far = 1;
	for (let i = 0; i < n; i++) {
		const [a, b] = [hull[i]!, hull[(i + 1) % n]!];
		const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
		const length = lengthOf(dx, dy);
		const off = (k: number): number => (dx * (hull[k % n]![1] - a[1]) - dy * (hull[k % n]![0] - a[0])) / length;
		if (far <= i) far = i + 1;
		while (far + 1 < i + n && off(far + 1) >= off(far)) far++;
		least = Math.min(least, off(far));
	}
	return least;
}

/** Counter-clockwise, without points on its sides (A. M. Andrew's monotone chain). */
function convexHull(xy: readonly number[]): (readonly [number, number])[] {
	const points: (readonly [number, number])[] = [];
	for (let i = 0; i < xy.length; i += 2) points.push([xy[i]!, xy[i + 1]!]);
	points.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
	const half = (of: readonly (readonly [number, number])[]): (readonly [number, number])[] => {
		const chain: (readonly [number, number])[] = [];
		for (const p of of) {
			while (chain.length >= 2) {
				const [a, b] = [chain[chain.length - 2]!, chain[chain.length - 1]!];
				if ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 0) break;
				chain.pop();
			}
			chain.push(p);
		}
		chain.pop();
		return chain;
	};
	return [...half(points), ...half(points.toReversed())];
}

/** A heap with the most promising cell on top. */
function push(heap: Cell[], cell: Cell): void {
	let at = heap.push(cell) - 1;
	while (at > 0) {
		const up = (at - 1) >> 1;
		if (heap[up]!.atMostM >= cell.atMostM) break;
		heap[at] = heap[up]!;
		at = up;
	}
	heap[at] = cell;
}

function pop(heap: Cell[]): Cell | undefined {
	const top = heap[0];
	const last = heap.pop();
	if (!last || heap.length === 0) return top;
	let at = 0;
	for (;;) {
		let down = 2 * at + 1;
		if (down >= heap.length) break;
		if (down + 1 < heap.length && heap[down + 1]!.atMostM > heap[down]!.atMostM) down++;
		if (heap[down]!.atMostM <= last.atMostM) break;
		heap[at] = heap[down]!;
		at = down;
	}
	heap[at] = last;
	return top;
}
