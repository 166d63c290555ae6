/** A first division: seeds far apart, then the lightest part always takes the neighbour it is bound to most. Parts are connected and not empty. */
import type { Graph } from './graph.ts';
import { Heap } from './heap.ts';
import type { Random } from './random.ts';

/**
 * @param graph connected, with at least as many vertices as parts
 * @param shares of the weight, one a part, in any unit
 */
export function grow(graph: Graph, shares: readonly number[], random: Random): Int32Array {
	const parts = shares.length;
	const { count, start, adjacent, edgeWeight, vertexWeight } = graph;
	const part = new Int32Array(count).fill(-1);
	const weights = new Float64Array(parts);
	const seeds = spreadSeeds(graph, parts, random);
	// Candidates of each part by how much they are bound to it; an entry is stale once its vertex is taken, and a newer one has a greater key.
	const candidates = seeds.map(() => new Heap());
	let free = count;
	const rate = (v: number, p: number): number => {
		let rating = 0;
		for (let e = start[v]!, end = start[v + 1]!; e < end; e++) {
			const q = part[adjacent[e]!]!;
			if (q === p) rating += edgeWeight[e]!;
			else if (q === -1) rating -= edgeWeight[e]!;
		}
		return rating + 0.5 * random();
	};
	const take = (v: number, p: number): void => {
		part[v] = p;
		weights[p]! += vertexWeight[v]!;
		free--;
		for (let e = start[v]!, end = start[v + 1]!; e < end; e++) {
			const u = adjacent[e]!;
			if (part[u] === -1) candidates[p]!.push(rate(u, p), u);
		}
	};
	seeds.forEach((v, p) => take(v, p));
	const open = new Set(seeds.keys());
	while (free > 0) {
		let lightest = -1;
		for (const p of open) if (lightest === -1 || weights[p]! / shares[p]! < weights[lightest]! / shares[lightest]!) lightest = p;
		const heap = candidates[lightest]!;
		let next = -1;
		while (next === -1 && heap.size > 0) {
			const v = heap.pop();
			if (part[v] === -1) next = v;
		}
		if (next === -1) open.delete(lightest);
		else take(next, lightest);
	}
	return part;
}

/** Each next seed is the farthest (in steps) of a few random vertices from those chosen. */
function spreadSeeds(graph: Graph, parts: number, random: Random): number[] {
	const { count, start, adjacent } = graph;
	const steps = new Int32Array(count).fill(0x7fffffff);
	const queue = new Int32Array(count);
	const seeds: number[] = [];
	let next = Math.floor(random() * count);
	for (;;) {
		seeds.push(next);
		steps[next] = 0;
		queue[0] = next;
		for (let head = 0, tail = 1; head < tail; head++) {
			const v = queue[head]!;
			for (let e = start[v]!; e < start[v + 1]!; e++) {
				const u = adjacent[e]!;
				if (steps[u]! > steps[v]! + 1) {
					steps[u] = steps[v]! + 1;
					if (tail < count) queue[tail++] = u;
				}
			}
		}
		if (seeds.length === parts) return seeds;
		next = -1;
		for (let i = 0; i < 24; i++) {
			const v = Math.floor(random() * count);
			if (steps[v]! > 0 && (next === -1 || steps[v]! > steps[next]!)) next = v;
		}
		for (let v = 0; next === -1 && v < count; v++) if (steps[v]! > 0) next = v;
	}
}
