import fc from 'fast-check';
import { expect, test } from 'vitest';
import { walkingNetwork, type WalkedLine } from '#lib/duty/route/walking-network.ts';
import { waysBetween } from '#lib/duty/route/ways-between.ts';
import { localPlane } from '#lib/geo/plane.ts';
import type { Position } from '#lib/geo/position.ts';

const plane = localPlane([164.5, 32]);
const spot = fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 })).map(([x, y]) => [x * 10, y * 10] as const);
const street = fc.array(spot, { minLength: 2, maxLength: 4 }).filter((line) => new Set(line.map(String)).size > 1);

test('every way between stops is as long as the shortest there is on the network, the same both ways, and made of its pieces', () => {
	fc.assert(
		fc.property(fc.array(street, { minLength: 1, maxLength: 7 }), fc.array(spot, { minLength: 2, maxLength: 6 }), (streets, stops) => {
			const lines = streets.map((line): WalkedLine => ({
				apart: false,
				shape: { type: 'LineString', coordinates: line.map(([x, y]): Position => plane.toLngLat(x, y)) }
			}));
			const network = walkingNetwork(
				lines,
				plane,
				stops.map((at) => Float64Array.from(at)),
				1.3
			)!;
			const { metres, way } = waysBetween(network);
			const size = network.x.length;
			// Floyd and Warshall: all pairs of nodes, with no cleverness at all.
			const far = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? 0 : Infinity)));
			for (let i = 0; i < size; i++)
				for (let e = network.start[i]!; e < network.start[i + 1]!; e++)
					far[i]![network.to[e]!] = Math.min(far[i]![network.to[e]!]!, network.metres[e]!);
			for (let k = 0; k < size; k++)
				for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) far[i]![j] = Math.min(far[i]![j]!, far[i]![k]! + far[k]![j]!);
			stops.forEach((_, i) =>
				stops.forEach((_, j) => {
					const [a, b] = [network.access[i]!, network.access[j]!];
					const exact = i === j ? 0 : far[a.node]![b.node]! + a.legM + b.legM;
					expect(metres[i * stops.length + j]).toBeCloseTo(exact, 6);
					expect(metres[i * stops.length + j]).toBe(metres[j * stops.length + i]);
					const { nodes } = way(i, j);
					expect([nodes[0], nodes.at(-1)]).toEqual([a.node, b.node]);
					const steps = nodes.slice(1).reduce((sum, node, k) => {
						const from = nodes[k]!;
						let step = Infinity;
						for (let e = network.start[from]!; e < network.start[from + 1]!; e++)
							if (network.to[e] === node) step = Math.min(step, network.metres[e]!);
						return sum + step;
					}, 0);
					expect(steps).toBeCloseTo(far[a.node]![b.node]!, 6);
				})
			);
		}),
		{ numRuns: 150 }
	);
});
