/** What those before left to be known, for whoever has the post's next seat or answers for the grid. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { FieldHandOver } from '#lib/wire/field.ts';
import type { Trx } from './in-transaction.ts';

const DAY_MS = 86_400_000;
/** It stays on the phone so long after it was taken, and so long if nobody takes it. */
const TAKEN_DAYS = 1;
const UNTAKEN_DAYS = 7;
/** Seats that were a little while ago, or will be soon. */
const BEFORE_DAYS = 1;
const AHEAD_DAYS = 7;

/** Newest first. A grid is the same in every plan that knows its code. */
export async function handOversTo(db: Db, personId: number, nowMs: number, only?: number): Promise<FieldHandOver[]> {
	const now = new Date(nowMs);
	const { rows } = await sql<Omit<FieldHandOver, 'atMs' | 'takenAtMs'> & { at: Date; taken: Date | null }>`
		with own_grids as (
			select g.code, max(g.id) as id from assignment a join grid g on g.id = a.subject_id
			where a.person_id = ${personId} and a.subject_kind = 'grid' and a.holds_from <= ${now} and (a.holds_until is null or a.holds_until > ${now})
			group by g.code
		), own_posts as (
			select distinct post_id as id from seat_duty where person_id = ${personId} and dropped_at is null
				and ends_at > ${new Date(nowMs - BEFORE_DAYS * DAY_MS)} and starts_at < ${new Date(nowMs + AHEAD_DAYS * DAY_MS)}
		)
		select h.id, h.post_id as "postId", coalesce(o.id, h.grid_id) as "gridId", p.name as "fromName", h.at, h.note, h.open_items as "openItems",
			h.taken_at as taken
		from hand_over h join person p on p.id = h.from_person_id
		left join grid g on g.id = h.grid_id left join own_grids o on o.code = g.code
		where (h.post_id in (select id from own_posts) or o.id is not null) and h.from_person_id <> ${personId}
			and ((h.taken_at is null and h.at > ${new Date(nowMs - UNTAKEN_DAYS * DAY_MS)})
				or (h.taken_by = ${personId} and h.taken_at > ${new Date(nowMs - TAKEN_DAYS * DAY_MS)})
				or h.id = ${only ?? null}::int)
			and (${only === undefined}::boolean or h.id = ${only ?? null}::int)
		order by h.at desc, h.id desc limit 50`.execute(db);
	return rows.map(({ at, taken, ...row }) => ({ ...row, atMs: at.getTime(), takenAtMs: taken?.getTime() ?? null }));
}

/** @returns who has taken it: this person now or before, or somebody who was first */
export async function takeHandOver(
	trx: Trx,
	id: number,
	personId: number,
	nowMs: number
): Promise<{ readonly personId: number; readonly name: string; readonly atMs: number } | null> {
	await trx
		.updateTable('hand_over')
		.set({ taken_by: personId, taken_at: new Date(nowMs) })
		.where('id', '=', id)
		.where('taken_at', 'is', null)
		.execute();
	const row = await trx
		.selectFrom('hand_over')
		.leftJoin('person', 'person.id', 'hand_over.taken_by')
		.where('hand_over.id', '=', id)
		.select(['taken_by', 'taken_at', 'person.name'])
		.executeTakeFirst();
	return row?.taken_at ? { personId: row.taken_by ?? 0, name: row.name ?? '', atMs: row.taken_at.getTime() } : null;
}
