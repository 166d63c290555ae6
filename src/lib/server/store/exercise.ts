/**
 * What an exercise needs of the database: the ground to walk on, the crew and their devices, and a quick way to write what they would have
 * sent. Exercise devices are marked as such and hold tokens that only the running exercise knows.
 */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { Risk } from '#lib/area/area.ts';
import type { PersonRole } from '#lib/duty/post.ts';
import type { LineShape, MultiLineShape, Position, SurfaceShape } from '#lib/geo/position.ts';
import { hashDeviceToken, newDeviceToken } from './device-token.ts';

export interface ExerciseDistrict {
	readonly id: number;
	readonly name: string;
	readonly fictional: boolean;
}

export async function exerciseDistrict(db: Db, code: string): Promise<ExerciseDistrict | null> {
	const row = await db
		.selectFrom('area')
		.where('code', '=', code)
		.where('parent_id', 'is', null)
		.select(['id', 'name', 'fictional'])
		.executeTakeFirst();
	return row ?? null;
}

export interface ExerciseGround {
	readonly roads: readonly { readonly class: string; readonly shape: LineShape | MultiLineShape }[];
	readonly grids: readonly {
		readonly code: string;
		readonly risk: Risk;
		readonly centre: Position;
		readonly shape: SurfaceShape;
		readonly buildings: readonly SurfaceShape[];
	}[];
}

/** Roads, the grids of the plan that holds (else of the newest draft), and what stands in them. */
export async function exerciseGround(db: Db, districtId: number): Promise<ExerciseGround> {
	const roads = await sql<{ class: string; shape: string }>`
		select class, st_asgeojson(geom, 7) as shape from road where district_id = ${districtId} and st_dimension(geom) = 1 order by id`.execute(
		db
	);
	const plan = sql`(select id from plan where district_id = ${districtId} and state in ('effective', 'draft') order by state = 'effective' desc, revision desc limit 1)`;
	const grids = await sql<{ id: number; code: string; risk: Risk; lng: number; lat: number; shape: string }>`
		select id, code, risk, st_x(st_centroid(geom)) as lng, st_y(st_centroid(geom)) as lat, st_asgeojson(geom, 9) as shape
		from grid where plan_id = ${plan} order by code`.execute(db);
	const buildings = await sql<{ gridId: number; shape: string }>`
		select gb.grid_id as "gridId", st_asgeojson(b.geom, 8) as shape from building b join grid_building gb on gb.building_id = b.id and gb.plan_id = ${plan}
		where b.district_id = ${districtId} order by b.id`.execute(db);
	const own = new Map<number, SurfaceShape[]>();
	for (const row of buildings.rows) {
		const list = own.get(row.gridId) ?? [];
		own.set(row.gridId, list);
		list.push(JSON.parse(row.shape) as SurfaceShape);
	}
	return {
		roads: roads.rows.map((row) => ({ class: row.class, shape: JSON.parse(row.shape) as LineShape | MultiLineShape })),
		grids: grids.rows.map((row) => ({
			code: row.code,
			risk: row.risk,
			centre: [row.lng, row.lat],
			shape: JSON.parse(row.shape) as SurfaceShape,
			buildings: own.get(row.id) ?? []
		}))
	};
}

export interface ExercisePerson {
	readonly personId: number;
	/** Stays the same between runs. */
	readonly sourceId: string;
	readonly name: string;
	readonly role: PersonRole;
	/** Null where the person carries no exercise device. */
	readonly deviceId: number | null;
	/** Codes of the grids the person answers for first. */
	readonly primaryGrids: readonly string[];
	/** Posts the person is named for, first in rank first. */
	readonly posts: readonly { readonly code: string; readonly duty: 'primary' | 'backup' | 'leader' }[];
}

/** Everybody of the district with their duties, in order of source id. */
export async function exercisePeople(db: Db, districtId: number): Promise<ExercisePerson[]> {
	const people = await sql<{ personId: number; sourceId: string; name: string; role: PersonRole; deviceId: number | null }>`
		select p.id as "personId", p.source_id as "sourceId", p.name, p.role, max(d.id) as "deviceId"
		from person p left join device d on d.person_id = p.id and d.exercise and d.revoked_at is null
		where p.district_id = ${districtId} group by p.id order by p.source_id, p.id`.execute(db);
	const duties = await sql<{ personId: number; kind: 'grid' | 'post'; code: string; duty: 'primary' | 'backup' | 'leader' }>`
		select a.person_id as "personId", a.subject_kind as kind, coalesce(g.code, t.code) as code, a.duty from assignment a
		join person p on p.id = a.person_id
		left join grid g on a.subject_kind = 'grid' and g.id = a.subject_id
		left join post t on a.subject_kind = 'post' and t.id = a.subject_id
		where p.district_id = ${districtId} and coalesce(g.code, t.code) is not null
			and a.holds_from <= now() and (a.holds_until is null or a.holds_until > now())
		order by array_position(array['primary', 'backup', 'leader'], a.duty), a.id`.execute(db);
	const dutiesOf = Map.groupBy(duties.rows, (row) => row.personId);
	return people.rows.map((row) => {
		const own = dutiesOf.get(row.personId) ?? [];
		return {
			...row,
			primaryGrids: own.filter((d) => d.kind === 'grid' && d.duty === 'primary').map((d) => d.code),
			posts: own.filter((d) => d.kind === 'post').map(({ code, duty }) => ({ code, duty }))
		};
	});
}

