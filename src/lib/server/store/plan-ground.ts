/** Reads the ground of a district as planners draw on it: everything on the lattice, in an order that is always the same. */
import { sql } from 'kysely';
import type { Db } from '../../../../db/open.ts';
import { labelPoint } from '../../geo/label-point.ts';
import { snapSurface } from '../../geo/lattice.ts';
import { type LineShape, type MultiLineShape, type PolygonRings, polygonsOf, type Shape, type SurfaceShape } from '../../geo/position.ts';
import type { GuideLine, LatticePoint, PlanBuildings, PlanGround } from '../../plan/border-plan.ts';
import { latticePointAt, withoutRepeats } from '../../plan/lattice-point.ts';
import { ringAreaM2 } from '../../geo/area-m2.ts';
import { localPlane } from '../../geo/plane.ts';
import type { Rules } from '../../rules/rule-set.ts';
import { NO_ENTERPRISE } from './area-picture.ts';

/** Land use that is a line of water to follow. */
const WATER = ['water', 'river', 'sea', 'canal', 'stream', 'drain', 'ditch'];

export async function readPlanGround(db: Db, districtId: number, rules: Pick<Rules, 'coverage' | 'plan'>): Promise<PlanGround> {
	const buildings = await readBuildings(db, districtId);
	const { rows: compounds } = await sql<{ id: number; name: string; gates: number; shape: string; buildings: number[] }>`
		select c.id, c.name, c.gates, st_asgeojson(c.geom, 9) as shape,
			array(select b.id from building b where b.compound_id = c.id order by b.id) as buildings
		from compound c where c.district_id = ${districtId} order by c.id`.execute(db);
	const { rows: posts } = await sql<{ id: number; required: number; lng: number; lat: number }>`
		select id, required, st_x(geom) as lng, st_y(geom) as lat from post where district_id = ${districtId} order by id`.execute(db);
	const { rows: enterprises } = await sql<{ lng: number; lat: number }>`
		select st_x(geom) as lng, st_y(geom) as lat from poi
		where district_id = ${districtId} and not kind = any(${NO_ENTERPRISE}::text[]) order by id`.execute(db);
	const { rows: roads } = await sql<{ name: string; shape: string }>`
		select name, st_asgeojson(geom, 9) as shape from road where district_id = ${districtId} and st_dimension(geom) = 1 order by id`.execute(db);
	const { rows: landuse } = await sql<{ kind: string; name: string; shape: string }>`
		select kind, name, st_asgeojson(geom, 9) as shape from landuse where district_id = ${districtId}
			and (kind = any(${WATER}::text[]) or kind = any(${[...rules.coverage.excludedLanduse]}::text[])) order by id`.execute(db);
	const { rows: codes } = await sql<{ code: string }>`
		select k.code from grid_code k join area a on a.id = ${districtId} and k.code like a.code || '%' order by k.code collate "C"`.execute(db);

	const compoundShapes = compounds.map(({ shape }) => shapeOf(shape) as SurfaceShape);
	return {
		buildings,
		rowOf: new Map(Array.from(buildings.id, (id, row) => [id, row])),
		compounds: compounds.map(({ id, name, gates, buildings: buildingIds }, i) => ({
			id,
			name,
			gates,
			buildingIds,
			at: latticePointAt(labelPoint(compoundShapes[i]!))
		})),
		posts: posts.map(({ id, required, lng, lat }) => ({ id, required, at: latticePointAt([lng, lat]) })),
		enterprises: enterprises.map(({ lng, lat }) => latticePointAt([lng, lat])),
		lines: [
			...roads.flatMap(({ name, shape }) => guides('road', name, shapeOf(shape))),
			...compounds.flatMap(({ name }, i) => guides('wall', name, compoundShapes[i]!)),
			...landuse.filter(({ kind }) => WATER.includes(kind)).flatMap(({ name, shape }) => guides('water', name, shapeOf(shape)))
		],
		excluded: landuse
			.filter(({ kind }) => rules.coverage.excludedLanduse.includes(kind))
			.map(({ shape }) => shapeOf(shape))
			.filter((shape) => shape.type === 'Polygon' || shape.type === 'MultiPolygon')
			.flatMap((shape) => polygonsOf(snapSurface(shape)).map(([outer]) => onLattice(outer!))),
		usedCodes: new Set(codes.map(({ code }) => code)),
		minimum: { areaM2: rules.plan.minGridAreaM2, buildings: rules.plan.minGridBuildings }
	};
}

const shapeOf = (text: string): Shape => JSON.parse(text) as Shape;
const onLattice = (line: readonly (readonly [number, number])[]): readonly LatticePoint[] => withoutRepeats(line.map(latticePointAt));

function guides(kind: GuideLine['kind'], name: string, shape: Shape): GuideLine[] {
	return pathsOf(shape).flatMap((path) => {
		const line = onLattice(path);
		return line.length < 2 ? [] : [{ kind, name, line }];
	});
}

function pathsOf(shape: Shape): readonly (readonly (readonly [number, number])[])[] {
	switch (shape.type) {
		case 'Point':
			return [];
		case 'LineString':
			return [(shape satisfies LineShape).coordinates];
		case 'MultiLineString':
			return (shape satisfies MultiLineShape).coordinates;
		default:
			return polygonsOf(shape).flat();
	}
}

async function readBuildings(db: Db, districtId: number): Promise<PlanBuildings> {
	const { rows } = await sql<{ id: number; households: number; residents: number; shape: string }>`
		select id, households, residents, st_asgeojson(geom, 9) as shape from building where district_id = ${districtId} order by id`.execute(db);
	const shapes = rows.map(({ shape }) => shapeOf(shape) as SurfaceShape);
	const rings = shapes.map((shape) => outerRing(shape));
	const ringStart = new Uint32Array(rows.length + 1);
	rings.forEach((ring, i) => (ringStart[i + 1] = ringStart[i]! + ring.length));
	return {
		count: rows.length,
		id: Int32Array.from(rows, ({ id }) => id),
		households: Uint32Array.from(rows, ({ households }) => Math.max(0, households)),
		residents: Uint32Array.from(rows, ({ residents }) => Math.max(0, residents)),
		pointE7: Int32Array.from(shapes.flatMap((shape) => latticePointAt(labelPoint(shape)))),
		ringStart,
		ringE7: Int32Array.from(rings.flat(2))
	};
}

/** Of a building of several parts, the largest; one so small that the lattice knows no ring of it stays as it is drawn. */
function outerRing(shape: SurfaceShape): readonly LatticePoint[] {
	const snapped = polygonsOf(snapSurface(shape));
	const [first, ...rest] = snapped.length > 0 ? snapped : polygonsOf(shape);
	let best: PolygonRings = first ?? [[]];
	if (rest.length > 0) {
		const plane = localPlane(best[0]![0]!);
		for (const other of rest) if (ringAreaM2(other[0]!, plane) > ringAreaM2(best[0]!, plane)) best = other;
	}
	return best[0]!.map(latticePointAt);
}
