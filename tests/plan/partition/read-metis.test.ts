/** Graph files: every variant is read, and every mistake is named with its line. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readMetis } from '#lib/plan/partition/read-metis.ts';
import { connectedGraphs, metisText } from './graphs.ts';

function rows(text: string): { weights: number[]; edges: [number, number][][] } {
	const read = readMetis(text);
	if (!read.ok) throw new Error(read.problem.kind);
	const { count, start, adjacent, edgeWeight, vertexWeight } = read.value;
	return {
		weights: [...vertexWeight],
		edges: Array.from({ length: count }, (_, v) =>
			Array.from({ length: start[v + 1]! - start[v]! }, (_, i): [number, number] => [
				adjacent[start[v]! + i]! + 1,
				edgeWeight[start[v]! + i]!
			])
		)
	};
}

test.each([
	['no weights', '3 2\n2\n1 3\n2\n', [1, 1, 1], 1],
	['edge weights', '3 2 1\n2 7\n1 7 3 7\n2 7\n', [1, 1, 1], 7],
	['vertex weights', '3 2 10\n4 2\n5 1 3\n0 2\n', [4, 5, 0], 1],
	['both', '3 2 011\n4 2 7\n5 1 7 3 7\n0 2 7\n', [4, 5, 0], 7],
	['vertex sizes, which mean nothing here', '3 2 111\n9 4 2 7\n9 5 1 7 3 7\n9 0 2 7\n', [4, 5, 0], 7],
	['one constraint, said', '3 2 11 1\n4 2 7\n5 1 7 3 7\n0 2 7\n', [4, 5, 0], 7],
	['comments, spaces and no last line end', '% a graph\n 3  2 \n%\n2\n%x\n1\t3 \n2', [1, 1, 1], 1],
	['lines that end as on Windows', '3 2\r\n2\r\n1 3\r\n2\r\n', [1, 1, 1], 1]
])('reads a file with %s', (_, text, weights, weight) => {
	expect(rows(text)).toEqual({
		weights,
		edges: [
			[[2, weight]],
			[
				[1, weight],
				[3, weight]
			],
			[[2, weight]]
		]
	});
});

test('an empty line is a vertex without neighbours, at the end of the file too', () => {
	expect(rows('4 1\n3\n\n1\n\n').edges).toEqual([[[3, 1]], [], [[1, 1]], []]);
});

test.each([
	['', 'metis-empty', undefined],
	['% nothing\n\n', 'metis-empty', undefined],
	['x 2\n', 'metis-header', 1],
	['3\n', 'metis-header', 1],
	['0 0\n', 'metis-header', 1],
	['% c\n3 2 12\n', 'metis-format', 2],
	['3 2 11 2\n', 'metis-constraints', 1],
	['2 1\n2\nx\n', 'metis-number', 3],
	['2 1\n2.5\n1\n', 'metis-number', 2],
	['2 1\n-2\n1\n', 'metis-number', 2],
	['2 1 10\n99999999999 2\n1 1\n', 'metis-weight', 2],
	['2 1 10\n\n1 1\n', 'metis-vertex-short', 2],
	['2 1\n3\n1\n', 'metis-neighbour', 2],
	['2 1\n0\n1\n', 'metis-neighbour', 2],
	['2 1\n1\n2\n', 'metis-loop', 2],
	['2 2\n2 2\n1 1\n', 'metis-twice', 2],
	['2 1 1\n2\n1 1\n', 'metis-no-edge-weight', 2],
	['3 2\n2 3\n1\n\n', 'metis-one-way', 2],
	['2 1 1\n2 5\n1 6\n', 'metis-weights-differ', undefined],
	['3 1\n2\n1\n', 'metis-lines-few', undefined],
	['2 1\n2\n1\n1\n', 'metis-lines-many', 4],
	['2 5\n2\n1\n', 'metis-edges', undefined]
])('%j is refused as %s', (text, kind, line) => {
	const read = readMetis(text);
	expect(read.ok).toBe(false);
	if (read.ok) return;
	expect(read.problem.kind).toBe(kind);
	if (line !== undefined) expect(read.problem.detail['line']).toBe(line);
});

test('what is written is read back', () => {
	fc.assert(
		fc.property(connectedGraphs, (graph) => {
			const read = readMetis(metisText(graph));
			expect(read.ok && read.value).toEqual(graph);
		})
	);
});
