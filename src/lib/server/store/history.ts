/** What happened before now, for a person who looks at one thing: a grid's coverage over hours, a building, the way a patrol walked. */
import { sql } from 'kysely';
import type { Db } from '../../../../db/open.ts';
import type { AreaId, GridId } from '../../area/area.ts';
import type { CompoundPicture } from '../../wire/area-picture.ts';
import { planInView } from './area-picture.ts';

/** The figures of a grid as they stood at one moment. */
export interface GridMoment {
	readonly atMs: number;
	readonly buildings: number;
	readonly freshBuildings: number;
	readonly households: number;
	readonly freshHouseholds: number;
	readonly groundAreaM2: number;
	readonly freshAreaM2: number;
}

/** Oldest first. A grid is the same in every plan that knows its code, and so is its history. */
export async function gridHistory(db: Db, gridId: number, fromMs: number): Promise<GridMoment[]> {
	const rows = await db
		.selectFrom('grid_coverage_history')
		.selectAll()
		.where('grid_id', 'in', (e) =>
			e.selectFrom('grid as asked').innerJoin('grid as same', 'same.code', 'asked.code').where('asked.id', '=', gridId).select('same.id')
		)
		.where('at', '>=', new Date(fromMs))
		.orderBy('at')
		.execute();
	return rows.map((row) => ({
		atMs: row.at.getTime(),
		buildings: row.buildings,
		freshBuildings: row.fresh_buildings,
		households: row.households,
		freshHouseholds: row.fresh_households,
		groundAreaM2: row.ground_area_m2,
		freshAreaM2: row.fresh_area_m2
	}));
}

export interface BuildingDetail {
	readonly id: number;
	readonly sourceId: string;
	readonly name: string;
	readonly kind: string;
	readonly floors: number;
	readonly units: number;
	readonly households: number;
	readonly residents: number;
	readonly areaM2: number;
	readonly compound: CompoundPicture | null;
	readonly gridId: GridId | null;
	readonly gridCode: string | null;
	readonly districtId: AreaId;
}

export async function buildingDetail(db: Db, id: number): Promise<BuildingDetail | null> {
	const at = await db.selectFrom('building').select('district_id').where('id', '=', id).executeTakeFirst();
	if (!at) return null;
	const plan = await planInView(db, at.district_id);
	const { rows } = await sql<BuildingDetail>`
		select b.id, b.source_id as "sourceId", b.name, b.kind, b.floors, b.units, b.households, b.residents, st_area(b.geom::geography) as "areaM2",
			case when c.id is null then null else json_build_object('id', c.id, 'name', c.name, 'kind', c.kind, 'propertyCompany', c.property_company) end as compound,
			g.id as "gridId", g.code as "gridCode", b.district_id as "districtId"
		from building b left join compound c on c.id = b.compound_id
		left join grid_building gb on gb.building_id = b.id and gb.plan_id = ${plan?.id ?? -1}
		left join grid g on g.id = gb.grid_id
		where b.id = ${id}`.execute(db);
	return rows[0] ?? null;
}

/** `[lng, lat, Unix ms]` */
export type TrackPoint = readonly [lng: number, lat: number, atMs: number];
export interface Track {
	readonly no: number;
	/** Oldest first. */
	readonly points: readonly TrackPoint[];
}

/** Coordinates to about a centimetre: a tracker knows no better. */
const point = (row: { lng: number; lat: number; recorded_at: Date }): TrackPoint => [
	Math.round(row.lng * 1e7) / 1e7,
	Math.round(row.lat * 1e7) / 1e7,
	row.recorded_at.getTime()
];

export async function patrolTrack(db: Db, no: number, fromMs: number, maxAccuracyM: number): Promise<Track> {
	const rows = await db
		.selectFrom('fix')
		.select(['lng', 'lat', 'recorded_at'])
		.where('device_id', '=', no)
		.where('recorded_at', '>=', new Date(fromMs))
		.where((e) => e.or([e('accuracy_m', 'is', null), e('accuracy_m', '<=', maxAccuracyM)]))
		.orderBy('recorded_at')
		.execute();
	return { no, points: rows.map(point) };
}

/** At most one point a patrol and `stepS` seconds, so that a trail of thousands stays drawable. */
export async function areaTracks(
	db: Db,
	areaIds: readonly number[],
	fromMs: number,
	stepS: number,
	maxAccuracyM: number
): Promise<Track[]> {
	const { rows } = await sql<{ no: number; lng: number; lat: number; recorded_at: Date }>`
		select distinct on (no, step) no, lng, lat, recorded_at from (
			select f.device_id as no, f.lng, f.lat, f.recorded_at, floor(extract(epoch from f.recorded_at) / ${stepS}::float8) as step
			from device d join person p on p.id = d.person_id join fix f on f.device_id = d.id
			where d.revoked_at is null and coalesce(p.area_id, d.district_id) = any(${[...areaIds]}::int[])
				and f.recorded_at >= ${new Date(fromMs)} and (f.accuracy_m is null or f.accuracy_m <= ${maxAccuracyM}::float8)
		) fixes
		order by no, step, recorded_at`.execute(db);
	const tracks = new Map<number, TrackPoint[]>();
	for (const row of rows) {
		const points = tracks.get(row.no);
		if (points) points.push(point(row));
		else tracks.set(row.no, [point(row)]);
	}
	return [...tracks].map(([no, points]) => ({ no, points }));
}

/** Who a patrol number stands for; null where there is none. */
export async function personOfPatrol(
	db: Db,
	no: number
): Promise<{ readonly personId: number | null; readonly districtId: number } | null> {
	const row = await db.selectFrom('device').select(['person_id', 'district_id']).where('id', '=', no).executeTakeFirst();
	return row ? { personId: row.person_id, districtId: row.district_id } : null;
}

/** Opening what concerns a person is written down. */
export async function logAccess(
	db: Db,
	entry: { readonly accountId: string; readonly action: string; readonly subject: string; readonly reason?: string }
): Promise<void> {
	const { accountId, action, subject, reason = '' } = entry;
	await db.insertInto('access_log').values({ user_id: accountId, action, subject, reason }).execute();
}
