/**
 * All surfaces laid over one another: the plane cut into faces, each knowing exactly which surfaces cover it. Made for finding what should not be
 * there (holes, double ground, pieces), so it takes anything: bow-ties, slivers, duplicates, rings of five thousand points. Inside is by the even-odd rule.
 */
import { turnSign } from './exact-turn.ts';
import { nodeSegments, type Edges, type Points } from './node-segments.ts';
import type { LocalPlane } from './plane.ts';
import { polygonsOf, type PolygonRings, type Position, type SurfaceShape } from './position.ts';
import { spatialIndex } from './spatial-index.ts';

/** Degrees are rounded to 1e-10, a hundredth of a millimetre, where no other step is asked for. */
const STEPS_PER_DEGREE = 1e10;

/** Ground in one piece (joined along an edge, not at a point) that a test holds for. */
export interface Region {
	readonly faces: readonly number[];
	readonly areaM2: number;
	/** Its outline, valid by the OGC rules. */
	readonly polygons: readonly PolygonRings[];
	/** Faces on the other side of its outline, each once; 0 is the outside of everything. */
	readonly beside: readonly number[];
}

export interface Stretch {
	readonly from: Position;
	readonly to: Position;
	readonly left: number;
	readonly right: number;
}

export interface Overlay {
	/** Number of faces; face 0 is the unbounded one. */
	readonly faceCount: number;
	/** Which surfaces (numbers as given, rising) cover a face. */
	coverOf(face: number): readonly number[];
	areaM2Of(face: number): number;
	/** Every stretch between two points, each once, with the faces to its left and right. Stretches that part no two surfaces are left out. */
	stretches(): readonly Stretch[];
	/** The connected regions that some faces make; face 0 may not be among them. */
	regionsOf(faces: readonly number[]): readonly Region[];
}

/** @param stepsPerDegree how fine the points lie; at 1e7 and with the plane's origin on the lattice, every point of the answer is on the lattice */
export function overlay(surfaces: readonly SurfaceShape[], plane: LocalPlane, stepsPerDegree = STEPS_PER_DEGREE): Overlay {
	// Every polygon is a sheet of its own, so that two overlapping parts of one surface do not cancel each other out.
	const surfaceOfSheet: number[] = [];
	const rings: { sheet: number; xy: number[] }[] = [];
	surfaces.forEach((surface, s) => {
		for (const polygon of polygonsOf(surface)) {
			for (const ring of polygon) rings.push({ sheet: surfaceOfSheet.length, xy: toSteps(ring, plane.origin, stepsPerDegree) });
			surfaceOfSheet.push(s);
		}
	});
	const { points, edges } = nodeSegments(rings);
	const graph = new FaceGraph(points, edges);
	const xyM = new Float64Array(points.x.length * 2);
	const lngLat: Position[] = points.x.map((x, p) => {
		const at: Position = [x / (2 * stepsPerDegree) + plane.origin[0], points.y[p]! / (2 * stepsPerDegree) + plane.origin[1]];
		plane.project(at[0], at[1], xyM, p * 2);
		return at;
	});
	const covers = graph.covers.map((sheets) => [...new Set(sheets.map((sheet) => surfaceOfSheet[sheet]!))].sort((a, b) => a - b));
	const loopAreas = graph.loops.map((loop) => loopAreaM2(loop, graph, xyM));
	const faceAreas = new Float64Array(graph.faceCount);
	graph.loops.forEach((_, l) => (faceAreas[graph.faceOfLoop[l]!]! += loopAreas[l]!));

	return {
		faceCount: graph.faceCount,
		coverOf: (face) => covers[face]!,
		areaM2Of: (face) => Math.max(0, faceAreas[face]!),
		stretches: () =>
			edges.from.map((from, e) => ({
				from: lngLat[from]!,
				to: lngLat[edges.to[e]!]!,
				left: graph.faceOf(2 * e),
				right: graph.faceOf(2 * e + 1)
			})),
		regionsOf(faces) {
			const wanted = new Set(faces);
			return groupFaces(graph, wanted).map(({ faces: group, halfEdges }) => ({
				faces: group,
				areaM2: Math.max(
					0,
					group.reduce((sum, f) => sum + faceAreas[f]!, 0)
				),
				polygons: outline(graph, wanted, halfEdges, xyM, lngLat),
				beside: [...new Set(halfEdges.map((h) => graph.faceOf(h ^ 1)))].sort((a, b) => a - b)
			}));
		}
	};
}

