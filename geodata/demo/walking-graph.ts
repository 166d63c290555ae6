/**
 * Where feet can go: roads and paths as a graph, joined where they share a point. Water is crossed on bridges and walls at gates because
 * there is no other way in the graph. Works on any roads whose crossings are shared points, drawn or real.
 */
import type { Bbox, Line, LineShape, MultiLineShape, Position } from '../../src/lib/geo/position.ts';
import { spatialIndex, type SpatialIndex } from '../../src/lib/geo/spatial-index.ts';

export interface WalkedRoad {
	readonly class: string;
	readonly shape: LineShape | MultiLineShape;
}

export interface WalkingGraph {
	readonly nodes: number;
	/** Metres east and north of `origin`. */
	readonly x: Float64Array;
	readonly y: Float64Array;
	/** Edge e joins `from[e]` and `to[e]`. */
	readonly from: Int32Array;
	readonly to: Int32Array;
	readonly lengthM: Float64Array;
	/** Edges at node n: `edgeOf[start[n] … start[n + 1]]`. */
	readonly start: Int32Array;
	readonly edgeOf: Int32Array;
	/** Boxes of the edges, metres. */
	readonly index: SpatialIndex;
	toMetres(p: Position): readonly [number, number];
	toPosition(x: number, y: number): Position;
	/** Nodes from `a` to `b` by the shortest way, both included; null when there is none. */
	way(a: number, b: number): number[] | null;
	/** The shortest way from `a` to the first node that `isGoal`; null when none is within `withinM`. */
	wayToAny(a: number, isGoal: (node: number) => boolean, withinM: number): number[] | null;
}

/** Nobody patrols a motorway on foot. */
const NOT_WALKED = new Set(['motorway', 'motorway_link', 'construction', 'proposed', 'raceway']);
const EARTH_M_PER_DEG = 111_195;

/** @returns null when there is not a single edge to walk on. */
export function walkingGraph(roads: readonly WalkedRoad[]): WalkingGraph | null {
	const lines = roads
		.filter((road) => !NOT_WALKED.has(road.class))
		.flatMap((road): readonly Line[] => (road.shape.type === 'LineString' ? [road.shape.coordinates] : road.shape.coordinates));
	const ids = new Map<string, number>();
	const positions: Position[] = [];
	const idOf = (p: Position): number => {
		const key = `${Math.round(p[0] * 1e7)},${Math.round(p[1] * 1e7)}`;
		let id = ids.get(key);
		if (id === undefined) ids.set(key, (id = positions.push(p) - 1));
		return id;
	};
	const pairs = new Map<string, readonly [number, number]>();
	for (const line of lines)
		for (let i = 1; i < line.length; i++) {
			const [a, b] = [idOf(line[i - 1]!), idOf(line[i]!)];
			if (a !== b) pairs.set(a < b ? `${a}/${b}` : `${b}/${a}`, a < b ? [a, b] : [b, a]);
		}
	if (pairs.size === 0) return null;
	const edges = largestPiece(positions.length, [...pairs.values()]);
	return build(positions, edges);
}

/** Only what hangs together can be walked: the largest piece, by number of edges. */
function largestPiece(count: number, edges: readonly (readonly [number, number])[]): (readonly [number, number])[] {
	const parent = Int32Array.from({ length: count }, (_, i) => i);
	const root = (i: number): number => {
		while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!;
		return i;
	};
	for (const [a, b] of edges) parent[root(a)] = root(b);
	const size = new Map<number, number>();
	for (const [a] of edges) size.set(root(a), (size.get(root(a)) ?? 0) + 1);
	const [best] = [...size].reduce((x, y) => (y[1] > x[1] ? y : x));
	return edges.filter(([a]) => root(a) === best);
}

