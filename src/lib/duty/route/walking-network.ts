/**
 * Where feet can go: lines become a graph, joined where they share a point, end on one another or cross on the level. Pieces that do not meet are
 * joined by straight links at their nearest points, which are known as such, so that every stop can be reached and nobody is told it was a street.
 */
import type { LocalPlane } from '../../geo/plane.ts';
import type { Bbox, LineShape, MultiLineShape } from '../../geo/position.ts';
import { type SpatialIndex, spatialIndex } from '../../geo/spatial-index.ts';

export interface WalkedLine {
	readonly shape: LineShape | MultiLineShape;
	/** On a bridge, in a tunnel or on another level: it is joined to others only at shared points and ends. */
	readonly apart: boolean;
}

/** Where a stop meets the network. */
export interface Access {
	readonly node: number;
	/** Straight way between stop and network, metres. */
	readonly legM: number;
}

export interface WalkingNetwork {
	readonly x: Float64Array;
	readonly y: Float64Array;
	/** Ways out of node i: `to[start[i]] … to[start[i + 1] − 1]`, with their length. */
	readonly start: Int32Array;
	readonly to: Int32Array;
	readonly metres: Float64Array;
	/** 1 where the way is a straight link between pieces. */
	readonly link: Uint8Array;
	readonly pieces: number;
	/** Of each stop. */
	readonly access: readonly Access[];
}

/** Points nearer than this are the same place, metres. */
const SAME_M = 0.5;

/** Lowest squared distance to a segment and where on it, 0 … 1. */
function footOn(px: number, py: number, s: Float64Array, at: number): { readonly d2: number; readonly t: number } {
	const [ax, ay, dx, dy] = [s[at]!, s[at + 1]!, s[at + 2]! - s[at]!, s[at + 3]! - s[at + 1]!];
	const l2 = dx * dx + dy * dy;
	const t = l2 === 0 ? 0 : Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / l2));
	return { d2: (px - ax - t * dx) ** 2 + (py - ay - t * dy) ** 2, t };
}

/**
 * @param stops the points of each stop from which it may be left (a point, or places along the wall of a building), metres on the plane as x, y pairs
 * @param detour how much longer the way across a gap between pieces is taken to be than the straight line
 * @returns null where there is not one line to walk on
 */
export function walkingNetwork(
	lines: readonly WalkedLine[],
	plane: LocalPlane,
	stops: readonly Float64Array[],
	detour: number
): WalkingNetwork | null {
	const flat: number[] = [];
	const apart: boolean[] = [];
	for (const line of lines)
		for (const path of line.shape.type === 'LineString' ? [line.shape.coordinates] : line.shape.coordinates)
			for (let i = 1; i < path.length; i++) {
				const [a, b] = [plane.toXY(path[i - 1]![0], path[i - 1]![1]), plane.toXY(path[i]![0], path[i]![1])];
				if (a[0] === b[0] && a[1] === b[1]) continue;
				flat.push(a[0], a[1], b[0], b[1]);
				apart.push(line.apart);
			}
	const segments = Float64Array.from(flat);
	const count = apart.length;
	if (count === 0) return null;
	const boxes = Array.from({ length: count }, (_, s): Bbox => {
		const [ax, ay, bx, by] = [segments[4 * s]!, segments[4 * s + 1]!, segments[4 * s + 2]!, segments[4 * s + 3]!];
		return [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];
	});
	const index = spatialIndex(boxes);
	const cuts: number[][] = Array.from({ length: count }, () => []);
	for (let s = 0; s < count; s++) {
		const box = boxes[s]!;
		for (const o of index.search(box[0] - SAME_M, box[1] - SAME_M, box[2] + SAME_M, box[3] + SAME_M)) {
			if (o === s) continue;
			for (const end of [0, 2]) {
				const { d2, t } = footOn(segments[4 * o + end]!, segments[4 * o + end + 1]!, segments, 4 * s);
				if (d2 <= SAME_M * SAME_M && t > 0 && t < 1) cuts[s]!.push(t);
			}
			if (o < s || apart[s] || apart[o]) continue;
			const met = crossingOf(segments, 4 * s, 4 * o);
			if (met === null) continue;
			cuts[s]!.push(met[0]);
			cuts[o]!.push(met[1]);
		}
	}

	// A stop is met where it lies nearest to any line.
	const met = stops.map((places) => nearestLine(places, segments, index));
	for (const { segment, t } of met) cuts[segment]!.push(t);

	const nodes = new Nodes();
	const edges = new Map<number, readonly [number, number]>();
	const nodeAt = (s: number, t: number): number =>
		nodes.at(
			segments[4 * s]! + t * (segments[4 * s + 2]! - segments[4 * s]!),
			segments[4 * s + 1]! + t * (segments[4 * s + 3]! - segments[4 * s + 1]!)
		);
	for (let s = 0; s < count; s++) {
		let last = nodeAt(s, 0);
		for (const t of [...cuts[s]!.sort((a, b) => a - b), 1]) {
			const node = nodeAt(s, t);
			if (node === last) continue;
			edges.set(Math.min(node, last) * 2 ** 26 + Math.max(node, last), [last, node]);
			last = node;
		}
	}
	const x = Float64Array.from(nodes.x);
	const y = Float64Array.from(nodes.y);
	const ways = [...edges.values()];
	const roads = ways.length;
	const pieces = joinPieces(x, y, ways);
	const start = new Int32Array(x.length + 1);
	for (const [a, b] of ways) {
		start[a + 1]!++;
		start[b + 1]!++;
	}
	for (let i = 0; i < x.length; i++) start[i + 1]! += start[i]!;
	const fill = start.slice();
	const to = new Int32Array(2 * ways.length);
	const metres = new Float64Array(2 * ways.length);
	const link = new Uint8Array(2 * ways.length);
	ways.forEach(([a, b], w) => {
		const m = Math.hypot(x[a]! - x[b]!, y[a]! - y[b]!) * (w < roads ? 1 : detour);
		for (const [from, other] of [
			[a, b],
			[b, a]
		] as const) {
			const at = fill[from]!++;
			to[at] = other;
			metres[at] = m;
			link[at] = w < roads ? 0 : 1;
		}
	});
	const access = met.map(({ segment, t, legM }) => ({ node: nodeAt(segment, t), legM }));
	return { x, y, start, to, metres, link, pieces, access };
}

