/**
 * A weighted, undirected graph in compressed rows, and what it takes to divide it: the neighbours of vertex v are
 * `adjacent[start[v] … start[v + 1])`, with the weight of the edge beside each. Every edge stands in both rows.
 */

export interface Graph {
	readonly count: number;
	/** `count + 1` entries. */
	readonly start: Int32Array;
	readonly adjacent: Int32Array;
	readonly edgeWeight: Int32Array;
	readonly vertexWeight: Int32Array;
	readonly totalWeight: number;
}

/**
 * Builds a graph from edges; loops are dropped and parallel edges added up.
 * @param edges `[a, b, weight]`, each undirected edge once (either way round)
 */
export function graphOf(vertexWeight: readonly number[], edges: readonly (readonly [a: number, b: number, weight: number])[]): Graph {
	const count = vertexWeight.length;
	const rows: Map<number, number>[] = Array.from({ length: count }, () => new Map<number, number>());
	for (const [a, b, weight] of edges) {
		if (a === b) continue;
		rows[a]!.set(b, (rows[a]!.get(b) ?? 0) + weight);
		rows[b]!.set(a, (rows[b]!.get(a) ?? 0) + weight);
	}
	const start = new Int32Array(count + 1);
	rows.forEach((row, v) => (start[v + 1] = start[v]! + row.size));
	const adjacent = new Int32Array(start[count]!);
	const edgeWeight = new Int32Array(start[count]!);
	rows.forEach((row, v) => {
		let at = start[v]!;
		for (const [u, weight] of row) {
			adjacent[at] = u;
			edgeWeight[at++] = weight;
		}
	});
	return {
		count,
		start,
		adjacent,
		edgeWeight,
		vertexWeight: Int32Array.from(vertexWeight),
		totalWeight: vertexWeight.reduce((sum, w) => sum + w, 0)
	};
}

/** Joins the components of a graph with edges of weight 0, so that what walks along edges reaches everything. */
export function joinComponents(graph: Graph): Graph {
	const seen = new Uint8Array(graph.count);
	const queue = new Int32Array(graph.count);
	const heads: number[] = [];
	for (let v = 0; v < graph.count; v++) {
		if (seen[v]) continue;
		heads.push(v);
		seen[v] = 1;
		queue[0] = v;
		for (let head = 0, tail = 1; head < tail; head++) {
			const x = queue[head]!;
			for (let e = graph.start[x]!; e < graph.start[x + 1]!; e++) {
				const u = graph.adjacent[e]!;
				if (!seen[u]) {
					seen[u] = 1;
					queue[tail++] = u;
				}
			}
		}
	}
	if (heads.length < 2) return graph;
	const edges: [number, number, number][] = [];
	for (let v = 0; v < graph.count; v++)
		for (let e = graph.start[v]!; e < graph.start[v + 1]!; e++)
			if (graph.adjacent[e]! > v) edges.push([v, graph.adjacent[e]!, graph.edgeWeight[e]!]);
	for (let i = 1; i < heads.length; i++) edges.push([heads[i - 1]!, heads[i]!, 0]);
	return graphOf([...graph.vertexWeight], edges);
}

export function partWeights(graph: Graph, part: Int32Array, parts: number): Float64Array {
	const weights = new Float64Array(parts);
	for (let v = 0; v < graph.count; v++) weights[part[v]!]! += graph.vertexWeight[v]!;
	return weights;
}

/** The graph of some parts, and what its vertices were called. */
export function subgraphOf(graph: Graph, part: Int32Array, which: ReadonlySet<number>): { part: Graph; original: Int32Array } {
	const index = new Int32Array(graph.count).fill(-1);
	let count = 0;
	for (let v = 0; v < graph.count; v++) if (which.has(part[v]!)) index[v] = count++;
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
