/** A small plan of `plan/small-plan.ts` as a whole district, so that it can be saved and drawn upon. */
import type { SurfaceShape } from '#lib/geo/position.ts';
import { polygonsOf } from '#lib/geo/position.ts';
import { buildingShape } from '#lib/plan/ground-buildings.ts';
import type { DistrictSource } from '#lib/wire/district-source.ts';
import type { Small } from '../plan/small-plan.ts';

const CODE = '320104';

export function sourceOf({ input }: Small): DistrictSource {
	const { boundary, grids, buildings } = input;
	const whole: SurfaceShape = { type: 'MultiPolygon', coordinates: boundary.flatMap(polygonsOf) };
	const communities = [...new Set(grids.map(({ grid }) => grid.areaCode))].sort();
	return {
		code: CODE,
		name: '小区',
		fictional: true,
		attribution: 'drawn for tests',
		boundary: whole,
		levels: [],
		areas: [
			{ code: `${CODE}990`, parentCode: CODE, depth: 1, name: '街道', shape: whole as never },
			...communities.map((code) => ({ code, parentCode: `${CODE}990`, depth: 2, name: code, shape: whole as never }))
		],
		grids: grids.map(({ grid: { code, areaCode, name, risk, work }, shape }) => ({ code, areaCode, name, risk, work, shape })),
		compounds: [],
		buildings: Array.from({ length: buildings.count }, (_, row) => ({
			sourceId: `b-${row}`,
			name: '',
			kind: 'apartments',
			floors: 6,
			units: 1,
			households: buildings.households[row]!,
			residents: buildings.residents[row]!,
			compoundId: null,
			gridCode: null,
			shape: buildingShape(buildings, row)
		})),
		posts: [],
		roads: [],
		landuse: [],
		pois: [],
		people: []
	};
}
