/**
 * Cuts a heap of segments where they meet, so that afterwards any two of them share an end or nothing. Points are rounded to whole numbers and
 * segments bent to them (snap rounding: every rounded point owns the pixel around it, and a segment through a pixel is bent to its middle), so the
 * answer is a true planar graph whatever was put in: shared borders, T-junctions, crossings by the thousand, points a hair beside a line.
 */
import { turnSign } from './exact-turn.ts';
import type { Bbox } from './position.ts';
import { spatialIndex } from './spatial-index.ts';

/** Coordinates are even whole numbers, so that the corners of the pixel around a point (± 1) are whole as well. */
export class Points {
	readonly x: number[] = [];
	readonly y: number[] = [];
	readonly #byX = new Map<number, Map<number, number>>();

	/** The number of the point there, new or known. */
	at(x: number, y: number): number {
		let column = this.#byX.get(x);
		if (!column) this.#byX.set(x, (column = new Map()));
		let found = column.get(y);
		if (found === undefined) {
			found = this.x.length;
			column.set(y, found);
			this.x.push(x);
			this.y.push(y);
		}
		return found;
	}
}

/** Edges of a planar graph: edge e joins points `from[e]` and `to[e]` and parts the insides of the sheets `sheets[e]`. */
export interface Edges {
	readonly from: readonly number[];
	readonly to: readonly number[];
	readonly sheets: readonly (readonly number[])[];
}

/** Undirected edges, each once. A sheet that lies along an edge twice is on both sides alike, so it parts nothing there. */
class EdgeSet {
	readonly #points: Points;
	readonly #byEnds = new Map<number, number>();
	readonly from: number[] = [];
	readonly to: number[] = [];
	readonly sheets: number[][] = [];

	constructor(points: Points) {
		this.#points = points;
	}

	add(a: number, b: number, sheets: readonly number[]): void {
		if (a === b) return;
		const { x, y } = this.#points;
		// One direction for both neighbours of a border: the lower point first.
		const swap = x[a]! > x[b]! || (x[a] === x[b] && y[a]! > y[b]!);
		const [from, to] = swap ? [b, a] : [a, b];
		const key = from * 2 ** 26 + to;
		const known = this.#byEnds.get(key);
		if (known === undefined) {
			this.#byEnds.set(key, this.from.length);
			this.from.push(from);
			this.to.push(to);
			this.sheets.push([...sheets]);
			return;
		}
		const there = this.sheets[known]!;
		for (const sheet of sheets) {
			const at = there.indexOf(sheet);
			if (at === -1) there.push(sheet);
			else there.splice(at, 1);
		}
	}

	/** Without the edges that part nothing. */
	parting(): Edges {
		const keep = this.sheets.flatMap((sheets, e) => (sheets.length > 0 ? [e] : []));
		return { from: keep.map((e) => this.from[e]!), to: keep.map((e) => this.to[e]!), sheets: keep.map((e) => this.sheets[e]!) };
	}
}

/** Two or three rounds settle any data met so far; the limit only keeps a wonder from running for ever. */
const MAX_ROUNDS = 24;

/**
 * @param rings closed rings of even whole numbers as flat x, y pairs, each belonging to a sheet
 * @returns the graph, its edges without those that part nothing
 */
export function nodeSegments(rings: readonly { readonly sheet: number; readonly xy: readonly number[] }[]): {
	points: Points;
	edges: Edges;
} {
	const points = new Points();
	let edges = new EdgeSet(points);
	for (const { sheet, xy } of rings) {
		for (let i = 2; i < xy.length; i += 2) edges.add(points.at(xy[i - 2]!, xy[i - 1]!), points.at(xy[i]!, xy[i + 1]!), [sheet]);
	}
	for (let round = 0; round < MAX_ROUNDS; round++) {
		const cuts = findCuts(points, edges);
		if (cuts.size === 0) break;
		const next = new EdgeSet(points);
		for (let e = 0; e < edges.from.length; e++) {
			const [from, to, sheets] = [edges.from[e]!, edges.to[e]!, edges.sheets[e]!];
			if (sheets.length === 0) continue;
			let last = from;
			for (const via of alongEdge(points, from, to, cuts.get(e))) {
				next.add(last, via, sheets);
				last = via;
			}
			next.add(last, to, sheets);
		}
		edges = next;
	}
	return { points, edges: edges.parting() };
}

