/**
 * A first division by halving and halving again: weight is shared out evenly over the whole graph at once, which growing many parts side by side does not do,
 * and which moving single vertices between neighbours would take for ever to mend.
 */
import { Annealer, better, type Division } from './anneal.ts';
import { type Graph, subgraphOf } from './graph.ts';
import { grow } from './grow.ts';
import { type Random } from './random.ts';

/** Offers for each vertex at each halving. */
const OFFERS = 24;
const BATCH = 500;

/**
 * A halving that is off by more than this share of a part is tried again, so many times: no later search spreads over a wide graph what is too much on one
 * side of it.
 */
const OFF = 0.1;
const TRIES = 8;
/** Where even then one is off, the whole is begun anew; but for those of so few parts that a search evens them out. */
const BEGINNINGS = 5;
const WIDE = 6;

/** @param graph connected, with at least `parts` vertices. Parts are connected and not empty. */
export function halve(graph: Graph, parts: number, random: Random, outOfTime: () => boolean): Int32Array {
	let best: { readonly part: Int32Array; readonly off: number } | null = null;
	for (let i = 0; i < BEGINNINGS && (best === null || (best.off > 0 && !outOfTime())); i++) {
		const part = new Int32Array(graph.count);
		// Each look at the clock may count as time: the later beginnings take no more than the first.
		const late = i === 0 ? outOfTime : () => false;
		const off = share(graph, parts, random, late, (v, p) => (part[v] = p));
		if (!best || off < best.off) best = { part, off };
	}
	return best!.part;
}

/** @returns how much weight stands on wrong sides, of what was still too much after all tries */
function share(graph: Graph, parts: number, random: Random, outOfTime: () => boolean, give: (v: number, p: number) => void): number {
	if (parts === 1) {
		for (let v = 0; v < graph.count; v++) give(v, 0);
		return 0;
	}
	const left = parts >> 1;
	const sides = outOfTime() ? null : twoSides(graph, [left, parts - left], random);
	if (!sides) {
		const direct = grow(graph, new Array<number>(parts).fill(1), random);
		for (let v = 0; v < graph.count; v++) give(v, direct[v]!);
		return 0;
	}
	let { off } = sides;
	for (const side of [0, 1]) {
		const { part: half, original } = subgraphOf(graph, sides.part, new Set([side]));
		off += share(half, side === 0 ? left : parts - left, random, outOfTime, (v, p) => give(original[v]!, side === 0 ? p : left + p));
	}
	return off;
}

/** Null where a side has too few vertices for its parts. */
function twoSides(
	graph: Graph,
	parts: readonly [number, number],
	random: Random
): { readonly part: Int32Array; readonly off: number } | null {
	const wanted = parts[0] + parts[1];
	const limits = Float64Array.from(parts, (n) => Math.ceil((graph.totalWeight * n) / wanted));
	const enough = (graph.totalWeight / wanted) * OFF;
	let best: Division | null = null;
	for (let i = 0; i < TRIES && (best === null || best.over > enough); i++) {
		const annealer = new Annealer(graph, grow(graph, parts, random), limits, Math.floor(random() * 2 ** 32));
		// Where a neck parts the graph, what is dear to cut there has to be cut for once: hotter and longer each time.
		const times = 1 + i;
		const batches = Math.max(4, Math.ceil((graph.count * OFFERS * times) / BATCH));
		let done = 0;
		const found = annealer.anneal({
			from: 2 * times,
			to: 0.3,
			cheap: times,
			dear: 30 * times,
			batch: BATCH,
			progress: () => done++ / batches
		});
		const ones = found.part.reduce((sum, p) => sum + p, 0);
		if (found.part.length - ones < parts[0] || ones < parts[1]) continue;
		if (!best || better(found, best)) best = found;
	}
	return best && { part: best.part, off: wanted >= WIDE && best.over > enough ? best.over : 0 };
}