/** Whole steps from the plane's origin, doubled so that half steps are whole too: flat x, y pairs. Points on the one before are left out; the ring is closed if it was not. */
function toSteps(ring: readonly Position[], [lng0, lat0]: Position, stepsPerDegree: number): number[] {
	const xy: number[] = [];
	const push = (x: number, y: number): void => {
		if (xy.length === 0 || xy[xy.length - 2] !== x || xy[xy.length - 1] !== y) xy.push(x, y);
	};
	for (const [lng, lat] of ring) push(2 * Math.round((lng - lng0) * stepsPerDegree), 2 * Math.round((lat - lat0) * stepsPerDegree));
	if (xy.length > 0) push(xy[0]!, xy[1]!);
	return xy;
}

/** The graph with its faces. Half-edge 2e runs along edge e, 2e + 1 back; the face of a half-edge lies to its left. */
export class FaceGraph {
	readonly points: Points;
	readonly edges: Edges;
	/** Half-edge after this one around its face. */
	readonly next: Int32Array;
	readonly loops: number[][] = [];
	readonly loopOf: Int32Array;
	readonly faceOfLoop: number[];
	readonly faceCount: number;
	/** Loops of each face: its own edge, and those around what lies in it. */
	readonly loopsOfFace: readonly number[][];
	/** Sheets over each face. */
	readonly covers: (readonly number[])[];

	constructor(points: Points, edges: Edges) {
		this.points = points;
		this.edges = edges;
		const count = edges.from.length * 2;
		this.next = new Int32Array(count);
		this.loopOf = new Int32Array(count).fill(-1);
		const { component, outerHalfEdge } = this.#turnAroundPoints();
		for (let h = 0; h < count; h++) {
			if (this.loopOf[h] !== -1) continue;
			const loop: number[] = [];
			for (let at = h; this.loopOf[at] === -1; at = this.next[at]!) {
				this.loopOf[at] = this.loops.length;
				loop.push(at);
			}
			this.loops.push(loop);
		}
		// Each connected part has one loop around its outside; every other loop is the edge of a face.
		const outerLoop = new Map([...outerHalfEdge].map(([part, h]) => [part, this.loopOf[h]!]));
		const outer = new Set(outerLoop.values());
		this.faceOfLoop = this.loops.map(() => 0);
		let faces = 1;
		this.loops.forEach((_, l) => {
			if (!outer.has(l)) this.faceOfLoop[l] = faces++;
		});
		this.faceCount = faces;
		this.covers = Array.from({ length: faces }, () => []);
		this.#nest(component, outerLoop, outer);
		this.loopsOfFace = Array.from({ length: faces }, () => []);
		this.faceOfLoop.forEach((face, loop) => this.loopsOfFace[face]!.push(loop));
	}

	origin(h: number): number {
		return (h & 1 ? this.edges.to[h >> 1] : this.edges.from[h >> 1])!;
	}

	faceOf(h: number): number {
		return this.faceOfLoop[this.loopOf[h]!]!;
	}

