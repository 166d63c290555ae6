/** Parts are what they promise to be, whatever the graph. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { graphOf } from '#lib/plan/partition/graph.ts';
import { mend } from '#lib/plan/partition/mend.ts';
import { partition } from '#lib/plan/partition/partition.ts';
import { connectedGraphs, mesh, piecesOf } from './graphs.ts';

const rounds =
	(many: number) =>
	(asked: number): number =>
		asked / many;

test('every part of a connected graph is connected and not empty, and what is said of it adds up', () => {
	fc.assert(
		fc.property(connectedGraphs, fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 99 }), (graph, share, seed) => {
			const parts = Math.max(1, Math.ceil(share * graph.count));
			const found = partition({ graph, parts, maxImbalance: 0.1, seed, spent: rounds(12) });
			expect(found.part).toHaveLength(graph.count);
			const weights = new Array<number>(parts).fill(0);
			found.part.forEach((p, v) => (weights[p]! += graph.vertexWeight[v]!));
			for (let p = 0; p < parts; p++) expect(piecesOf(graph, found.part, p)).toBe(1);
			expect(weights.reduce((sum, w) => sum + w, 0)).toBe(graph.totalWeight);
			if (graph.totalWeight > 0) expect(found.imbalance).toBeCloseTo((Math.max(...weights) * parts) / graph.totalWeight - 1, 9);
			let cut = 0;
			for (let v = 0; v < graph.count; v++)
				for (let e = graph.start[v]!; e < graph.start[v + 1]!; e++)
					if (graph.adjacent[e]! > v && found.part[v] !== found.part[graph.adjacent[e]!]) cut += graph.edgeWeight[e]!;
			expect(found.cut).toBe(cut);
		}),
		{ numRuns: 300 }
	);
});

test('the same seed and rounds give the same parts', () => {
	const graph = mesh(30, 30, true, 5);
	const once = partition({ graph, parts: 12, maxImbalance: 0.03, seed: 9, spent: rounds(60) });
	const again = partition({ graph, parts: 12, maxImbalance: 0.03, seed: 9, spent: rounds(60) });
	const other = partition({ graph, parts: 12, maxImbalance: 0.03, seed: 10, spent: rounds(60) });
	expect(again).toEqual(once);
	expect(other.part).not.toEqual(once.part);
});

test.each([
	['a square of unit weights', mesh(40, 40, false, 1), 16],
	['a mesh with heavy tails', mesh(40, 40, true, 2), 16],
	['a long strip', mesh(400, 4, false, 3), 20]
])('%s is divided within the limit', (_, graph, parts) => {
	const { imbalance, over } = partition({ graph, parts, maxImbalance: 0.03, seed: 1, spent: rounds(400) });
	expect(over).toBe(0);
	expect(imbalance).toBeLessThanOrEqual(0.03 + 1e-9);
});

test('a square of 40 × 40 in four is cut hardly more than its two middle lines', () => {
	const { cut } = partition({ graph: mesh(40, 40, false, 1), parts: 4, maxImbalance: 0.03, seed: 1, spent: rounds(600) });
	expect(cut).toBeLessThanOrEqual(84);
});

test('as many parts as vertices gives every vertex its own', () => {
	const graph = mesh(6, 6, true, 4);
	const { part } = partition({ graph, parts: 36, maxImbalance: 0.03, seed: 1, spent: rounds(10) });
	expect(new Set(part).size).toBe(36);
});

test('more parts than vertices is a fault of the caller', () => {
	expect(() => partition({ graph: mesh(2, 2, false, 1), parts: 5, maxImbalance: 0, seed: 1, spent: rounds(1) })).toThrow(RangeError);
});

test('a vertex heavier than a part may be is left alone, and the others share the rest', () => {
	const base = mesh(12, 12, false, 1);
	const weights = Array.from(base.vertexWeight);
	weights[70] = 500;
	const edges: [number, number, number][] = [];
	for (let v = 0; v < base.count; v++)
		for (let e = base.start[v]!; e < base.start[v + 1]!; e++) if (base.adjacent[e]! > v) edges.push([v, base.adjacent[e]!, 1]);
	const graph = graphOf(weights, edges);
	const { part } = partition({ graph, parts: 8, maxImbalance: 0.03, seed: 1, spent: rounds(300) });
	const mates = [...part].filter((p) => p === part[70]).length;
	expect(mates).toBe(1);
});

test('a graph in pieces is divided all the same, with no part empty', () => {
	const graph = graphOf(
		[1, 1, 1, 1, 1, 1],
		[
			[0, 1, 1],
			[2, 3, 1]
		]
	);
	for (let seed = 1; seed <= 20; seed++) {
		const { part, cut, over } = partition({ graph, parts: 3, maxImbalance: 0, seed, spent: rounds(20) });
		const groups = [0, 1, 2].map((p) => [...part.keys()].filter((v) => part[v] === p).join()).toSorted();
		expect({ groups, cut, over }).toEqual({ groups: ['0,1', '2,3', '4,5'], cut: 0, over: 0 });
	}
});

test('what a search leaves above the limit is mended, and nothing gets worse', () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 4, max: 14 }), (seed, parts) => {
			const graph = mesh(12, 10, true, seed);
			const request = { graph, parts, maxImbalance: 0.02, seed };
			const found = partition({ ...request, spent: rounds(2) });
			const mended = mend({ ...request, tries: 40 }, found);
			expect(mended.over).toBeLessThanOrEqual(found.over + 1e-9);
			const weights = new Array<number>(parts).fill(0);
			mended.part.forEach((p, v) => (weights[p]! += graph.vertexWeight[v]!));
			for (let p = 0; p < parts; p++) expect(piecesOf(graph, mended.part, p)).toBe(1);
			const limit = Math.max(Math.floor((graph.totalWeight / parts) * 1.02 + 1e-9), Math.ceil(graph.totalWeight / parts));
			expect(mended.over).toBeCloseTo(
				weights.reduce((sum, w) => sum + Math.max(0, w - limit), 0),
				6
			);
		}),
		{ numRuns: 25 }
	);
});

test('time that is spent before it begins still gives whole, connected parts', () => {
	const graph = mesh(50, 50, true, 7);
	const { part } = partition({ graph, parts: 40, maxImbalance: 0.03, seed: 1, spent: () => 1 });
	for (let p = 0; p < 40; p++) expect(piecesOf(graph, part, p)).toBe(1);
});
