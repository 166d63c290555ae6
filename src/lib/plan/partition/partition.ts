/**
 * Divides a graph into connected parts of nearly equal weight with a small cut: a first division of a coarse picture of the graph is bettered by annealing on
 * every level down to the graph itself. The same seed and the same answers of `spent` give the same parts.
 */
import { Annealer, better, type Division } from './anneal.ts';
import { coarsen, refinedOn } from './coarsen.ts';
import { type Graph, joinComponents } from './graph.ts';
import { halve } from './halve.ts';
import { randomFrom } from './random.ts';
import { power } from '../../geo/same-everywhere.ts';

export interface PartitionRequest {
	readonly graph: Graph;
	readonly parts: number;
	/** 0.03: no part heavier than 1.03 × the mean, where whole vertices allow it. */
	readonly maxImbalance: number;
	readonly seed: number;
	/** A division to go on from, its parts connected and not empty; without it the search begins from nothing. */
	readonly start?: Int32Array;
	/**
	 * What share of the time is spent, 0 … 1, asked every few thousand offers with the number of times it was asked before. Never falls; at 1 the search ends.
	 */
	spent(asked: number): number;
}

export interface Partition extends Division {
	/** Part 0 … parts − 1 of each vertex. Every part has a vertex, and is connected where the graph is. */
	readonly part: Int32Array;
	/** Heaviest part ÷ mean − 1; 0 where nothing weighs anything. */
	readonly imbalance: number;
}

/** The weight a part may have: the mean and what may be above it, but never less than whole vertices force. */
export function limitOf(graph: Graph, parts: number, maxImbalance: number): number {
	const mean = graph.totalWeight / parts;
	return Math.max(Math.floor(mean * (1 + maxImbalance) + 1e-9), Math.ceil(mean - 1e-9));
}

/** @throws RangeError where there are fewer vertices than parts */
export function partition({ graph: asked, parts, maxImbalance, seed, start, spent }: PartitionRequest): Partition {
	if (parts < 1 || parts > asked.count) throw new RangeError(`partition: ${parts} parts of ${asked.count} vertices`);
	const graph = joinComponents(asked);
	const limits = new Float64Array(parts).fill(limitOf(graph, parts, maxImbalance));
	let looks = 0;
	const clock = (): number => Math.min(1, spent(looks++));
	const division = start ? goOn(graph, start.slice(), limits, seed, clock, 0) : searches(graph, limits, seed, clock);
	return { ...division, imbalance: imbalanceOf(graph, division.part, parts) };
}

export function imbalanceOf(graph: Graph, part: Int32Array, parts: number): number {
	const weights = new Float64Array(parts);
	for (let v = 0; v < graph.count; v++) weights[part[v]!]! += graph.vertexWeight[v]!;
	return graph.totalWeight === 0 ? 0 : (weights.reduce((most, w) => Math.max(most, w), 0) * parts) / graph.totalWeight - 1;
}

/** A coarse picture of this many vertices a part is divided first: fewer leave too little choice, more are annealed as well without it. */
const COARSE_A_PART = 30;
/** No coarse vertex heavier than this share of a part. */
const COARSE_WEIGHT = 0.15;
/** Cooling, in mean edge weights: hot enough to forget the first division, then what keeps the good of the level before, then to nearly nothing. */
const HOT = 4;
const WARM = 2;
const COARSE_END = 0.7;
const COLD = 0.15;
const FROZEN = 0.05;
/** Share of the time that the first division may take. */
const HALVING = 0.2;
/** Share of the time after which what is still above the limit is mended. */
const MENDING = 0.85;
const MENDINGS = 4;
const WARMED = 1;

/** In a small graph there may be no way from one good division to another, one vertex at a time: begun anew several times, with a share of the time each. */
const SMALL = 100;
const BEGINNINGS = 5;

function searches(graph: Graph, limits: Float64Array, seed: number, clock: () => number): Division {
	if (graph.count > SMALL) return search(graph, limits, seed, clock);
	let best: Division | null = null;
	for (let i = 0; i < BEGINNINGS; i++) {
		const found = search(graph, limits, (seed + i * 0x9e3779b9) >>> 0, between(clock, i / BEGINNINGS, (i + 1) / BEGINNINGS));
		if (!best || better(found, best)) best = found;
	}
	return best!;
}

/** Each level down to the graph itself has its share of the time; a longer list of vertices gains less from each offer, so less than in proportion. */
function search(graph: Graph, limits: Float64Array, seed: number, clock: () => number): Division {
	const parts = limits.length;
	const random = randomFrom(seed);
	const heaviest = Math.max(1, (graph.totalWeight / parts) * COARSE_WEIGHT);
	const levels = coarsen(graph, heaviest, Math.max(parts * COARSE_A_PART, 200), random);
	const coarsest = levels.at(-1)!.graph;
	let part = halve(coarsest, parts, random, () => clock() > HALVING);
	const shares = levels.map(({ graph: { count } }) => power(count, 0.7));
	const total = shares.reduce((sum, share) => sum + share, 0);
	const begun = clock();
	let from = begun;
	for (let i = levels.length - 1; i > 0; i--) {
		const until = from + (shares[i]! / total) * (MENDING - begun);
		const annealer = new Annealer(levels[i]!.graph, part, limits, seed + i);
		const hot = i === levels.length - 1 ? HOT : WARM;
		annealer.anneal({ from: hot, to: COARSE_END, cheap: 0.3, dear: 1, progress: between(clock, from, until) });
		part = refinedOn(annealer.part, levels[i]!.coarseOf!);
		from = until;
	}
	return goOn(graph, part, limits, seed, clock, from, levels.length > 1 ? WARM : HOT, 0.5);
}

/** Cools the graph itself from here to the end of the time; from a division that is good already, not so hot and at a price that keeps what is right. */
function goOn(
	graph: Graph,
	part: Int32Array,
	limits: Float64Array,
	seed: number,
	clock: () => number,
	from: number,
	hot = WARM,
	cheap = 5
): Division {
	const annealer = new Annealer(graph, part, limits, seed);
	let best = annealer.anneal({ from: hot, to: COLD, cheap, dear: 100, progress: between(clock, from, MENDING) });
	// Warmed a little and cooled again, at a price that lets nothing stay above the limit if it can help it; what is within is only cooled to the end.
	for (let i = 1; i <= MENDINGS; i++) {
		const [since, until] = [MENDING + ((1 - MENDING) * (i - 1)) / MENDINGS, MENDING + ((1 - MENDING) * i) / MENDINGS];
		const last = annealer.over === 0;
		const progress = between(clock, since, last ? 1 : until);
		const mended = annealer.anneal({
			from: last ? COLD : WARMED,
			to: FROZEN,
			cheap: last ? 100 : Number(`1e${i}`),
			dear: 300 * i * i,
			progress
		});
		if (better(mended, best)) best = mended;
		if (last) break;
	}
	return best;
}

/** The clock between two of its times, as 0 … 1; 1 as well where there is no time between. */
const between = (clock: () => number, from: number, to: number) => (): number => {
	const now = clock();
	return now >= to ? 1 : (now - from) / (to - from);
};