	/** Links half-edges around every point and finds the connected parts, each with a half-edge that has the outside to its left. */
	#turnAroundPoints(): { component: Int32Array; outerHalfEdge: Map<number, number> } {
		const { x, y } = this.points;
		const { from, to } = this.edges;
		const leaving = new Map<number, number[]>();
		const parent = Int32Array.from({ length: x.length }, (_, p) => p);
		const find = (p: number): number => {
			while (parent[p] !== p) p = parent[p] = parent[parent[p]!]!;
			return p;
		};
		const leave = (p: number, h: number): void => {
			const list = leaving.get(p);
			if (list) list.push(h);
			else leaving.set(p, [h]);
		};
		for (let e = 0; e < from.length; e++) {
			leave(from[e]!, 2 * e);
			leave(to[e]!, 2 * e + 1);
			parent[find(from[e]!)] = find(to[e]!);
		}
		const lowest = new Map<number, number>();
		for (const [p, list] of leaving) {
			// Half-planes first (east of the point with straight up, then west), then the exact turn.
			const west = (h: number): boolean => {
				const q = this.origin(h ^ 1);
				return x[q]! < x[p]! || (x[q] === x[p] && y[q]! < y[p]!);
			};
			list.sort((g, h) => {
				const [wg, wh] = [west(g), west(h)];
				if (wg !== wh) return wg ? 1 : -1;
				const [a, b] = [this.origin(g ^ 1), this.origin(h ^ 1)];
				const turn = turnSign(x[p]!, y[p]!, x[a]!, y[a]!, x[b]!, y[b]!);
				return turn > 0 ? -1 : turn < 0 ? 1 : 0;
			});
			list.forEach((h, i) => (this.next[h ^ 1] = list[(i + list.length - 1) % list.length]!));
			const part = find(p);
			const low = lowest.get(part);
			if (low === undefined || x[p]! < x[low]! || (x[p] === x[low] && y[p]! < y[low]!)) lowest.set(part, p);
		}
		const component = Int32Array.from({ length: x.length }, (_, p) => find(p));
		// From its westernmost point nothing leaves to the west, so the outside follows the last edge in counter-clockwise order.
		const outerHalfEdge = new Map([...lowest].map(([part, p]) => [part, leaving.get(p)!.at(-1)!]));
		return { component, outerHalfEdge };
	}

	/** Puts each part into the face that holds it and spreads the covers from there, one edge at a time. */
	#nest(component: Int32Array, outerLoop: ReadonlyMap<number, number>, outer: ReadonlySet<number>): void {
		const { x, y } = this.points;
		const boxOf = (loop: readonly number[]): [number, number, number, number] => {
			const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
			for (const h of loop) {
				const p = this.origin(h);
				box[0] = Math.min(box[0], x[p]!);
				box[1] = Math.min(box[1], y[p]!);
				box[2] = Math.max(box[2], x[p]!);
				box[3] = Math.max(box[3], y[p]!);
			}
			return box;
		};
		const inner = this.loops.flatMap((_, l) => (outer.has(l) ? [] : [l]));
		const innerBoxes = inner.map((l) => boxOf(this.loops[l]!));
		const index = outerLoop.size > 1 ? spatialIndex(innerBoxes) : spatialIndex([]);
		const size = ([w, s, e, n]: readonly [number, number, number, number]): number => (e - w) * (n - s);
		// A part lies only within parts of larger boxes, so those are settled first.
		const parts = [...outerLoop]
			.map(([part, loop]) => ({ part, loop, box: boxOf(this.loops[loop]!) }))
			.sort((a, b) => size(b.box) - size(a.box));
		for (const { part, loop, box } of parts) {
			const p = this.origin(this.loops[loop]!.find((h) => x[this.origin(h)] === box[0])!);
			let holder: { loop: number; size: number } | null = null;
			for (const i of index.search(x[p]!, y[p]!, x[p]!, y[p]!)) {
				const candidate = inner[i]!;
				if (component[this.origin(this.loops[candidate]![0]!)] === part || !this.#loopHolds(candidate, x[p]!, y[p]!)) continue;
				const candidateSize = size(innerBoxes[i]!);
				if (holder === null || candidateSize < holder.size) holder = { loop: candidate, size: candidateSize };
			}
			if (holder) this.faceOfLoop[loop] = this.faceOfLoop[holder.loop]!;
			this.#spread(loop);
		}
	}

	/** Whether a point that lies on none of the loop's edges is inside it. An edge walked both ways counts twice, so not at all. */
	#loopHolds(loop: number, px: number, py: number): boolean {
		const { x, y } = this.points;
		let inside = false;
		for (const h of this.loops[loop]!) {
			const [a, b] = [this.origin(h), this.origin(h ^ 1)];
			if (y[a]! > py === y[b]! > py) continue;
			const turn = turnSign(x[a]!, y[a]!, x[b]!, y[b]!, px, py);
			if (turn > 0 === y[b]! > y[a]!) inside = !inside;
		}
		return inside;
	}

	#spread(from: number): void {
		const seen = new Set([from]);
		const queue = [from];
		for (let loop = queue.pop(); loop !== undefined; loop = queue.pop()) {
			const cover = this.covers[this.faceOfLoop[loop]!]!;
			for (const h of this.loops[loop]!) {
				const other = this.loopOf[h ^ 1]!;
				if (seen.has(other)) continue;
				seen.add(other);
				queue.push(other);
				const sheets = this.edges.sheets[h >> 1]!;
				this.covers[this.faceOfLoop[other]!] = [...cover.filter((s) => !sheets.includes(s)), ...sheets.filter((s) => !cover.includes(s))];
			}
		}
	}
}

/** Signed: a face's own loop above 0, the loop around something lying in it below. Measured from its first point, to keep the digits of slivers. */
function loopAreaM2(loop: readonly number[], graph: FaceGraph, xyM: Float64Array): number {
	const first = graph.origin(loop[0]!);
	const [x0, y0] = [xyM[first * 2]!, xyM[first * 2 + 1]!];
	let sum = 0;
	for (const h of loop) {
		const [a, b] = [graph.origin(h), graph.origin(h ^ 1)];
		sum += (xyM[a * 2]! - x0) * (xyM[b * 2 + 1]! - y0) - (xyM[b * 2]! - x0) * (xyM[a * 2 + 1]! - y0);
	}
	return sum / 2;
}

