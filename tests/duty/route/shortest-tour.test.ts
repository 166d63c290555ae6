import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortestTour, type Tour } from '#lib/duty/route/shortest-tour.ts';
import { heldKarp } from './held-karp.ts';

const rounds =
	(wanted: number) =>
	(asked: number): number =>
		asked / wanted;
function tourOf(points: readonly (readonly [number, number])[], wanted = 20, seed = 1): Tour {
	const xs = Float64Array.from(points, ([x]) => x);
	const ys = Float64Array.from(points, ([, y]) => y);
	const distance = (i: number, j: number): number => Math.hypot(xs[i]! - xs[j]!, ys[i]! - ys[j]!);
	return shortestTour({ count: points.length, distance, plane: { xs, ys }, seed, spent: rounds(wanted) });
}
const lengthOf = (points: readonly (readonly [number, number])[], order: ArrayLike<number>): number =>
	Array.from(order).reduce((sum, i, p) => {
		const j = order[(p + 1) % order.length]!;
		return sum + Math.hypot(points[i]![0] - points[j]![0], points[i]![1] - points[j]![1]);
	}, 0);

const place = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 })).map(([x, y]) => [x, y] as const);

test('up to eleven stops the tour is as short as the exact one, wherever they lie', () => {
	fc.assert(
		fc.property(fc.array(place, { minLength: 1, maxLength: 11 }), (points) => {
			const best = heldKarp(points.map((a) => points.map((b) => Math.hypot(a[0] - b[0], a[1] - b[1]))));
			expect(tourOf(points).length).toBeCloseTo(best, 6);
		}),
		{ numRuns: 150 }
	);
});

test('every stop is passed once, and the length told is the length walked', () => {
	fc.assert(
		fc.property(fc.array(place, { minLength: 0, maxLength: 90 }), fc.integer({ min: 0, max: 1000 }), (points, seed) => {
			const { order, length } = tourOf(points, 3, seed);
			expect([...order].sort((a, b) => a - b)).toEqual(points.map((_, i) => i));
			expect(length).toBeCloseTo(lengthOf(points, order), 6);
		}),
		{ numRuns: 120 }
	);
});

test('stops on a circle are walked in the order of the circle', () => {
	for (const count of [8, 57, 400]) {
		const around = Array.from({ length: count }, (_, i) => (i * 7919) % count);
		const points = around.map((k) => [Math.cos((2 * Math.PI * k) / count), Math.sin((2 * Math.PI * k) / count)] as const);
		const exact = count * 2 * Math.sin(Math.PI / count);
		expect(tourOf(points, 60).length, `${count}`).toBeCloseTo(exact, 6);
	}
});

test('a lattice of even width has a tour with no step longer than one', () => {
	const points = Array.from({ length: 14 * 11 }, (_, i) => [i % 14, Math.floor(i / 14)] as const);
	expect(tourOf(points, 400).length).toBeCloseTo(14 * 11, 6);
});

test('stops that all lie at one spot make a tour of no length', () => {
	const points = Array.from({ length: 120 }, () => [3, 4] as const);
	const { order, length } = tourOf(points);
	expect(length).toBe(0);
	expect(new Set(order).size).toBe(120);
});

test('two crowds far apart are each walked through once', () => {
	const points = Array.from({ length: 100 }, (_, i) => [(i % 10) + (i < 50 ? 0 : 10_000), Math.floor((i % 50) / 10)] as const);
	// Each crowd of 10 × 5 is walked in 49 steps of one between two stops side by side, and the crowds are 9,991 apart.
	expect(tourOf(points, 300).length).toBeLessThan(2 * 9991 + 2 * 49 + 6);
});

test('the same seed and rounds give the same tour', () => {
	const points = Array.from({ length: 300 }, (_, i) => [(i * 7919) % 1009, (i * 104729) % 997] as const);
	expect([...tourOf(points, 20, 5).order]).toEqual([...tourOf(points, 20, 5).order]);
});

test('distances that no plane has are served as well', () => {
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 45, maxLength: 45 }), (weights) => {
			const at = (i: number, j: number): number => (i === j ? 0 : weights[(Math.max(i, j) * (Math.max(i, j) - 1)) / 2 + Math.min(i, j)]!);
			const matrix = Array.from({ length: 10 }, (_, i) => Array.from({ length: 10 }, (_, j) => at(i, j)));
			const tour = shortestTour({ count: 10, distance: at, plane: null, seed: 1, spent: rounds(30) });
			expect(tour.length).toBe(heldKarp(matrix));
		}),
		{ numRuns: 60 }
	);
});
