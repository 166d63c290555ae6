/**
 * Mends what a long search has left above the limit: a part that is too heavy is divided anew together with the parts around it, farther and farther out, until
 * all of them are within. A search of the whole graph gets stuck where many parts would have to shift a little at once; a small one does not.
 */
import { better } from './anneal.ts';
import { type Graph, partWeights, subgraphOf } from './graph.ts';
import { limitOf, partition, type Partition } from './partition.ts';
import { randomFrom } from './random.ts';

/** Rounds of a small search: at first and for each vertex. */
const ROUNDS = 60;
const ROUNDS_A_VERTEX = 0.6;
/** Parts in a neighbourhood at first and at last. */
const FEWEST = 4;
const MOST = 24;
/** Searches that better nothing, before what is left counts as forced: in all, for each part above the limit, and never more. */
const PATIENCE = 30;
const PATIENCE_A_PART = 40;
const PATIENCE_AT_MOST = 240;

export interface MendRequest {
	readonly graph: Graph;
	readonly parts: number;
	readonly maxImbalance: number;
	readonly seed: number;
	/** Small searches at most. */
	readonly tries: number;
}

/** @param from every part connected and not empty. The answer is never worse, its parts connected and not empty. */
export function mend({ graph, parts, maxImbalance, seed, tries }: MendRequest, from: Partition): Partition {
	const limit = limitOf(graph, parts, maxImbalance);
	const random = randomFrom(seed);
	const part = from.part.slice();
	let weights = partWeights(graph, part, parts);
	let { cut, over } = from;
	const wide = new Int32Array(parts).fill(FEWEST);
	for (let [i, fruitless] = [0, 0]; i < tries && over > 0; i++, fruitless++) {
		const heavy = [...weights.keys()].filter((p) => weights[p]! > limit);
		if (fruitless > (parts <= FEWEST ? FEWEST : Math.min(PATIENCE_AT_MOST, PATIENCE + PATIENCE_A_PART * heavy.length))) break;
		const worst = heavy[Math.floor(random() * heavy.length)]!;
		const around = neighbourhood(worst, wide[worst]!, random);
		wide[worst] = Math.min(MOST, wide[worst]! + 2);
		const { part: sub, original } = subgraphOf(graph, part, around);
		const number = new Map([...around].map((p, k) => [p, k]));
		const mean = sub.totalWeight / around.size;
		if (mean <= 0) continue;
		const rounds = ROUNDS + sub.count * ROUNDS_A_VERTEX;
		const start = original.map((v) => number.get(part[v]!)!);
		const before = {
			over: overOf(
				[...around].map((p) => weights[p]!),
				limit
			),
			cut: cutOf(sub, start)
		};
		const found = partition({
			graph: sub,
			parts: around.size,
			maxImbalance: Math.max(0, limit / mean - 1),
			seed: Math.floor(random() * 2 ** 32),
			spent: (asked) => asked / rounds,
			...(i % 2 === 0 ? {} : { start })
		});
		const own = { over: overOf([...partWeights(sub, found.part, around.size)], limit), cut: found.cut };
		if (!better(own, before)) continue;
		const names = [...around];
		original.forEach((v, k) => (part[v] = names[found.part[k]!]!));
		over += own.over - before.over;
		cut += own.cut - before.cut;
		weights = partWeights(graph, part, parts);
		wide.fill(FEWEST);
		fruitless = 0;
	}
	const heaviest = weights.reduce((most, w) => Math.max(most, w), 0);
	return { part, cut, over: over < 1e-9 ? 0 : over, imbalance: graph.totalWeight === 0 ? 0 : (heaviest * parts) / graph.totalWeight - 1 };

	/** A part and those around it, the lighter first: where there is room. */
	function neighbourhood(first: number, size: number, roll: () => number): Set<number> {
		const beside = new Map<number, Set<number>>();
		for (let v = 0; v < graph.count; v++)
			for (let e = graph.start[v]!; e < graph.start[v + 1]!; e++) {
				const [p, q] = [part[v]!, part[graph.adjacent[e]!]!];
				if (p === q) continue;
				const there = beside.get(p);
				if (there) there.add(q);
				else beside.set(p, new Set([q]));
			}
		const all = new Set([first]);
		while (all.size < size) {
			const open = [...new Set([...all].flatMap((p) => [...(beside.get(p) ?? [])]))].filter((p) => !all.has(p));
			if (open.length === 0) break;
			const rank = (p: number): number => weights[p]! * (0.9 + 0.2 * roll());
			const ranked = open.map((p) => ({ p, rank: rank(p) })).sort((a, b) => a.rank - b.rank || a.p - b.p);
			all.add(ranked[0]!.p);
		}
		return all;
	}
}

const overOf = (weights: readonly number[], limit: number): number => weights.reduce((sum, w) => sum + Math.max(0, w - limit), 0);

function cutOf({ count, start, adjacent, edgeWeight }: Graph, part: Int32Array): number {
	let twice = 0;
	for (let v = 0; v < count; v++)
		for (let e = start[v]!; e < start[v + 1]!; e++) if (part[adjacent[e]!] !== part[v]) twice += edgeWeight[e]!;
	return twice / 2;
}