export interface ExercisePost {
	readonly id: number;
	readonly code: string;
	readonly required: number;
	readonly position: Position;
	/** It has a rule of who is needed when. */
	readonly isRostered: boolean;
}
export async function exercisePosts(db: Db, districtId: number): Promise<ExercisePost[]> {
	const { rows } = await sql<{ id: number; code: string; required: number; lng: number; lat: number; isRostered: boolean }>`
		select id, code, required, st_x(geom) as lng, st_y(geom) as lat, exists (select from post_rule r where r.post_id = post.id) as "isRostered"
		from post where district_id = ${districtId} order by code`.execute(db);
	return rows.map(({ lng, lat, ...post }) => ({ ...post, position: [lng, lat] }));
}

/** Gives an exercise device to each of these people who has none. The token is known to nobody until `rotateTokens`. */
export async function equip(db: Db, districtId: number, sourceIds: readonly string[]): Promise<void> {
	const hashes = sourceIds.map(() => hashDeviceToken(newDeviceToken()).toString('hex'));
	await sql`insert into device (district_id, person_id, label, token_hash, exercise)
		select p.district_id, p.id, p.name, decode(t.hash, 'hex'), true
		from unnest(${[...sourceIds]}::text[], ${hashes}::text[]) with ordinality t (source_id, hash, n)
		join person p on p.district_id = ${districtId} and p.source_id = t.source_id
		where not exists (select from device d where d.person_id = p.id and d.exercise and d.revoked_at is null)
		order by t.n`.execute(db);
}

/** Makes people who exist for the exercise alone: 演练 01, 演练 02 … Those already there are kept. @returns their source ids. */
export async function enrolForExercise(db: Db, districtId: number, count: number): Promise<string[]> {
	const width = Math.max(2, String(count).length);
	const names = Array.from({ length: count }, (_, i) => String(i + 1).padStart(width, '0'));
	const sourceIds = names.map((n) => `exercise-${n}`);
	await sql`insert into person (district_id, area_id, source_id, name, role, organisation, fictional)
		select ${districtId}::int, ${districtId}::int, s, n, 'volunteer', '演练 exercise', true
		from unnest(${sourceIds}::text[], ${names.map((n) => `演练 ${n}`)}::text[]) u (s, n)
		on conflict (district_id, source_id) do nothing`.execute(db);
	return sourceIds;
}

/** New tokens for all exercise devices of a district; older ones stop working. @returns token by device id. */
export async function rotateTokens(db: Db, districtId: number): Promise<Map<number, string>> {
	const devices = await db
		.selectFrom('device')
		.where('district_id', '=', districtId)
		.where('exercise', '=', true)
		.where('revoked_at', 'is', null)
		.orderBy('id')
		.select('id')
		.execute();
	const tokens = new Map(devices.map((device) => [device.id, newDeviceToken()]));
	await sql`update device set token_hash = decode(t.hash, 'hex')
		from unnest(${[...tokens.keys()]}::int[], ${[...tokens.values()].map((token) => hashDeviceToken(token).toString('hex'))}::text[]) t (id, hash)
		where device.id = t.id`.execute(db);
	return tokens;
}

/** When the newest fix of an exercise device was recorded, Unix ms; null if there is none. */
export async function newestExerciseFixMs(db: Db, districtId: number): Promise<number | null> {
	const { rows } = await sql<{ at: Date | null }>`
		select max(newest.recorded_at) as at from device d
		cross join lateral (select recorded_at from fix where device_id = d.id order by recorded_at desc limit 1) newest
		where d.district_id = ${districtId} and d.exercise`.execute(db);
	return rows[0]?.at?.getTime() ?? null;
}

/** Columns of one batch of fixes, all of one length. */
export interface FixColumns {
	readonly deviceId: number[];
	readonly recordedAtS: number[];
	readonly lng: number[];
	readonly lat: number[];
	readonly accuracyM: number[];
	readonly speedMps: number[];
	readonly bearingDeg: (number | null)[];
	readonly battery: number[];
}

/** One statement. What is there already is passed over. */
export async function writeFixes(db: Db, fixes: FixColumns): Promise<void> {
	await sql`insert into fix (device_id, recorded_at, received_at, lng, lat, accuracy_m, speed_mps, bearing_deg, battery)
		select d, to_timestamp(at), to_timestamp(at), lng, lat, accuracy, speed, bearing, battery
		from unnest(${fixes.deviceId}::int[], ${fixes.recordedAtS}::float8[], ${fixes.lng}::float8[], ${fixes.lat}::float8[],
			${fixes.accuracyM}::real[], ${fixes.speedMps}::real[], ${fixes.bearingDeg}::real[], ${fixes.battery}::real[])
			u (d, at, lng, lat, accuracy, speed, bearing, battery)
		on conflict do nothing`.execute(db);
}

export interface CheckInRow {
	readonly postId: number;
	readonly personId: number;
	readonly atMs: number;
	/** Null while the person is there. */
	readonly untilMs: number | null;
}

/** Ends what was left open at these posts, and writes these in its place, in one transaction. */
export async function writeCheckIns(db: Db, districtId: number, rows: readonly CheckInRow[]): Promise<void> {
	const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
	await db.transaction().execute(async (trx) => {
		await sql`update check_in set until = greatest(at, ${iso(Math.min(...rows.map((row) => row.atMs)))}::timestamptz)
			where until is null and post_id in (select id from post where district_id = ${districtId})`.execute(trx);
		await sql`insert into check_in (post_id, person_id, at, until, evidence)
			select post_id, person_id, at::timestamptz, until::timestamptz, 'exercise'
			from unnest(${rows.map((r) => r.postId)}::int[], ${rows.map((r) => r.personId)}::int[], ${rows.map((r) => iso(r.atMs))}::text[],
				${rows.map((r) => iso(r.untilMs))}::text[]) u (post_id, person_id, at, until)
			on conflict do nothing`.execute(trx);
	});
}
