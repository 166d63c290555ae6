/** The roll of a district's people: what they can do, when they can work, when they are away. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import type { KnownPerson, Leave, LeaveKind } from '#lib/duty/people.ts';
import type { PersonId, PersonRole } from '#lib/duty/post.ts';
import type { RollPerson } from '#lib/wire/duty.ts';
import type { Trx } from './in-transaction.ts';

/** A person with all that is known of them. */
export interface RolledPerson extends RollPerson, Omit<KnownPerson, 'leave'> {
	readonly sourceId: string;
	readonly leave: RollPerson['leave'];
	readonly roles: readonly PersonRole[];
}

/**
 * People whose home is in one of these areas, by their source id.
 * @param areas null: everywhere
 */
export async function rolledPeople(
	db: Db | Trx,
	areas: readonly number[] | null,
	nowMs: number,
	only: { readonly districtId?: number; readonly sourceIds?: readonly string[]; readonly ids?: readonly number[] } = {}
): Promise<RolledPerson[]> {
	const { districtId = null } = only;
	const { rows } = await sql<{
		id: number;
		source_id: string;
		name: string;
		role: PersonRole;
		roles: PersonRole[];
		skills: string[];
		hours: string[];
		organisation: string;
		area_id: number;
		area_code: string;
		leave: { id: number; startMs: number; endMs: number; kind: LeaveKind }[];
	}>`
		select p.id, p.source_id, p.name, p.role, case when p.roles = '{}' then array[p.role] else p.roles end as roles, p.skills, p.hours, p.organisation,
			a.id as area_id, a.code as area_code, coalesce((select json_agg(json_build_object('id', l.id, 'startMs', extract(epoch from l.starts_at) * 1000,
				'endMs', extract(epoch from l.ends_at) * 1000, 'kind', l.kind) order by l.starts_at)
				from leave l where l.person_id = p.id and l.ends_at > ${new Date(nowMs)}), '[]'::json) as leave
		from person p join area a on a.id = coalesce(p.area_id, p.district_id)
		where (${areas === null}::boolean or a.id = any(${[...(areas ?? [])]}::int[]))
			and (${districtId}::int is null or p.district_id = ${districtId}::int)
			and (${only.sourceIds === undefined}::boolean or p.source_id = any(${[...(only.sourceIds ?? [])]}::text[]))
			and (${only.ids === undefined}::boolean or p.id = any(${[...(only.ids ?? [])]}::int[]))
		order by p.source_id, p.id`.execute(db);
	return rows.map((row) => ({
		id: row.id as PersonId,
		sourceId: row.source_id,
		name: row.name,
		role: row.role,
		roles: row.roles,
		skills: row.skills,
		hours: row.hours,
		organisation: row.organisation,
		areaId: row.area_id as AreaId,
		areaCode: row.area_code,
		leave: row.leave
	}));
}

export interface PersonToSave extends Omit<KnownPerson, 'areaCode'> {
	/** Null: a new one. */
	readonly id: number | null;
	readonly areaId: number;
}

/** Writes people, new ones and changed ones. Their leave that is not over is replaced by what is given; what is over stays as it was. */
export async function savePeople(trx: Trx, districtId: number, people: readonly PersonToSave[], at: Date): Promise<void> {
	const rows = JSON.stringify(people.map((person) => ({ ...person, role: person.roles[0] })));
	const columns = sql`(id int, "sourceId" text, name text, role text, roles jsonb, skills jsonb, hours jsonb, organisation text, "areaId" int)`;
	const texts = (name: string) => sql`array(select jsonb_array_elements_text(r.${sql.ref(name)}))`;
	await sql`update person p set name = r.name, role = r.role, roles = ${texts('roles')}, skills = ${texts('skills')}, hours = ${texts('hours')},
			organisation = r.organisation, area_id = r."areaId", changed_at = ${at}
		from jsonb_to_recordset(${rows}::jsonb) r ${columns} where p.id = r.id`.execute(trx);
	await sql`insert into person (district_id, area_id, source_id, name, role, roles, skills, hours, organisation, fictional, changed_at)
		select ${districtId}::int, r."areaId", r."sourceId", r.name, r.role, ${texts('roles')}, ${texts('skills')}, ${texts('hours')}, r.organisation,
			(select fictional from area where id = ${districtId}::int), ${at}
		from jsonb_to_recordset(${rows}::jsonb) r ${columns} where r.id is null`.execute(trx);
	const sourceIds = people.map(({ sourceId }) => sourceId);
	await sql`delete from leave l using person p where p.id = l.person_id and p.district_id = ${districtId}::int
		and p.source_id = any(${sourceIds}::text[]) and l.ends_at > ${at}`.execute(trx);
	const leave = people
		.flatMap(({ sourceId, leave }) => leave.map((one) => ({ sourceId, ...one })))
		.filter(({ endMs }) => endMs > at.getTime());
	await sql`insert into leave (person_id, starts_at, ends_at, kind)
		select p.id, to_timestamp(r."startMs" / 1000), to_timestamp(r."endMs" / 1000), r.kind
		from jsonb_to_recordset(${JSON.stringify(leave)}::jsonb) r ("sourceId" text, "startMs" float8, "endMs" float8, kind text)
		join person p on p.district_id = ${districtId}::int and p.source_id = r."sourceId"`.execute(trx);
}

/** @returns its id; null where the person is away then already */
export async function insertLeave(db: Db, personId: number, leave: Leave): Promise<number | null> {
	// What is excluded by the table itself is passed over, so that the transaction it may stand in goes on.
	const row = await db
		.insertInto('leave')
		.values({ person_id: personId, starts_at: new Date(leave.startMs), ends_at: new Date(leave.endMs), kind: leave.kind })
		.onConflict((on) => on.doNothing())
		.returning('id')
		.executeTakeFirst();
	return row?.id ?? null;
}

export const deleteLeave = async (db: Db, id: number): Promise<void> => void (await db.deleteFrom('leave').where('id', '=', id).execute());
