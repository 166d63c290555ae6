/** A drawn district as a planner gets it: its grids as a plan of borders, its buildings as ground. */
import { drawDistrict } from '../../geodata/demo/draw-district.ts';
import type { DistrictSize } from '../../geodata/demo/size.ts';
import { snapSurface } from '#lib/geo/lattice.ts';
import { polygonsOf } from '#lib/geo/position.ts';
import type { GridCode, PlanBuildings, PlanGround } from '#lib/plan/border-plan.ts';
import type { PolygonsInput } from '#lib/plan/from-polygons.ts';
import { latticePointAt } from '#lib/plan/lattice-point.ts';
import type { BuildingSource } from '#lib/wire/district-source.ts';
import { labelPoint } from '#lib/geo/label-point.ts';

export function drawnPlan(size: DistrictSize): { input: PolygonsInput; ground: PlanGround } {
	const source = drawDistrict({ seed: 20200124, size });
	const buildings = columnsOf(source.buildings);
	const membersOf = new Map<string, number[]>();
	source.buildings.forEach(({ compoundId }, i) => {
		if (compoundId !== null) membersOf.set(compoundId, [...(membersOf.get(compoundId) ?? []), i + 1]);
	});
	return {
		input: {
			boundary: [source.boundary],
			grids: source.grids.map(({ code, name, risk, areaCode, work, shape }) => ({
				grid: { code: code as GridCode, name, risk, areaCode, work, locked: false, workers: 1, from: [] },
				shape
			})),
			buildings
		},
		ground: {
			buildings,
			rowOf: new Map(Array.from(buildings.id, (id, row) => [id, row])),
			compounds: source.compounds.map(({ sourceId, name, gates, shape }, id) => ({
				id,
				name,
				gates,
				buildingIds: membersOf.get(sourceId) ?? [],
				at: latticePointAt(labelPoint(shape))
			})),
			posts: source.posts.map(({ required, shape }, id) => ({ id, required, at: latticePointAt(shape.coordinates) })),
			enterprises: [],
			lines: source.roads.flatMap(({ name, shape }) =>
				(shape.type === 'LineString' ? [shape.coordinates] : shape.coordinates).map((line) => ({
					kind: 'road' as const,
					name,
					line: line.map(latticePointAt)
				}))
			),
			excluded: source.landuse.flatMap(({ kind, shape }) =>
				kind === 'water' && (shape.type === 'Polygon' || shape.type === 'MultiPolygon')
					? polygonsOf(shape).map((rings) => rings.map((ring) => ring.map(latticePointAt)))
					: []
			),
			usedCodes: new Set(source.grids.map(({ code }) => code)),
			minimum: { areaM2: 200, buildings: 0 }
		}
	};
}

export function columnsOf(sources: readonly Pick<BuildingSource, 'households' | 'residents' | 'shape'>[]): PlanBuildings {
	const rings = sources.map(({ shape }) => polygonsOf(snapSurface(shape))[0]?.[0]?.map(latticePointAt) ?? []);
	const start = new Uint32Array(rings.length + 1);
	rings.forEach((ring, i) => (start[i + 1] = start[i]! + ring.length));
	return {
		count: rings.length,
		id: Int32Array.from(rings, (_, i) => i + 1),
		households: Uint32Array.from(sources, ({ households }) => households),
		residents: Uint32Array.from(sources, ({ residents }) => residents),
		pointE7: Int32Array.from(sources.flatMap(({ shape }) => latticePointAt(labelPoint(shape)))),
		ringStart: start,
		ringE7: Int32Array.from(rings.flat(2))
	};
}
