/** What phones in the field sent, each thing once: the phone's own id names it. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { AreaId, GridId } from '#lib/area/area.ts';
import type { PersonId, PostId } from '#lib/duty/post.ts';
import type { Span } from '#lib/duty/span.ts';
import type { Position } from '#lib/geo/position.ts';
import type { FieldPlace, FieldRecord, FieldReport, ReportKind } from '#lib/wire/field.ts';
import type { Trx } from './in-transaction.ts';

export interface KnownRecord {
	readonly personId: number;
	readonly kind: FieldRecord['kind'];
}

/** Of these ids, those that are there. */
export async function knownRecords(db: Db | Trx, ids: readonly string[]): Promise<Map<string, KnownRecord>> {
	const { rows } = await sql<{ id: string; personId: number; kind: FieldRecord['kind'] }>`
		select client_id::text as id, person_id as "personId", kind from field_record where client_id = any(${[...ids]}::uuid[])`.execute(db);
	return new Map(rows.map(({ id, ...known }) => [id, known]));
}

export interface NewRecord {
	readonly clientId: string;
	readonly districtId: AreaId;
	readonly personId: PersonId;
	readonly kind: FieldRecord['kind'];
	readonly atMs: number;
	readonly receivedAtMs: number;
	readonly expiresAtMs: number;
	readonly gridId?: number | null;
	readonly buildingId?: number | null;
	readonly postId?: number | null;
	readonly at?: Position | null;
	/** What no column holds. */
	readonly body: Readonly<Record<string, unknown>>;
}

/** @returns its number; null where the id is taken already */
export async function insertRecord(db: Db | Trx, record: NewRecord): Promise<number | null> {
	const [lng, lat] = record.at ?? [null, null];
	const { rows } = await sql<{ id: number }>`
		insert into field_record (client_id, district_id, person_id, kind, at, received_at, grid_id, building_id, post_id, geom, body, expires_at)
		values (${record.clientId}::uuid, ${record.districtId}, ${record.personId}, ${record.kind}, ${new Date(record.atMs)}, ${new Date(record.receivedAtMs)},
			${record.gridId ?? null}::int, ${record.buildingId ?? null}::int, ${record.postId ?? null}::int,
			st_setsrid(st_makepoint(${lng}::float8, ${lat}::float8), 4326), ${JSON.stringify(record.body)}::jsonb, ${new Date(record.expiresAtMs)})
		on conflict (client_id) do nothing returning id::int`.execute(db);
	return rows[0]?.id ?? null;
}

/** Where a person was when they did something, by what their phone said; in order of time. */
export async function placesOfRecords(db: Db, personId: number, span: Span): Promise<(FieldPlace & { readonly atMs: number })[]> {
	const { rows } = await sql<{ lng: number; lat: number; accuracyM: number | null; at: Date }>`
		select st_x(geom) as lng, st_y(geom) as lat, (body->>'accuracyM')::float8 as "accuracyM", at from field_record
		where person_id = ${personId} and at >= ${new Date(span.startMs)} and at <= ${new Date(span.endMs)} and geom is not null
		order by at, client_id`.execute(db);
	return rows.map(({ at, ...place }) => ({ ...place, atMs: at.getTime() }));
}

export async function insertHandOver(
	trx: Trx,
	handOver: {
		readonly clientId: string;
		readonly districtId: number;
		readonly personId: number;
		readonly postId: number | null;
		readonly gridId: number | null;
		readonly atMs: number;
		readonly note: string;
		readonly openItems: readonly string[];
	}
): Promise<void> {
	await trx
		.insertInto('hand_over')
		.values({
			district_id: handOver.districtId,
			post_id: handOver.postId,
			grid_id: handOver.gridId,
			from_person_id: handOver.personId,
			at: new Date(handOver.atMs),
			note: handOver.note,
			open_items: [...handOver.openItems],
			client_id: handOver.clientId
		})
		.onConflict((on) => on.column('client_id').doNothing())
		.execute();
}

/** The grid that a place lies in, by the plan in view. */
export async function gridAt(db: Db | Trx, planId: number, [lng, lat]: Position): Promise<GridId | null> {
	const { rows } = await sql<{ id: GridId }>`
		select id from grid where plan_id = ${planId} and st_intersects(geom, st_setsrid(st_makepoint(${lng}, ${lat}), 4326)) order by id limit 1`.execute(
		db
	);
	return rows[0]?.id ?? null;
}

