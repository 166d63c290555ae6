/** What a walk is planned on: the buildings of some grids, and the ways around them. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { GridId, Risk } from '#lib/area/area.ts';
import type { WalkedLine } from '#lib/duty/route/walking-network.ts';
import type { LineShape, MultiLineShape, Position, SurfaceShape } from '#lib/geo/position.ts';

export interface WalkBuilding {
	readonly id: number;
	readonly name: string;
	readonly gridId: GridId;
	readonly gridName: string;
	readonly risk: Risk;
	readonly shape: SurfaceShape;
}

export async function buildingsOfGrids(db: Db, gridIds: readonly number[]): Promise<WalkBuilding[]> {
	const { rows } = await sql<Omit<WalkBuilding, 'shape'> & { shape: string }>`
		select b.id, b.name, g.id as "gridId", g.name as "gridName", g.risk, st_asgeojson(b.geom, 7) as shape
		from grid g join grid_building gb on gb.plan_id = g.plan_id and gb.grid_id = g.id join building b on b.id = gb.building_id
		where g.id = any(${[...gridIds]}::int[]) order by g.code, b.id`.execute(db);
	return rows.map((row) => ({ ...row, shape: JSON.parse(row.shape) as SurfaceShape }));
}

/** Nobody walks there; what is not yet built is no way either. */
const NOT_WALKED = ['motorway', 'motorway_link', 'construction', 'proposed', 'raceway'];
/** As far as this around, degrees: about half a kilometre. */
const AROUND = 0.005;

/** @param through places that the walk begins or ends at, beside the grids */
export async function waysToWalk(
	db: Db,
	districtId: number,
	gridIds: readonly number[],
	through: readonly Position[]
): Promise<WalkedLine[]> {
	const { rows } = await sql<{ bridge: boolean; shape: string }>`
		with extent as (
			select st_expand(st_extent(geom)::geometry, ${AROUND}) as box from (
				select geom from grid where id = any(${[...gridIds]}::int[])
				union all select st_makepoint(x, y) from unnest(${through.map(([lng]) => lng)}::float8[], ${through.map(([, lat]) => lat)}::float8[]) as u (x, y)
			) places
		)
		select r.bridge, st_asgeojson(r.geom, 7) as shape from road r, extent
		where r.district_id = ${districtId} and st_dimension(r.geom) = 1 and not r.class = any(${NOT_WALKED}::text[])
			and r.geom && st_setsrid(extent.box, 4326)
		order by r.id`.execute(db);
	return rows.map(({ bridge, shape }) => ({ shape: JSON.parse(shape) as LineShape | MultiLineShape, apart: bridge }));
}

export interface SeatToBeAt {
	readonly postId: number;
	readonly postName: string;
	readonly position: Position;
	readonly startMs: number;
	readonly endMs: number;
}

/** The seat a person is at now, or the next one that begins before a moment. */
export async function seatToBeAt(db: Db, personId: number, nowMs: number, beforeMs: number): Promise<SeatToBeAt | null> {
	const { rows } = await sql<Omit<SeatToBeAt, 'position'> & { lng: number; lat: number }>`
		select p.id as "postId", p.name as "postName", st_x(p.geom) as lng, st_y(p.geom) as lat,
			(extract(epoch from d.starts_at) * 1000)::float8 as "startMs", (extract(epoch from d.ends_at) * 1000)::float8 as "endMs"
		from seat_duty d join post p on p.id = d.post_id
		where d.person_id = ${personId} and d.dropped_at is null and d.ends_at > ${new Date(nowMs)} and d.starts_at < ${new Date(beforeMs)}
		order by d.starts_at limit 1`.execute(db);
	const row = rows[0];
	if (!row) return null;
	const { lng, lat, ...seat } = row;
	return { ...seat, position: [lng, lat] };
}
