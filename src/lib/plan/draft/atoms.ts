/** The smallest pieces that ground can be dealt out in: no line between two of them cuts a building. */
import { FaceGraph } from '../../geo/overlay.ts';
import { type Edges, nodeSegments, type Points } from '../../geo/node-segments.ts';
import { spatialIndex } from '../../geo/spatial-index.ts';
import { type Footprint, type Footprints, runsThrough } from './footprints.ts';
import type { Frame } from './frame.ts';
import { BOUNDARY_SHEET, type GroundLines } from './ground-lines.ts';

export interface Atoms {
	readonly faces: FaceGraph;
	/** Coordinates of each point of the faces, metres, flat. */
	readonly xyM: Float64Array;
	readonly count: number;
	/** −1 for ground outside. */
	readonly ofFace: Int32Array;
	readonly areaM2: Float64Array;
	/** Of each footprint; −1 where it stands outside. */
	readonly ofFootprint: Int32Array;
	/** By edge of the faces: what a metre of border costs, whether it is a line of the land, and whether it is the edge of the ground. */
	readonly costOf: Float64Array;
	readonly follows: Uint8Array;
	readonly isBoundary: Uint8Array;
}

export function atomsOf(ground: GroundLines, footprints: Footprints, frame: Frame): Atoms {
	const noded = nodeSegments(ground.lines);
	const kept = withoutDeadEnds(noded.edges, noded.points);
	const edges: Edges = {
		from: kept.map((e) => noded.edges.from[e]!),
		to: kept.map((e) => noded.edges.to[e]!),
		sheets: kept.map((e) => (noded.edges.sheets[e]!.includes(BOUNDARY_SHEET) ? [BOUNDARY_SHEET] : []))
	};
	const faces = new FaceGraph(noded.points, edges);
	const xyM = new Float64Array(noded.points.x.length * 2);
	noded.points.x.forEach((x, p) => xyM.set(frame.toMetres(x, noded.points.y[p]!), 2 * p));
	const isIn = faces.covers.map((cover) => cover.length > 0);

	const parent = Int32Array.from({ length: faces.faceCount }, (_, f) => f);
	const find = (f: number): number => {
		while (parent[f] !== f) f = parent[f] = parent[parent[f]!]!;
		return f;
	};
	const join = (f: number, g: number): void => {
		if (isIn[f] && isIn[g]) parent[find(f)] = find(g);
	};
	for (let e = 0; e < edges.from.length; e++) {
		if (edges.sheets[e]!.length > 0) continue;
		const [a, b] = [edges.from[e]!, edges.to[e]!];
		const [ax, ay, bx, by] = [xyM[2 * a]!, xyM[2 * a + 1]!, xyM[2 * b]!, xyM[2 * b + 1]!];
		const near = footprints.byBoxM.search(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by));
		if (near.some((i) => runsThrough(ax, ay, bx, by, footprints.all[i]!))) join(faces.faceOf(2 * e), faces.faceOf(2 * e + 1));
	}
	const faceAt = locator(faces, xyM);
	const faceOfFootprint = footprints.all.map((footprint) => {
		const found = placesIn(footprint)
			.map(([x, y]) => faceAt(x, y))
			.filter((f) => isIn[f]);
		const [first] = found;
		if (first === undefined) return -1;
		for (const other of found) join(first, other);
		return first;
	});

	const ofFace = new Int32Array(faces.faceCount).fill(-1);
	const numbers = new Map<number, number>();
	for (let f = 1; f < faces.faceCount; f++) {
		if (!isIn[f]) continue;
		const root = find(f);
		if (!numbers.has(root)) numbers.set(root, numbers.size);
		ofFace[f] = numbers.get(root)!;
	}
	const areaM2 = new Float64Array(numbers.size);
	faces.loops.forEach((loop, l) => {
		const atom = ofFace[faces.faceOfLoop[l]!]!;
		if (atom !== -1) areaM2[atom]! += loopAreaM2(loop, faces, xyM);
	});
	return {
		faces,
		xyM,
		count: numbers.size,
		ofFace,
		areaM2,
		ofFootprint: Int32Array.from(faceOfFootprint, (f) => (f === -1 ? -1 : ofFace[f]!)),
		costOf: Float64Array.from(kept, (e) => Math.min(...noded.edges.sheets[e]!.map((sheet) => ground.costOf[sheet]!))),
		follows: Uint8Array.from(kept, (e) => (noded.edges.sheets[e]!.some((sheet) => ground.follows[sheet] === 1) ? 1 : 0)),
		isBoundary: Uint8Array.from(edges.sheets, (sheets) => sheets.length)
	};
}

