/**
 * Reads a graph in METIS' text format, and says exactly which line is wrong where it cannot: a header `vertices edges [fmt [ncon]]`, then one line a vertex.
 * Lines that begin with % are comments; an empty line is a vertex without neighbours. Format: METIS 5 manual, section 4.1.1.
 */
import { done, type Outcome, type Problem } from '../../geo/outcome.ts';
import type { Graph } from './graph.ts';

export interface MetisProblem extends Problem {
	readonly kind:
		| 'metis-empty'
		| 'metis-header'
		| 'metis-format'
		| 'metis-constraints'
		| 'metis-number'
		| 'metis-weight'
		| 'metis-vertex-short'
		| 'metis-neighbour'
		| 'metis-loop'
		| 'metis-twice'
		| 'metis-no-edge-weight'
		| 'metis-one-way'
		| 'metis-weights-differ'
		| 'metis-lines-few'
		| 'metis-lines-many'
		| 'metis-edges';
	readonly detail: Readonly<Record<string, string | number>>;
}

/** Weights are kept in 32 bits, as METIS keeps them. */
const MAX_WEIGHT = 2 ** 31 - 1;
const MAX_VERTICES = 2 ** 27;

type Refused = { readonly ok: false; readonly problem: MetisProblem };
const no = (kind: MetisProblem['kind'], detail: MetisProblem['detail']): Refused => ({ ok: false, problem: { kind, detail } });

interface Header {
	readonly vertices: number;
	readonly edges: number;
	readonly hasSizes: boolean;
	readonly hasVertexWeights: boolean;
	readonly hasEdgeWeights: boolean;
}

export function readMetis(text: string): Outcome<Graph, MetisProblem> {
	const lines = text.split(/\r\n|\n|\r/);
	let at = 0;
	const isComment = (line: string): boolean => line.trimStart().startsWith('%');
	while (at < lines.length && (isComment(lines[at]!) || lines[at]!.trim() === '')) at++;
	if (at === lines.length) return no('metis-empty', {});
	const read = readHeader(lines[at]!, at + 1);
	if (!read.ok) return read;
	return readRows(lines, at + 1, read.value, isComment);
}

function readHeader(line: string, number: number): Outcome<Header, MetisProblem> {
	const words = line.trim().split(/\s+/);
	const [vertices, edges] = [whole(words[0]), whole(words[1])];
	if (words.length < 2 || words.length > 4 || vertices === null || edges === null || vertices < 1 || vertices > MAX_VERTICES)
		return no('metis-header', { line: number, found: line.trim().slice(0, 60) });
	const format = (words[2] ?? '0').padStart(3, '0');
	if (!/^[01]{3}$/.test(format)) return no('metis-format', { line: number, found: words[2]! });
	const hasVertexWeights = format[1] === '1';
	const constraints = words[3] === undefined ? 1 : whole(words[3]);
	if (constraints === null || (constraints === 0 && hasVertexWeights)) return no('metis-header', { line: number, found: line.trim() });
	if (constraints > 1) return no('metis-constraints', { line: number, found: constraints });
	return done({ vertices, edges, hasSizes: format[0] === '1', hasVertexWeights, hasEdgeWeights: format[2] === '1' });
}

/** A whole number not below 0; null for anything else. */
function whole(word: string | undefined): number | null {
	if (word === undefined || !/^\d{1,15}$/.test(word)) return null;
	return Number(word);
}