/** Null where the district has no such building; its grid is null where the plan gives it to none. */
export async function gridOfBuilding(
	db: Db | Trx,
	districtId: number,
	planId: number,
	buildingId: number
): Promise<{ readonly gridId: GridId | null } | null> {
	const { rows } = await sql<{ gridId: GridId | null }>`
		select gb.grid_id as "gridId" from building b left join grid_building gb on gb.building_id = b.id and gb.plan_id = ${planId}
		where b.id = ${buildingId} and b.district_id = ${districtId}`.execute(db);
	return rows[0] ?? null;
}

export async function districtHasGrid(db: Db | Trx, districtId: number, gridId: number): Promise<boolean> {
	const { rows } = await sql`
		select from grid g join plan p on p.id = g.plan_id where g.id = ${gridId} and p.district_id = ${districtId}`.execute(db);
	return rows.length > 0;
}

export interface PostAsked {
	readonly id: PostId;
	readonly name: string;
	readonly position: Position;
	readonly codeToken: string | null;
	/** The rule in force on a local day, as written; null where there is none. */
	readonly needs: string | null;
	readonly gridId: GridId | null;
}

/** Null where the district has no such post. @param day `2026-11-22` */
export async function postAsked(db: Db | Trx, districtId: number, planId: number, postId: number, day: string): Promise<PostAsked | null> {
	const { rows } = await sql<Omit<PostAsked, 'position'> & { lng: number; lat: number }>`
		select p.id, p.name, p.code_token as "codeToken", st_x(p.geom) as lng, st_y(p.geom) as lat,
			(select r.needs from post_rule r where r.post_id = p.id and r.from_day <= ${day}::date order by r.from_day desc limit 1) as needs,
			(select g.id from grid g where g.plan_id = ${planId} and st_intersects(g.geom, p.geom) order by g.id limit 1) as "gridId"
		from post p where p.id = ${postId} and p.district_id = ${districtId}`.execute(db);
	const row = rows[0];
	if (!row) return null;
	const { lng, lat, ...post } = row;
	return { ...post, position: [lng, lat] };
}

/** Reports of these areas (null: everywhere), newest first. */
export async function reports(
	db: Db | Trx,
	of: {
		readonly areas?: readonly number[] | null;
		readonly ids?: readonly number[];
		readonly open?: boolean;
		readonly fromMs?: number;
	}
): Promise<FieldReport[]> {
	const { rows } = await sql<{
		id: number;
		at: Date;
		received_at: Date;
		body: { what: ReportKind; words: string; count: number | null; photos: string[] };
		person: string;
		grid_id: GridId | null;
		post_id: PostId | null;
		lng: number | null;
		lat: number | null;
		closed_at: Date | null;
		closed_name: string | null;
		close_note: string | null;
	}>`
		select r.id::int, r.at, r.received_at, r.body, p.name as person, r.grid_id, r.post_id, st_x(r.geom) as lng, st_y(r.geom) as lat,
			r.closed_at, r.closed_name, r.close_note
		from field_record r join person p on p.id = r.person_id left join grid g on g.id = r.grid_id
		where r.kind = 'report' and (${(of.areas ?? null) === null}::boolean or coalesce(g.area_id, p.area_id, r.district_id) = any(${[...(of.areas ?? [])]}::int[]))
			and (${of.ids === undefined}::boolean or r.id = any(${[...(of.ids ?? [])]}::bigint[]))
			and (${of.open !== true}::boolean or r.closed_at is null) and r.at >= ${new Date(of.fromMs ?? 0)}
		order by r.at desc, r.id desc limit 2000`.execute(db);
	return rows.map((row) => ({
		id: row.id,
		atMs: row.at.getTime(),
		receivedAtMs: row.received_at.getTime(),
		what: row.body.what,
		words: row.body.words,
		count: row.body.count,
		personName: row.person,
		gridId: row.grid_id,
		postId: row.post_id,
		at: row.lng === null || row.lat === null ? null : [row.lng, row.lat],
		photos: row.body.photos,
		closedAtMs: row.closed_at?.getTime() ?? null,
		closedByName: row.closed_name,
		closeNote: row.close_note
	}));
}

/** @returns whether it was open */
export async function closeReport(
	trx: Trx,
	id: number,
	by: { readonly accountId: string; readonly name: string; readonly note: string },
	nowMs: number
): Promise<boolean> {
	const { numUpdatedRows } = await trx
		.updateTable('field_record')
		.set({ closed_at: new Date(nowMs), closed_by: by.accountId, closed_name: by.name, close_note: by.note })
		.where('id', '=', id)
		.where('closed_at', 'is', null)
		.executeTakeFirst();
	return numUpdatedRows > 0n;
}
