import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AreaId, GridId } from '#lib/area/area.ts';
import { areaTree, gridsUnder, sumCoverage } from '#lib/board/roll-up.ts';
import type { GridCoverage } from '#lib/patrol/grid-coverage.ts';
import { PICTURE } from './small-picture.ts';

const tree = areaTree(PICTURE);

test('every grid below an area is found, in the order of the codes', () => {
	expect(gridsUnder(tree, 1 as AreaId).map((g) => g.id)).toEqual([11, 12, 13]);
	expect(gridsUnder(tree, 2 as AreaId).map((g) => g.id)).toEqual([11, 12]);
	expect(gridsUnder(tree, 99 as AreaId)).toEqual([]);
});

test('a grid nothing is known of counts as not covered and never seen', () => {
	expect(sumCoverage(PICTURE.grids, new Map())).toMatchObject({
		buildings: 4,
		freshBuildings: 0,
		neverSeenBuildings: 4,
		households: 40,
		lastSeenAtMs: null
	});
});

test('the numbers of a level are the sums of the level below it', () => {
	const known = fc.record({ fresh: fc.nat(50), never: fc.nat(50), more: fc.nat(50), seen: fc.option(fc.integer({ min: 1, max: 1e12 })) });
	fc.assert(
		fc.property(fc.array(known, { minLength: 3, maxLength: 3 }), (drawn) => {
			const coverage = new Map<GridId, GridCoverage>(
				drawn.map((d, i) => {
					const gridId = (11 + i) as GridId;
					const buildings = d.fresh + d.never + d.more;
					return [
						gridId,
						{
							gridId,
							buildings,
							freshBuildings: d.fresh,
							neverSeenBuildings: d.never,
							households: buildings,
							freshHouseholds: d.fresh,
							groundAreaM2: buildings,
							freshAreaM2: d.fresh,
							lastSeenAtMs: d.seen,
							gapCount: d.more
						}
					];
				})
			);
			const of = (id: number) => sumCoverage(gridsUnder(tree, id as AreaId), coverage);
			const [whole, left, right] = [of(1), of(2), of(3)];
			for (const key of ['buildings', 'freshBuildings', 'neverSeenBuildings', 'households', 'freshAreaM2', 'gapCount'] as const)
				expect(whole[key]).toBe(left[key] + right[key]);
			expect(whole.lastSeenAtMs ?? 0).toBe(Math.max(left.lastSeenAtMs ?? 0, right.lastSeenAtMs ?? 0));
		})
	);
});