function readRows(
	lines: readonly string[],
	from: number,
	header: Header,
	isComment: (line: string) => boolean
): Outcome<Graph, MetisProblem> {
	const { vertices, hasSizes, hasVertexWeights, hasEdgeWeights } = header;
	const start = new Int32Array(vertices + 1);
	const lineOf = new Int32Array(vertices);
	const vertexWeight = new Int32Array(vertices).fill(1);
	const adjacent: number[] = [];
	const edgeWeight: number[] = [];
	let totalWeight = 0;
	let v = 0;
	for (let l = from; l < lines.length; l++) {
		const text = lines[l]!;
		if (isComment(text)) continue;
		const line = l + 1;
		if (v === vertices) {
			if (text.trim() === '') continue;
			return no('metis-lines-many', { line, vertices });
		}
		// A file whose last line ends has an empty piece behind it, which is no vertex.
		if (l === lines.length - 1 && text === '') break;
		const words = text.trim() === '' ? [] : text.trim().split(/\s+/);
		const numbers: number[] = [];
		for (const word of words) {
			const number = whole(word);
			if (number === null) return no('metis-number', { line, found: word.slice(0, 40) });
			if (number > MAX_WEIGHT) return no('metis-weight', { line, found: number, most: MAX_WEIGHT });
			numbers.push(number);
		}
		let i = hasSizes ? 1 : 0;
		if (numbers.length < i + (hasVertexWeights ? 1 : 0)) return no('metis-vertex-short', { line, vertex: v + 1 });
		if (hasVertexWeights) vertexWeight[v] = numbers[i++]!;
		totalWeight += vertexWeight[v]!;
		for (; i < numbers.length; i++) {
			const u = numbers[i]!;
			if (u < 1 || u > vertices) return no('metis-neighbour', { line, found: u, vertices });
			if (u === v + 1) return no('metis-loop', { line, vertex: u });
			let weight = 1;
			if (hasEdgeWeights) {
				if (i + 1 === numbers.length) return no('metis-no-edge-weight', { line, neighbour: u });
				weight = numbers[++i]!;
			}
			adjacent.push(u - 1);
			edgeWeight.push(weight);
		}
		lineOf[v] = line;
		start[++v] = adjacent.length;
	}
	if (v < vertices) return no('metis-lines-few', { line: lines.length, found: v, vertices });
	const graph: Graph = {
		count: vertices,
		start,
		adjacent: Int32Array.from(adjacent),
		edgeWeight: Int32Array.from(edgeWeight),
		vertexWeight,
		totalWeight
	};
	const problem = bothWays(graph, lineOf);
	if (problem) return problem;
	if (adjacent.length !== header.edges * 2) return no('metis-edges', { found: adjacent.length / 2, said: header.edges });
	return done(graph);
}

/** Every edge stands once at each of its ends, with one weight. */
function bothWays({ count, start, adjacent, edgeWeight }: Graph, lineOf: Int32Array): Refused | null {
	/** Edges sorted by their far end: then those that come to a vertex stand in the order of where they come from. */
	const first = new Int32Array(count + 1);
	for (const u of adjacent) first[u + 1]!++;
	for (let v = 0; v < count; v++) first[v + 1]! += first[v]!;
	const filled = first.slice();
	const origin = new Int32Array(adjacent.length);
	const coming = new Int32Array(adjacent.length);
	for (let v = 0; v < count; v++)
		for (let e = start[v]!; e < start[v + 1]!; e++) {
			const place = filled[adjacent[e]!]!++;
			origin[place] = v;
			coming[place] = e;
		}
	const met = new Int32Array(count).fill(-1);
	for (let v = 0; v < count; v++) {
		for (let e = start[v]!; e < start[v + 1]!; e++) {
			const u = adjacent[e]!;
			if (met[u]! >= start[v]!) return no('metis-twice', { line: lineOf[v]!, vertex: v + 1, neighbour: u + 1 });
			met[u] = e;
		}
		for (let k = first[v]!; k < first[v + 1]!; k++) {
			const u = origin[k]!;
			const there = met[u]!;
			if (there < start[v]!) return no('metis-one-way', { line: lineOf[u]!, vertex: u + 1, neighbour: v + 1, other: lineOf[v]! });
			if (edgeWeight[there] !== edgeWeight[coming[k]!])
				return no('metis-weights-differ', {
					line: lineOf[u]!,
					vertex: u + 1,
					neighbour: v + 1,
					weight: edgeWeight[coming[k]!]!,
					other: edgeWeight[there]!
				});
		}
	}
	return null;
}
