/**
 * A first division by halving and halving again: weight is shared out evenly over the whole graph at once, which growing many parts side by side does not do,
 * and which moving single vertices between neighbours would take for ever to mend.
 */
import { Annealer } from './anneal.ts';
import type { Graph } from './graph.ts';
import { grow } from './grow.ts';
import { type Random } from './random.ts';

/** Offers for each vertex at each halving. */
const OFFERS = 24;
const BATCH = 500;

/** @param graph connected, with at least `parts` vertices. Parts are connected and not empty. */
export function halve(graph: Graph, parts: number, random: Random, outOfTime: () => boolean): Int32Array {
	const part = new Int32Array(graph.count);
	share(graph, parts, random, outOfTime, (v, p) => (part[v] = p));
	return part;
}

function share(graph: Graph, parts: number, random: Random, outOfTime: () => boolean, give: (v: number, p: number) => void): void {
	if (parts === 1) {
		for (let v = 0; v < graph.count; v++) give(v, 0);
		return;
	}
	const left = parts >> 1;
	const sides = outOfTime() ? null : twoSides(graph, [left, parts - left], random);
	if (!sides) {
		const direct = grow(graph, new Array<number>(parts).fill(1), random);
		for (let v = 0; v < graph.count; v++) give(v, direct[v]!);
		return;
	}
	for (const side of [0, 1]) {
		const { part: half, original } = partOf(graph, sides, side);
		share(half, side === 0 ? left : parts - left, random, outOfTime, (v, p) => give(original[v]!, side === 0 ? p : left + p));
	}
}

/** Null where a side has too few vertices for its parts. */
function twoSides(graph: Graph, parts: readonly [number, number], random: Random): Int32Array | null {
	const limits = Float64Array.from(parts, (n) => Math.ceil((graph.totalWeight * n) / (parts[0] + parts[1])));
	const annealer = new Annealer(graph, grow(graph, parts, random), limits, Math.floor(random() * 2 ** 32));
	const batches = Math.max(4, Math.ceil((graph.count * OFFERS) / BATCH));
	let done = 0;
	const { part } = annealer.anneal({ from: 2, to: 0.3, cheap: 1, dear: 30, batch: BATCH, progress: () => done++ / batches });
	const ones = part.reduce((sum, p) => sum + p, 0);
	return part.length - ones >= parts[0] && ones >= parts[1] ? part : null;
}

/** The graph of one part, and what its vertices were called. */
function partOf(graph: Graph, part: Int32Array, which: number): { part: Graph; original: Int32Array } {
	const index = new Int32Array(graph.count).fill(-1);
	let count = 0;
	for (let v = 0; v < graph.count; v++) if (part[v] === which) index[v] = count++;
	const original = new Int32Array(count);
	const start = new Int32Array(count + 1);
	const vertexWeight = new Int32Array(count);
	const adjacent = new Int32Array(graph.adjacent.length);
	const edgeWeight = new Int32Array(graph.adjacent.length);
	let totalWeight = 0;
	let end = 0;
	for (let v = 0; v < graph.count; v++) {
		const i = index[v]!;
		if (i === -1) continue;
		original[i] = v;
		vertexWeight[i] = graph.vertexWeight[v]!;
		totalWeight += vertexWeight[i]!;
		for (let e = graph.start[v]!; e < graph.start[v + 1]!; e++) {
			const u = index[graph.adjacent[e]!]!;
			if (u === -1) continue;
			adjacent[end] = u;
			edgeWeight[end++] = graph.edgeWeight[e]!;
		}
		start[i + 1] = end;
	}
	return {
		part: { count, start, adjacent: adjacent.slice(0, end), edgeWeight: edgeWeight.slice(0, end), vertexWeight, totalWeight },
		original
	};
}
