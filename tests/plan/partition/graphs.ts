/** Graphs to divide: random trees with chords, and meshes of the kind that ground makes. */
import fc from 'fast-check';
import { type Graph, graphOf } from '#lib/plan/partition/graph.ts';
import { randomFrom } from '#lib/plan/partition/random.ts';

/** Connected: a random tree with some more edges; weights from 0, now and then one vertex far heavier than all others. */
export const connectedGraphs: fc.Arbitrary<Graph> = fc
	.record({
		count: fc.integer({ min: 1, max: 60 }),
		chords: fc.integer({ min: 0, max: 80 }),
		giant: fc.boolean(),
		seed: fc.integer({ min: 1, max: 2 ** 31 })
	})
	.map(({ count, chords, giant, seed }) => {
		const random = randomFrom(seed);
		const pick = (below: number): number => Math.floor(random() * below);
		const weights = Array.from({ length: count }, () => pick(20));
		if (giant) weights[pick(count)] = 5000;
		const edges: [number, number, number][] = [];
		for (let v = 1; v < count; v++) edges.push([v, pick(v), pick(9)]);
		for (let i = 0; i < chords; i++) edges.push([pick(count), pick(count), pick(9)]);
		return graphOf(weights, edges);
	});

/** A mesh of squares with some diagonals; heavy tails in the weights where `skewed`. */
export function mesh(columns: number, rows: number, skewed: boolean, seed: number): Graph {
	const random = randomFrom(seed);
	const edges: [number, number, number][] = [];
	const weight = (): number => (skewed ? 1 + Math.floor(random() * 20) : 1);
	for (let r = 0; r < rows; r++)
		for (let c = 0; c < columns; c++) {
			const v = r * columns + c;
			if (c + 1 < columns) edges.push([v, v + 1, weight()]);
			if (r + 1 < rows) edges.push([v, v + columns, weight()]);
			if (skewed && c + 1 < columns && r + 1 < rows && random() < 0.5) edges.push([v, v + columns + 1, weight()]);
		}
	const weights = Array.from({ length: columns * rows }, () => (skewed ? 1 + Math.floor(random() * random() * 200) : 1));
	return graphOf(weights, edges);
}

/** As METIS writes it: vertex and edge weights. */
export function metisText({ count, start, adjacent, edgeWeight, vertexWeight }: Graph): string {
	const lines = [`${count} ${adjacent.length / 2} 011`];
	for (let v = 0; v < count; v++) {
		const row = [vertexWeight[v]!];
		for (let e = start[v]!; e < start[v + 1]!; e++) row.push(adjacent[e]! + 1, edgeWeight[e]!);
		lines.push(row.join(' '));
	}
	return `${lines.join('\n')}\n`;
}

/** Number of connected pieces that the vertices of one part make; counted by walking, without the code under test. */
export function piecesOf({ count, start, adjacent }: Graph, part: ArrayLike<number>, which: number): number {
	const seen = new Set<number>();
	let pieces = 0;
	for (let v = 0; v < count; v++) {
		if (part[v] !== which || seen.has(v)) continue;
		pieces++;
		const open = [v];
		seen.add(v);
		for (let x = open.pop(); x !== undefined; x = open.pop())
			for (let e = start[x]!; e < start[x + 1]!; e++) {
				const u = adjacent[e]!;
				if (part[u] !== which || seen.has(u)) continue;
				seen.add(u);
				open.push(u);
			}
	}
	return pieces;
}