/** Connected groups of the wanted faces, each with the half-edges that have it to the left and no wanted face to the right. */
export function groupFaces(graph: FaceGraph, wanted: ReadonlySet<number>): { faces: number[]; halfEdges: number[] }[] {
	const groups: { faces: number[]; halfEdges: number[] }[] = [];
	const seen = new Set<number>();
	for (const start of wanted) {
		if (seen.has(start)) continue;
		seen.add(start);
		const group = { faces: [start], halfEdges: [] as number[] };
		// The list grows while it is walked.
		for (const face of group.faces) {
			for (const loop of graph.loopsOfFace[face]!) {
				for (const h of graph.loops[loop]!) {
					const other = graph.faceOf(h ^ 1);
					if (!wanted.has(other)) group.halfEdges.push(h);
					else if (!seen.has(other)) {
						seen.add(other);
						group.faces.push(other);
					}
				}
			}
		}
		groups.push(group);
	}
	return groups;
}

/** The polygons that a group's outer half-edges enclose. A ring that meets itself at a point is parted there. */
export function outline(
	graph: FaceGraph,
	wanted: ReadonlySet<number>,
	halfEdges: readonly number[],
	xyM: Float64Array,
	lngLat: readonly Position[]
): readonly PolygonRings[] {
	const seen = new Set<number>();
	const rings: { points: number[]; areaM2: number }[] = [];
	const keep = (points: number[]): void => {
		if (points.length >= 3) rings.push({ points, areaM2: ringAreaM2(points, xyM) });
	};
	for (const start of halfEdges) {
		if (seen.has(start)) continue;
		const path: number[] = [];
		const place = new Map<number, number>();
		let h = start;
		do {
			seen.add(h);
			const p = graph.origin(h);
			const before = place.get(p);
			if (before !== undefined) {
				const part = path.splice(before);
				for (const q of part) place.delete(q);
				keep(part);
			}
			place.set(p, path.length);
			path.push(p);
			h = graph.next[h]!;
			while (wanted.has(graph.faceOf(h ^ 1))) h = graph.next[h ^ 1]!;
		} while (h !== start);
		keep(path);
	}
	const shells = rings.filter((ring) => ring.areaM2 > 0).sort((a, b) => a.areaM2 - b.areaM2);
	const polygons = shells.map((shell) => ({ shell, rings: [toRing(shell.points, lngLat)] }));
	for (const hole of rings) {
		if (hole.areaM2 > 0) continue;
		const holder =
			polygons.length === 1
				? polygons[0]
				: polygons.find(({ shell }) => shell.areaM2 > -hole.areaM2 && shellHolds(shell.points, hole.points, graph));
		holder?.rings.push(toRing(hole.points, lngLat));
	}
	return polygons.map((polygon) => polygon.rings);
}

function ringAreaM2(points: readonly number[], xyM: Float64Array): number {
	const [x0, y0] = [xyM[points[0]! * 2]!, xyM[points[0]! * 2 + 1]!];
	let sum = 0;
	points.forEach((a, i) => {
		const b = points[(i + 1) % points.length]!;
		sum += (xyM[a * 2]! - x0) * (xyM[b * 2 + 1]! - y0) - (xyM[b * 2]! - x0) * (xyM[a * 2 + 1]! - y0);
	});
	return sum / 2;
}

/** Whether a hole, which may touch the shell in points but never crosses it, lies inside: judged by a point of it that is not on the shell. */
function shellHolds(shell: readonly number[], hole: readonly number[], { points: { x, y } }: FaceGraph): boolean {
	const on = new Set(shell);
	const p = hole.find((q) => !on.has(q));
	if (p === undefined) return true;
	let inside = false;
	shell.forEach((a, i) => {
		const b = shell[(i + 1) % shell.length]!;
		if (y[a]! > y[p]! === y[b]! > y[p]!) return;
		if (turnSign(x[a]!, y[a]!, x[b]!, y[b]!, x[p]!, y[p]!) > 0 === y[b]! > y[a]!) inside = !inside;
	});
	return inside;
}

const toRing = (points: readonly number[], lngLat: readonly Position[]): Position[] => [...points, points[0]!].map((p) => lngLat[p]!);
