/** Fewer corners for rings drawn from a raster, without ever letting a polygon cross itself. */
import { pointSegment2 } from './planar-distance.ts';
import { spatialIndex } from './spatial-index.ts';
import type { Bbox, PolygonRings, Position } from './position.ts';

/**
 * Drops corners nearer than `tolerance` to the line that replaces them (Douglas–Peucker). Where that would make rings cross or vanish, a smaller
 * tolerance is tried, and at last the polygon is given back as it was. Units are those of the coordinates; the polygon must be valid.
 */
export function simplifyPolygon(rings: PolygonRings, tolerance: number): PolygonRings {
	for (const t of [tolerance, tolerance / 2, tolerance / 4]) {
		const fewer = rings.map((ring) => thin(ring, t));
		if (fewer.every((ring) => ring.length >= 4) && !crosses(fewer)) return fewer;
	}
	return rings;
}

function thin(ring: readonly Position[], tolerance: number): Position[] {
	const last = ring.length - 1;
	if (last < 4) return [...ring];
	// A ring has no ends to hold: the first corner and the one farthest from it are held.
	let far = 1;
	let best = -1;
	for (let i = 1; i < last; i++) {
		const d2 = (ring[i]![0] - ring[0]![0]) ** 2 + (ring[i]![1] - ring[0]![1]) ** 2;
		if (d2 > best) [best, far] = [d2, i];
	}
	return thinBetween(ring, [0, far, last], tolerance);
}

/** An open line with fewer points, nowhere farther than `tolerance` from where it ran (Douglas–Peucker). It may cross itself: for drawing only. */
export const simplifyLine = (line: readonly Position[], tolerance: number): readonly Position[] =>
	line.length < 3 ? line : thinBetween(line, [0, line.length - 1], tolerance);

/** @param held places that stay, first and last among them */
function thinBetween(line: readonly Position[], held: readonly number[], tolerance: number): Position[] {
	const keep = new Uint8Array(line.length);
	for (const i of held) keep[i] = 1;
	const todo = held.slice(1).map((to, i): [number, number] => [held[i]!, to]);
	for (let part = todo.pop(); part; part = todo.pop()) {
		const [from, to] = part;
		let worst = tolerance * tolerance;
		let at = -1;
		for (let i = from + 1; i < to; i++) {
			const d2 = pointSegment2(line[i]![0], line[i]![1], line[from]![0], line[from]![1], line[to]![0], line[to]![1]);
			if (d2 > worst) [worst, at] = [d2, i];
		}
		if (at < 0) continue;
		keep[at] = 1;
		todo.push([from, at], [at, to]);
	}
	return line.filter((_, i) => keep[i]);
}

/** Whether any two edges of the rings meet other than neighbours in their common corner. */
export function crosses(rings: PolygonRings): boolean {
	const edges: { readonly a: Position; readonly b: Position; readonly ring: number; readonly i: number; readonly n: number }[] = [];
	const boxes: Bbox[] = [];
	rings.forEach((ring, r) => {
		for (let i = 1; i < ring.length; i++) {
			const a = ring[i - 1]!;
			const b = ring[i]!;
			edges.push({ a, b, ring: r, i: i - 1, n: ring.length - 1 });
			boxes.push([Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])]);
		}
	});
	const index = spatialIndex(boxes);
	return edges.some((e, k) => {
		const box = boxes[k]!;
		return index.search(box[0], box[1], box[2], box[3]).some((m) => {
			if (m <= k) return false;
			const f = edges[m]!;
			if (e.ring === f.ring) {
				if (f.i === e.i + 1) return folds(e.a, e.b, f.b);
				if (e.i === 0 && f.i === e.n - 1) return folds(f.a, f.b, e.b);
			}
			return meet(e.a, e.b, f.a, f.b);
		});
	});
}

const turn = (a: Position, b: Position, c: Position): number => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

/** Whether b–c runs back over a–b. */
const folds = (a: Position, b: Position, c: Position): boolean =>
	turn(a, b, c) === 0 && (c[0] - b[0]) * (a[0] - b[0]) + (c[1] - b[1]) * (a[1] - b[1]) > 0;

function meet(a: Position, b: Position, c: Position, d: Position): boolean {
	const t1 = turn(a, b, c);
	const t2 = turn(a, b, d);
	const t3 = turn(c, d, a);
	const t4 = turn(c, d, b);
	if (t1 > 0 === t2 > 0 && t1 !== 0 && t2 !== 0) return false;
	if (t3 > 0 === t4 > 0 && t3 !== 0 && t4 !== 0) return false;
	// Boxes touch (the index said so); what is left is a crossing, a touching end, or collinear edges that overlap.
	return true;
}