/** For each edge, the points it must be bent to. */
function findCuts(points: Points, edges: EdgeSet): Map<number, Set<number>> {
	const { x, y } = points;
	const { from, to, sheets } = edges;
	const cuts = new Map<number, Set<number>>();
	const cut = (e: number, at: number): void => {
		if (at === from[e] || at === to[e]) return;
		const there = cuts.get(e);
		if (there) there.add(at);
		else cuts.set(e, new Set([at]));
	};
	const boxes: Bbox[] = from.map((a, e) => {
		const b = to[e]!;
		return [Math.min(x[a]!, x[b]!), Math.min(y[a]!, y[b]!), Math.max(x[a]!, x[b]!), Math.max(y[a]!, y[b]!)];
	});
	const index = spatialIndex(boxes);
	const ends = new Set<number>();
	for (let e = 0; e < from.length; e++) {
		if (sheets[e]!.length === 0) continue;
		const [a, b] = [from[e]!, to[e]!];
		ends.add(a).add(b);
		const box = boxes[e]!;
		for (const f of index.search(box[0], box[1], box[2], box[3])) {
			if (f <= e || sheets[f]!.length === 0) continue;
			const [c, d] = [from[f]!, to[f]!];
			if (a === c || a === d || b === c || b === d) continue;
			const at = crossing(x[a]!, y[a]!, x[b]!, y[b]!, x[c]!, y[c]!, x[d]!, y[d]!);
			if (!at) continue;
			const met = points.at(at[0], at[1]);
			ends.add(met);
			cut(e, met);
			cut(f, met);
		}
	}
	for (const p of ends) {
		const [px, py] = [x[p]!, y[p]!];
		for (const e of index.search(px - 1, py - 1, px + 1, py + 1)) {
			const [a, b] = [from[e]!, to[e]!];
			if (a === p || b === p || sheets[e]!.length === 0) continue;
			if (throughPixel(x[a]!, y[a]!, x[b]!, y[b]!, px, py)) cut(e, p);
		}
	}
	return cuts;
}

/** Where two segments cross in their insides, rounded to the nearest even whole numbers; null where they do not. */
export function crossing(
	ax: number,
	ay: number,
	bx: number,
	by: number,
	cx: number,
	cy: number,
	dx: number,
	dy: number
): readonly [number, number] | null {
	const c = turnSign(ax, ay, bx, by, cx, cy);
	if (c === 0) return null;
	const d = turnSign(ax, ay, bx, by, dx, dy);
	if (d === 0 || c > 0 === d > 0) return null;
	const a = turnSign(cx, cy, dx, dy, ax, ay);
	if (a === 0) return null;
	const b = turnSign(cx, cy, dx, dy, bx, by);
	if (b === 0 || a > 0 === b > 0) return null;
	const [ux, uy, vx, vy] = [bx - ax, by - ay, dx - cx, dy - cy];
	const t = ((cx - ax) * vy - (cy - ay) * vx) / (ux * vy - uy * vx);
	// Almost parallel segments may divide badly: the crossing still lies on the segment.
	const on = Number.isFinite(t) ? Math.min(1, Math.max(0, t)) : 0.5;
	return [2 * Math.round((ax + on * ux) / 2), 2 * Math.round((ay + on * uy) / 2)];
}

/** Whether a segment passes through the pixel around a point; the segment's box is known to touch the pixel. */
export function throughPixel(ax: number, ay: number, bx: number, by: number, px: number, py: number): boolean {
	const first = turnSign(ax, ay, bx, by, px - 1, py - 1);
	if (first === 0) return true;
	for (const [cx, cy] of [
		[px + 1, py - 1],
		[px + 1, py + 1],
		[px - 1, py + 1]
	] as const) {
		const other = turnSign(ax, ay, bx, by, cx, cy);
		if (other === 0 || other > 0 !== first > 0) return true;
	}
	return false;
}

/** The points in the order in which the edge meets them. */
function alongEdge({ x, y }: Points, from: number, to: number, via: ReadonlySet<number> | undefined): readonly number[] {
	if (!via) return [];
	const [dx, dy] = [x[to]! - x[from]!, y[to]! - y[from]!];
	const along = (p: number): number => (x[p]! - x[from]!) * dx + (y[p]! - y[from]!) * dy;
	return [...via].sort((p, q) => along(p) - along(q) || x[p]! - x[q]! || y[p]! - y[q]!);
}
