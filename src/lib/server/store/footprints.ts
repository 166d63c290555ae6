/** Reads the building footprints of an area, ready to pack: in the order of their grids' codes, those in no grid last and in the district only. */
import { sql } from 'kysely';
import type { Db } from '../../../../db/open.ts';
import type { GridId } from '../../area/area.ts';
import { type PolygonRings, type SurfaceShape, polygonsOf } from '../../geo/position.ts';
import type { FootprintRow } from '../../wire/footprints.ts';
import { planInView } from './area-picture.ts';
import { areaIdsBelow, areaPath } from './area-tree.ts';

/** @param atMs null: by the plan that holds; else by the one that held then. */
export async function readFootprints(db: Db, areaId: number, atMs: number | null = null): Promise<FootprintRow[]> {
	const districtId = (await areaPath(db, areaId))?.[0];
	if (districtId === undefined) return [];
	const plan = await planInView(db, districtId, atMs);
	const ids = await areaIdsBelow(db, areaId);
	const { rows } = await sql<{ id: number; grid_id: number | null; name: string; households: number; floors: number; shape: string }>`
		select b.id, g.id as grid_id, b.name, b.households, b.floors, st_asgeojson(b.geom, 7) as shape
		from building b
		left join grid_building gb on gb.building_id = b.id and gb.plan_id = ${plan?.id ?? -1}
		left join grid g on g.id = gb.grid_id
		where b.district_id = ${districtId} and (${areaId === districtId}::boolean or g.area_id = any(${[...ids]}::int[]))
		order by g.code nulls last, b.id`.execute(db);
	return rows.map((row) => ({
		id: row.id,
		gridId: row.grid_id as GridId | null,
		name: row.name,
		households: row.households,
		floors: row.floors,
		rings: largestPolygon(JSON.parse(row.shape) as SurfaceShape)
	}));
}

/** A building of several parts is drawn by its largest. */
function largestPolygon(shape: SurfaceShape): PolygonRings {
	const polygons = polygonsOf(shape);
	let best: PolygonRings = polygons[0] ?? [];
	for (const polygon of polygons) if (extent(polygon) > extent(best)) best = polygon;
	return best;
}

/** Twice the area of the outer ring, square degrees: enough to compare parts of one building. */
function extent(rings: PolygonRings): number {
	const ring = rings[0] ?? [];
	let sum = 0;
	for (let i = 1; i < ring.length; i++) {
		const [a, b] = [ring[i - 1], ring[i]];
		if (a && b) sum += a[0] * b[1] - b[0] * a[1];
	}
	return Math.abs(sum);
}