/** Edges that part something: what hangs by one end only, and what hangs by that, is left out. The edge of the ground stays. */
function withoutDeadEnds({ from, to, sheets }: Edges, points: Points): number[] {
	const degree = new Int32Array(points.x.length);
	const at: number[][] = Array.from({ length: points.x.length }, () => []);
	from.forEach((a, e) => {
		for (const p of [a, to[e]!]) {
			degree[p]!++;
			at[p]!.push(e);
		}
	});
	const gone = new Uint8Array(from.length);
	const open = [...degree.keys()].filter((p) => degree[p] === 1);
	for (let p = open.pop(); p !== undefined; p = open.pop()) {
		const e = at[p]!.find((edge) => gone[edge] === 0);
		if (e === undefined || degree[p] !== 1 || sheets[e]!.includes(BOUNDARY_SHEET)) continue;
		gone[e] = 1;
		for (const end of [from[e]!, to[e]!]) if (--degree[end]! === 1) open.push(end);
	}
	return [...from.keys()].filter((e) => gone[e] === 0);
}

/** Places of a footprint that tell where it stands: the middle of its sides, a little within. One that the edge of the ground cuts may have some outside. */
function placesIn({ xyM, ringStart }: Footprint): [number, number][] {
	const places: [number, number][] = [];
	const end = ringStart[1]!;
	const step = Math.max(1, Math.floor(end / 16));
	for (let i = 1; i < end; i += step) places.push([(xyM[2 * i - 2]! + xyM[2 * i]!) / 2, (xyM[2 * i - 1]! + xyM[2 * i + 1]!) / 2]);
	return places;
}

function locator(faces: FaceGraph, xyM: Float64Array): (x: number, y: number) => number {
	const own = faces.loopsOfFace.map((_, f) => f).slice(1);
	const index = spatialIndex(
		own.map((f) => {
			let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity];
			for (const loop of faces.loopsOfFace[f]!)
				for (const h of faces.loops[loop]!) {
					const p = faces.origin(h);
					w = Math.min(w, xyM[2 * p]!);
					s = Math.min(s, xyM[2 * p + 1]!);
					e = Math.max(e, xyM[2 * p]!);
					n = Math.max(n, xyM[2 * p + 1]!);
				}
			return [w, s, e, n];
		})
	);
	return (x, y) => {
		for (const i of index.search(x, y, x, y)) {
			const face = own[i]!;
			let within = false;
			for (const loop of faces.loopsOfFace[face]!)
				for (const h of faces.loops[loop]!) {
					const [a, b] = [faces.origin(h), faces.origin(h ^ 1)];
					const [ay, by] = [xyM[2 * a + 1]!, xyM[2 * b + 1]!];
					if (ay > y !== by > y && x < xyM[2 * a]! + ((y - ay) / (by - ay)) * (xyM[2 * b]! - xyM[2 * a]!)) within = !within;
				}
			if (within) return face;
		}
		return 0;
	};
}

function loopAreaM2(loop: readonly number[], faces: FaceGraph, xyM: Float64Array): number {
	let sum = 0;
	for (const h of loop) {
		const [a, b] = [faces.origin(h), faces.origin(h ^ 1)];
		sum += xyM[2 * a]! * xyM[2 * b + 1]! - xyM[2 * b]! * xyM[2 * a + 1]!;
	}
	return sum / 2;
}
