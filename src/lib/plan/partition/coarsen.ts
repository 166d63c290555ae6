/**
 * Coarser and coarser pictures of a graph, by joining pairs of neighbours along heavy edges. A coarse vertex stands for a connected piece of
 * the finer graph, so connected parts stay connected on the way down.
 */
import type { Graph } from './graph.ts';
import { type Random, shuffle } from './random.ts';

export interface Level {
	readonly graph: Graph;
	/** Coarse vertex of each vertex of the finer graph; null at the finest. */
	readonly coarseOf: Int32Array | null;
}

/**
 * From the graph itself, level 0, to the coarsest.
 * @param maxWeight no coarse vertex heavier than this, but for vertices that are so by themselves
 * @param until stop at this many vertices
 */
export function coarsen(graph: Graph, maxWeight: number, until: number, random: Random): Level[] {
	const levels: Level[] = [{ graph, coarseOf: null }];
	let fine = graph;
	while (fine.count > until) {
		const { of, count } = match(fine, maxWeight, until, random);
		if (count > fine.count * 0.97) break;
		fine = contract(fine, of, count);
		levels.push({ graph: fine, coarseOf: of });
	}
	return levels;
}

/** A division of the coarser graph on the finer one. */
export function refinedOn(division: Int32Array, coarseOf: Int32Array): Int32Array {
	return coarseOf.map((c) => division[c]!);
}

function match(graph: Graph, maxWeight: number, atLeast: number, random: Random): { of: Int32Array; count: number } {
	const { count, start, adjacent, edgeWeight, vertexWeight } = graph;
	const order = new Int32Array(count);
	for (let v = 0; v < count; v++) order[v] = v;
	shuffle(order, random);
	const of = new Int32Array(count).fill(-1);
	let next = 0;
	let left = count;
	for (let i = 0; i < count; i++) {
		const v = order[i]!;
		if (of[v] !== -1) continue;
		let best = -1;
		let bestRating = -1;
		const weight = vertexWeight[v]!;
		for (let e = start[v]!, end = left > atLeast ? start[v + 1]! : e; e < end; e++) {
			const u = adjacent[e]!;
			if (of[u] !== -1 || weight + vertexWeight[u]! > maxWeight) continue;
			// Heavy edges between light vertices first (the expansion² rating of Holtgrewe, Sanders and Schulz, 2010).
			const w = edgeWeight[e]!;
			const rating = ((w * w) / ((weight + 1) * (vertexWeight[u]! + 1))) * (1 + 0.01 * random()) + 1e-12;
			if (rating > bestRating) {
				bestRating = rating;
				best = u;
			}
		}
		of[v] = next;
		if (best !== -1) {
			of[best] = next;
			left--;
		}
		next++;
	}
	return { of, count: next };
}

function contract(graph: Graph, of: Int32Array, count: number): Graph {
	const { start, adjacent, edgeWeight, vertexWeight } = graph;
	const members = new Int32Array(count * 2).fill(-1);
	const weights = new Int32Array(count);
	for (let v = 0; v < graph.count; v++) {
		const c = of[v]!;
		weights[c]! += vertexWeight[v]!;
		if (members[c * 2] === -1) members[c * 2] = v;
		else members[c * 2 + 1] = v;
	}
	const coarseStart = new Int32Array(count + 1);
	const coarseAdjacent = new Int32Array(adjacent.length);
	const coarseWeight = new Int32Array(adjacent.length);
	const at = new Int32Array(count).fill(-1);
	let end = 0;
	for (let c = 0; c < count; c++) {
		const from = end;
		for (let m = 0; m < 2; m++) {
			const v = members[c * 2 + m]!;
			if (v === -1) continue;
			for (let e = start[v]!; e < start[v + 1]!; e++) {
				const u = of[adjacent[e]!]!;
				if (u === c) continue;
				if (at[u]! >= from) coarseWeight[at[u]!]! += edgeWeight[e]!;
				else {
					at[u] = end;
					coarseAdjacent[end] = u;
					coarseWeight[end++] = edgeWeight[e]!;
				}
			}
		}
		coarseStart[c + 1] = end;
	}
	return {
		count,
		start: coarseStart,
		adjacent: coarseAdjacent.slice(0, end),
		edgeWeight: coarseWeight.slice(0, end),
		vertexWeight: weights,
		totalWeight: graph.totalWeight
	};
}