function build(positions: readonly Position[], pairs: readonly (readonly [number, number])[]): WalkingGraph {
	const used = [...new Set(pairs.flat())];
	const numberOf = new Map(used.map((old, i) => [old, i]));
	const origin = positions[used[0]!]!;
	const perLat = EARTH_M_PER_DEG;
	const perLng = EARTH_M_PER_DEG * Math.cos((origin[1] * Math.PI) / 180);
	const toMetres = (p: Position): readonly [number, number] => [(p[0] - origin[0]) * perLng, (p[1] - origin[1]) * perLat];
	const nodes = used.length;
	const x = new Float64Array(nodes);
	const y = new Float64Array(nodes);
	used.forEach((old, i) => ([x[i], y[i]] = toMetres(positions[old]!)));
	const from = Int32Array.from(pairs, ([a]) => numberOf.get(a)!);
	const to = Int32Array.from(pairs, ([, b]) => numberOf.get(b)!);
	const lengthM = Float64Array.from(pairs, (_, e) => Math.hypot(x[from[e]!]! - x[to[e]!]!, y[from[e]!]! - y[to[e]!]!));
	const start = new Int32Array(nodes + 1);
	for (let e = 0; e < pairs.length; e++) for (const n of [from[e]!, to[e]!]) start[n + 1]!++;
	for (let n = 0; n < nodes; n++) start[n + 1]! += start[n]!;
	const fill = start.slice();
	const edgeOf = new Int32Array(2 * pairs.length);
	for (let e = 0; e < pairs.length; e++) for (const n of [from[e]!, to[e]!]) edgeOf[fill[n]!++] = e;
	const index = spatialIndex(
		pairs.map((_, e): Bbox => {
			const [a, b] = [from[e]!, to[e]!];
			return [Math.min(x[a]!, x[b]!), Math.min(y[a]!, y[b]!), Math.max(x[a]!, x[b]!), Math.max(y[a]!, y[b]!)];
		})
	);
	const search = (a: number, isGoal: (node: number) => boolean, withinM: number, guess: (node: number) => number): number[] | null => {
		const best = new Map<number, number>([[a, 0]]);
		const came = new Map<number, number>();
		const heap = new Heap();
		heap.push(a, guess(a));
		const closed = new Set<number>();
		for (let n = heap.pop(); n !== -1; n = heap.pop()) {
			if (closed.has(n)) continue;
			closed.add(n);
			if (isGoal(n)) {
				const way = [n];
				for (let at: number | undefined = came.get(n); at !== undefined; at = came.get(at)) way.push(at);
				return way.reverse();
			}
			const so = best.get(n)!;
			for (let k = start[n]!; k < start[n + 1]!; k++) {
				const e = edgeOf[k]!;
				const m = from[e] === n ? to[e]! : from[e]!;
				const cost = so + lengthM[e]!;
				if (cost > withinM || cost >= (best.get(m) ?? Infinity)) continue;
				best.set(m, cost);
				came.set(m, n);
				heap.push(m, cost + guess(m));
			}
		}
		return null;
	};
	return {
		nodes,
		x,
		y,
		from,
		to,
		lengthM,
		start,
		edgeOf,
		index,
		toMetres,
		toPosition: (px, py) => [origin[0] + px / perLng, origin[1] + py / perLat],
		way: (a, b) =>
			search(
				a,
				(n) => n === b,
				Infinity,
				(n) => Math.hypot(x[n]! - x[b]!, y[n]! - y[b]!)
			),
		wayToAny: (a, isGoal, withinM) => search(a, isGoal, withinM, () => 0)
	};
}

/** A binary heap of nodes by cost. */
class Heap {
	private readonly items: number[] = [];
	private readonly costs: number[] = [];

	push(item: number, cost: number): void {
		let i = this.items.push(item) - 1;
		this.costs.push(cost);
		while (i > 0) {
			const up = (i - 1) >> 1;
			if (this.costs[up]! <= cost) break;
			this.items[i] = this.items[up]!;
			this.costs[i] = this.costs[up]!;
			i = up;
		}
		this.items[i] = item;
		this.costs[i] = cost;
	}

	/** @returns −1 when empty. */
	pop(): number {
		const top = this.items[0];
		if (top === undefined) return -1;
		const item = this.items.pop()!;
		const cost = this.costs.pop()!;
		const count = this.items.length;
		if (count === 0) return top;
		let i = 0;
		for (;;) {
			let child = 2 * i + 1;
			if (child >= count) break;
			if (child + 1 < count && this.costs[child + 1]! < this.costs[child]!) child++;
			if (this.costs[child]! >= cost) break;
			this.items[i] = this.items[child]!;
			this.costs[i] = this.costs[child]!;
			i = child;
		}
		this.items[i] = item;
		this.costs[i] = cost;
		return top;
	}
}
