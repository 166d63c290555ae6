/**
 * A first division by halving and halving again: weight is shared out evenly over the whole graph at once, which growing many parts side by side does not do,
 * and which moving single vertices between neighbours would take for ever to mend.
 */
import { Annealer } from './anneal.ts';
import { type Graph, subgraphOf } from './graph.ts';
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
		const { part: half, original } = subgraphOf(graph, sides, new Set([side]));
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
