/** Squads with their members. A lead is always one of them. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import type { PersonId } from '#lib/duty/post.ts';
import type { Squad } from '#lib/wire/duty.ts';
import type { Trx } from './in-transaction.ts';

export interface KeptSquad extends Omit<Squad, 'missing'> {
	/** The roles of each member, in their order. */
	readonly roles: readonly (readonly string[])[];
	readonly districtId: AreaId;
}

/** By name. @param areas null: everywhere */
export async function squadsIn(db: Db, areas: readonly number[] | null): Promise<KeptSquad[]> {
	const { rows } = await sql<KeptSquad>`
		select s.id, s.area_id as "areaId", s.district_id as "districtId", s.name, s.template, s.lead_id as "leadId",
			coalesce(json_agg(p.id order by p.id) filter (where p.id is not null), '[]'::json) as members,
			coalesce(json_agg(case when p.roles = '{}' then array[p.role] else p.roles end order by p.id) filter (where p.id is not null), '[]'::json) as roles
		from squad s left join squad_member m on m.squad_id = s.id left join person p on p.id = m.person_id
		where (${areas === null}::boolean or s.area_id = any(${[...(areas ?? [])]}::int[]))
		group by s.id order by s.name, s.id`.execute(db);
	return rows;
}

export interface SquadToSave {
	readonly name: string;
	readonly template: string;
	readonly leadId: number | null;
	readonly members: readonly number[];
}

/** @returns the people that the district does not know; none of the squad is written then */
export async function saveSquad(
	trx: Trx,
	at: { readonly id: number } | { readonly districtId: number; readonly areaId: number },
	squad: SquadToSave,
	when: Date
): Promise<{ readonly id: number } | { readonly unknown: number } | 'missing' | 'name-taken'> {
	const known =
		'id' in at
			? await trx.selectFrom('squad').where('id', '=', at.id).select(['id', 'district_id']).forUpdate().executeTakeFirst()
			: { id: null, district_id: at.districtId };
	if (!known) return 'missing';
	const members = [...new Set([...squad.members, ...(squad.leadId === null ? [] : [squad.leadId])])];
	const found = await sql<{
		id: number;
	}>`select id from person where district_id = ${known.district_id} and id = any(${members}::int[])`.execute(trx);
	const there = new Set(found.rows.map(({ id }) => id));
	const unknown = members.find((id) => !there.has(id));
	if (unknown !== undefined) return { unknown };
	const taken = await trx
		.selectFrom('squad')
		.where('district_id', '=', known.district_id)
		.where('name', '=', squad.name)
		.where('id', '<>', known.id ?? -1)
		.select('id')
		.executeTakeFirst();
	if (taken) return 'name-taken';
	const columns = { name: squad.name, template: squad.template, lead_id: squad.leadId as PersonId | null, changed_at: when };
	const { id } =
		'id' in at
			? await trx.updateTable('squad').set(columns).where('id', '=', at.id).returning('id').executeTakeFirstOrThrow()
			: await trx
					.insertInto('squad')
					.values({ ...columns, district_id: at.districtId, area_id: at.areaId })
					.returning('id')
					.executeTakeFirstOrThrow();
	await trx.deleteFrom('squad_member').where('squad_id', '=', id).execute();
	if (members.length > 0)
		await trx
			.insertInto('squad_member')
			.values(members.map((person_id) => ({ squad_id: id, person_id })))
			.execute();
	return { id };
}

export const deleteSquad = async (db: Db, id: number): Promise<void> => void (await db.deleteFrom('squad').where('id', '=', id).execute());
