/**
 * Straightens borders between corners: a point goes where the border without it stays close and nothing lies between the old way and the new, so that no
 * border ever crosses another or a building. Both neighbours lose the same point.
 */
import { turnSign } from '../../geo/exact-turn.ts';
import type { FaceGraph } from '../../geo/overlay.ts';
import { spatialIndex } from '../../geo/spatial-index.ts';
import { Heap } from '../partition/heap.ts';

/** A point whose triangle with its neighbours is smaller goes, square metres (Visvalingam and Whyatt, 1993). */
const SMALL_M2 = 6;

/**
 * @param border edges of the faces that are borders
 * @param fixed points that stay
 * @param obstacles doubled steps of corners that no border may be moved across, flat pairs
 * @returns by point: 1 where it goes
 */
export function straighten(
	faces: FaceGraph,
	xyM: Float64Array,
	border: readonly number[],
	fixed: (point: number) => boolean,
	obstacles: Float64Array
): Uint8Array {
	const { x, y } = faces.points;
	const gone = new Uint8Array(x.length);
	/** The two neighbours along the border; a corner of more has none. */
	const beside: number[][] = Array.from({ length: x.length }, () => []);
	const joined = new Set<number>();
	const key = (a: number, b: number): number => Math.min(a, b) * 2 ** 26 + Math.max(a, b);
	for (const e of border) {
		const [a, b] = [faces.edges.from[e]!, faces.edges.to[e]!];
		beside[a]!.push(b);
		beside[b]!.push(a);
		joined.add(key(a, b));
	}
	const corners = [...x.keys()].filter((p) => beside[p]!.length > 0);
	const xs = [...corners.map((p) => x[p]!), ...obstacles.filter((_, i) => i % 2 === 0)];
	const ys = [...corners.map((p) => y[p]!), ...obstacles.filter((_, i) => i % 2 === 1)];
	const index = spatialIndex(xs.map((px, i) => [px, ys[i]!, px, ys[i]!]));
	const areaM2 = (p: number): number => {
		const [a, b] = beside[p]! as [number, number];
		return (
			Math.abs(
				(xyM[2 * a]! - xyM[2 * p]!) * (xyM[2 * b + 1]! - xyM[2 * p + 1]!) -
					(xyM[2 * b]! - xyM[2 * p]!) * (xyM[2 * a + 1]! - xyM[2 * p + 1]!)
			) / 2
		);
	};
	const heap = new Heap();
	const now = new Float64Array(x.length).fill(-1);
	const weigh = (p: number): void => {
		if (beside[p]!.length !== 2 || fixed(p)) return;
		now[p] = areaM2(p);
		if (now[p]! < SMALL_M2) heap.push(-now[p]!, p);
	};
	corners.forEach(weigh);
	while (heap.size > 0) {
		const areaThen = -heap.topKey;
		const p = heap.pop();
		if (gone[p] || now[p] !== areaThen) continue;
		const [a, b] = beside[p]! as [number, number];
		if (a === b || joined.has(key(a, b)) || blocked(p, a, b)) continue;
		gone[p] = 1;
		joined.delete(key(a, p));
		joined.delete(key(p, b));
		joined.add(key(a, b));
		beside[a]![beside[a]!.indexOf(p)] = b;
		beside[b]![beside[b]!.indexOf(p)] = a;
		weigh(a);
		weigh(b);
	}
	return gone;

	/** Whether anything lies in the triangle or on its sides. */
	function blocked(p: number, a: number, b: number): boolean {
		const [px, py, ax, ay, bx, by] = [x[p]!, y[p]!, x[a]!, y[a]!, x[b]!, y[b]!];
		const around = turnSign(ax, ay, px, py, bx, by);
		for (const i of index.search(Math.min(px, ax, bx), Math.min(py, ay, by), Math.max(px, ax, bx), Math.max(py, ay, by))) {
			const corner = corners[i];
			if (corner !== undefined && (gone[corner] || corner === p || corner === a || corner === b)) continue;
			const [qx, qy] = [xs[i]!, ys[i]!];
			const turns = [turnSign(ax, ay, px, py, qx, qy), turnSign(px, py, bx, by, qx, qy), turnSign(bx, by, ax, ay, qx, qy)];
			if (around > 0 ? turns.every((t) => t >= 0) : turns.every((t) => t <= 0)) return true;
		}
		return false;
	}
}