class Nodes {
	readonly x: number[] = [];
	readonly y: number[] = [];
	readonly #cells = new Map<number, number[]>();

	/** The node within `SAME_M` of the place, or a new one. */
	at(x: number, y: number): number {
		const [column, row] = [Math.floor(x / SAME_M), Math.floor(y / SAME_M)];
		for (let c = column - 1; c <= column + 1; c++)
			for (let r = row - 1; r <= row + 1; r++)
				for (const node of this.#cells.get(c * 2 ** 26 + r) ?? [])
					if ((this.x[node]! - x) ** 2 + (this.y[node]! - y) ** 2 <= SAME_M * SAME_M) return node;
		const node = this.x.push(x) - 1;
		this.y.push(y);
		const key = column * 2 ** 26 + row;
		const cell = this.#cells.get(key);
		if (cell) cell.push(node);
		else this.#cells.set(key, [node]);
		return node;
	}
}

/** Where two segments cross in their insides, as shares of each; null where they do not. */
function crossingOf(s: Float64Array, a: number, b: number): readonly [number, number] | null {
	const [ux, uy] = [s[a + 2]! - s[a]!, s[a + 3]! - s[a + 1]!];
	const [vx, vy] = [s[b + 2]! - s[b]!, s[b + 3]! - s[b + 1]!];
	const turn = ux * vy - uy * vx;
	if (turn === 0) return null;
	const [wx, wy] = [s[b]! - s[a]!, s[b + 1]! - s[a + 1]!];
	const [t, u] = [(wx * vy - wy * vx) / turn, (wx * uy - wy * ux) / turn];
	return t > 0 && t < 1 && u > 0 && u < 1 ? [t, u] : null;
}

function nearestLine(
	places: Float64Array,
	segments: Float64Array,
	index: SpatialIndex
): { readonly segment: number; readonly t: number; readonly legM: number } {
	let best = { segment: 0, t: 0, d2: Infinity };
	for (let reach = 30; best.d2 > reach * reach || best.d2 === Infinity; reach *= 4) {
		if (reach > 30 && best.d2 <= (reach / 4) ** 2) break;
		for (let p = 0; p < places.length; p += 2) {
			const [x, y] = [places[p]!, places[p + 1]!];
			for (const s of index.search(x - reach, y - reach, x + reach, y + reach)) {
				const { d2, t } = footOn(x, y, segments, 4 * s);
				if (d2 < best.d2 || (d2 === best.d2 && s < best.segment)) best = { segment: s, t, d2 };
			}
		}
		if (reach > 1e9) break;
	}
	return { segment: best.segment, t: best.t, legM: Math.sqrt(best.d2) };
}

/** Adds links until all nodes hang together: round by round each piece but the largest is joined to what is nearest. @returns pieces before */
function joinPieces(x: Float64Array, y: Float64Array, ways: (readonly [number, number])[]): number {
	const root = Int32Array.from(x, (_, i) => i);
	const rootOf = (i: number): number => {
		while (root[i] !== i) i = root[i] = root[root[i]!]!;
		return i;
	};
	for (const [a, b] of ways) root[rootOf(a)] = rootOf(b);
	const boxOf = (i: number): Bbox => [x[i]!, y[i]!, x[i]!, y[i]!];
	const all = spatialIndex(Array.from(x, (_, i) => boxOf(i)));
	let before = 0;
	for (;;) {
		const groups = new Map<number, number[]>();
		for (let i = 0; i < x.length; i++) {
			const r = rootOf(i);
			const group = groups.get(r);
			if (group) group.push(i);
			else groups.set(r, [i]);
		}
		before ||= groups.size;
		if (groups.size === 1) return before;
		const sorted = [...groups.values()].sort((a, b) => a.length - b.length || a[0]! - b[0]!);
		for (const group of sorted.slice(0, -1)) {
			const own = rootOf(group[0]!);
			const members = new Set(group);
			let best = { a: -1, b: -1, d2: Infinity };
			// Of the nearest nodes more than its own at least one belongs to another piece; a large piece is looked at from an index without it.
			const others = group.length > 64 ? Array.from(x.keys()).filter((i) => !members.has(i)) : null;
			const index = others ? spatialIndex(others.map(boxOf)) : all;
			for (const a of group) {
				for (const found of index.nearest(x[a]!, y[a]!, others ? 1 : group.length + 1)) {
					const b = others ? others[found]! : found;
					if (members.has(b)) continue;
					const d2 = (x[a]! - x[b]!) ** 2 + (y[a]! - y[b]!) ** 2;
					if (d2 < best.d2) best = { a, b, d2 };
				}
			}
			if (rootOf(best.b) === own) continue;
			root[own] = rootOf(best.b);
			ways.push([best.a, best.b]);
		}
	}
}
