/** Footprints on the draft's ground, and which of them stand so close that no border may pass between: those make one group. */
import { pointSegment2, segmentRings2, segmentSegment2 } from '../../geo/planar-distance.ts';
import { type Bbox, polygonsOf, type SurfaceShape } from '../../geo/position.ts';
import { spatialIndex, type SpatialIndex } from '../../geo/spatial-index.ts';
import type { Frame } from './frame.ts';

/** Buildings closer than this touch, for all that a border could do between them, metres. */
const TOUCHING_M = 0.6;

export interface Footprint {
	/** Rings in metres as flat pairs; ring r is the pairs `ringStart[r] … ringStart[r + 1]`. */
	readonly xyM: Float64Array;
	readonly ringStart: readonly number[];
	/** Buildings that touch or overlap have the same group. */
	readonly group: number;
	readonly boxM: Bbox;
}

export interface Footprints {
	readonly all: readonly Footprint[];
	readonly byBoxM: SpatialIndex;
	/** Distance from a segment to the nearest footprint that passes, at most `within`; 0 where they meet. Metres. */
	distance(ax: number, ay: number, bx: number, by: number, within: number, passes?: (footprint: Footprint) => boolean): number;
}

export function footprintsOf(shapes: readonly SurfaceShape[], frame: Frame): Footprints {
	const bare = shapes.map((shape) => ringsInMetres(shape, frame));
	const index = spatialIndex(bare.map(({ boxM }) => boxM));
	const parent = Int32Array.from(bare.keys());
	const find = (i: number): number => {
		while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!;
		return i;
	};
	bare.forEach((a, i) => {
		const [w, s, e, n] = a.boxM;
		for (const j of index.search(w - TOUCHING_M, s - TOUCHING_M, e + TOUCHING_M, n + TOUCHING_M)) {
			if (j > i && find(i) !== find(j) && nearer(a, bare[j]!, TOUCHING_M)) parent[Math.max(find(i), find(j))] = Math.min(find(i), find(j));
		}
	});
	const all = bare.map((one, i) => ({ ...one, group: find(i) }));
	return {
		all,
		byBoxM: index,
		distance(ax, ay, bx, by, within, passes = () => true) {
			let best = within * within;
			for (const i of index.search(
				Math.min(ax, bx) - within,
				Math.min(ay, by) - within,
				Math.max(ax, bx) + within,
				Math.max(ay, by) + within
			)) {
				const footprint = all[i]!;
				if (!passes(footprint)) continue;
				best = Math.min(best, segmentRings2(ax, ay, bx, by, footprint.xyM, footprint.ringStart, 0, footprint.ringStart.length - 1));
				if (best === 0) break;
			}
			return Math.sqrt(best);
		}
	};
}

function ringsInMetres(shape: SurfaceShape, frame: Frame): Omit<Footprint, 'group'> {
	const xy: number[] = [];
	const ringStart = [0];
	const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
	for (const ring of polygonsOf(shape).flat()) {
		for (const [lng, lat] of ring) {
			const [x, y] = frame.toMetres(...frame.toSteps(lng, lat));
			xy.push(x, y);
			box[0] = Math.min(box[0], x);
			box[1] = Math.min(box[1], y);
			box[2] = Math.max(box[2], x);
			box[3] = Math.max(box[3], y);
		}
		ringStart.push(xy.length / 2);
	}
	return { xyM: Float64Array.from(xy), ringStart, boxM: box };
}

type Rings = Omit<Footprint, 'group'>;

function nearer(a: Rings, b: Rings, thanM: number): boolean {
	const enough = thanM * thanM;
	return (
		sides(a).some(([ax, ay, bx, by]) => segmentRings2(ax, ay, bx, by, b.xyM, b.ringStart, 0, b.ringStart.length - 1, enough) <= enough) ||
		holds(a, b)
	);
}

/** One may stand whole in the other. */
const holds = (a: Rings, b: Rings): boolean =>
	segmentRings2(b.xyM[0]!, b.xyM[1]!, b.xyM[0]!, b.xyM[1]!, a.xyM, a.ringStart, 0, a.ringStart.length - 1) === 0;

/** Every side of every ring. */
export function sides({ xyM, ringStart }: Rings): [ax: number, ay: number, bx: number, by: number][] {
	const list: [number, number, number, number][] = [];
	for (let r = 1; r < ringStart.length; r++)
		for (let i = ringStart[r - 1]! + 1; i < ringStart[r]!; i++) list.push([xyM[2 * i - 2]!, xyM[2 * i - 1]!, xyM[2 * i]!, xyM[2 * i + 1]!]);
	return list;
}

/** Whether a segment runs through the inside of a footprint, or along its wall, for more than a touch. */
export function runsThrough(ax: number, ay: number, bx: number, by: number, footprint: Footprint): boolean {
	const { xyM, ringStart } = footprint;
	if (segmentRings2(ax, ay, bx, by, xyM, ringStart, 0, ringStart.length - 1) > 1e-6) return false;
	// Both ends outside and never nearer than a centimetre to a wall from within: only a crossing or an inner middle counts.
	const [mx, my] = [(ax + bx) / 2, (ay + by) / 2];
	if (inside(mx, my, footprint)) return true;
	return sides(footprint).some(
		([cx, cy, dx, dy]) =>
			segmentSegment2(ax, ay, bx, by, cx, cy, dx, dy) === 0 &&
			pointSegment2(ax, ay, cx, cy, dx, dy) > 1e-4 &&
			pointSegment2(bx, by, cx, cy, dx, dy) > 1e-4
	);
}

export function inside(px: number, py: number, { xyM, ringStart }: Rings): boolean {
	let within = false;
	for (let r = 1; r < ringStart.length; r++)
		for (let i = ringStart[r - 1]! + 1; i < ringStart[r]!; i++) {
			const [ay, by] = [xyM[2 * i - 1]!, xyM[2 * i + 1]!];
			if (ay > py === by > py) continue;
			if (px < xyM[2 * i - 2]! + ((py - ay) / (by - ay)) * (xyM[2 * i]! - xyM[2 * i - 2]!)) within = !within;
		}
	return within;
}
