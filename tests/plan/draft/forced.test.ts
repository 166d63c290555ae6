/** The least that the heaviest grid can have, against every way of dealing out a few units. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { heaviestForced } from '#lib/plan/draft/forced.ts';

test.each([
	['the heaviest unit', [{ weights: [9, 1, 1], grids: 3 }], 9],
	['the mean', [{ weights: [2, 2, 2, 2], grids: 2 }], 4],
	['two of three in one of two grids', [{ weights: [6, 6, 6], grids: 2 }], 12],
	[
		'a piece with too few grids',
		[
			{ weights: [1, 1], grids: 2 },
			{ weights: [5, 5], grids: 1 }
		],
		10
	]
])('%s forces it', (_, pieces, least) => {
	expect(heaviestForced(pieces)).toBe(least);
});

test('no way of dealing out units is lighter than what is forced', () => {
	fc.assert(
		fc.property(
			fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 7 }),
			fc.integer({ min: 1, max: 3 }),
			(weights, grids) => {
				let best = Infinity;
				for (let way = 0; way < grids ** weights.length; way++) {
					const loads = Array.from({ length: grids }, () => 0);
					weights.forEach((w, i) => (loads[Math.floor(way / grids ** i) % grids]! += w));
					best = Math.min(best, Math.max(...loads));
				}
				expect(heaviestForced([{ weights, grids }])).toBeLessThanOrEqual(best);
			}
		),
		{ numRuns: 60 }
	);
});
