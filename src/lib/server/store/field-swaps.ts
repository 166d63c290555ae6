/** Swaps as a phone is told of them: those that a person asks or is asked. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { SeatDuty, Swap } from '#lib/wire/roster-board.ts';
import type { Trx } from './in-transaction.ts';

/** A seat that somebody holds, as JSON of one column. @param alias of the table `seat_duty` in the query */
export const seatDutyJson = (
	alias: 'd' | 'f'
) => sql<SeatDuty>`json_build_object('id', ${sql.ref(`${alias}.id`)}, 'seat', ${sql.ref(`${alias}.seat`)},
	'postId', ${sql.ref(`${alias}.post_id`)}, 'role', ${sql.ref(`${alias}.role`)}, 'skills', to_json(${sql.ref(`${alias}.skills`)}),
	'personId', ${sql.ref(`${alias}.person_id`)}, 'startMs', (extract(epoch from ${sql.ref(`${alias}.starts_at`)}) * 1000)::bigint,
	'endMs', (extract(epoch from ${sql.ref(`${alias}.ends_at`)}) * 1000)::bigint,
	'confirmedAtMs', (extract(epoch from ${sql.ref(`${alias}.confirmed_at`)}) * 1000)::bigint, 'madeByName', ${sql.ref(`${alias}.made_name`)},
	'madeAtMs', (extract(epoch from ${sql.ref(`${alias}.made_at`)}) * 1000)::bigint)`;

/** Swaps still asked (all of them with `answered`) that a person asks or is asked; newest first. */
export async function swapsOf(db: Db | Trx, personId: number): Promise<Swap[]> {
	return await swapsWhere(db, sql`s.state = 'asked' and ${personId} in (s.from_person_id, s.to_person_id) and d.dropped_at is null`);
}

/** One swap, whatever its state; null where there is none. @param hold nobody else answers it until the transaction ends */
export async function swapById(db: Db | Trx, id: number, hold = false): Promise<Swap | null> {
	if (hold) await db.selectFrom('swap').where('id', '=', id).forUpdate().select('id').executeTakeFirst();
	return (await swapsWhere(db, sql`s.id = ${id}`))[0] ?? null;
}

async function swapsWhere(db: Db | Trx, condition: ReturnType<typeof sql>): Promise<Swap[]> {
	const { rows } = await sql<Omit<Swap, 'madeAtMs'> & { made_at: Date }>`
		select s.id, ${seatDutyJson('d')} as duty, case when f.id is null then null else ${seatDutyJson('f')} end as "forDuty",
			s.from_person_id as "fromPersonId", s.to_person_id as "toPersonId", a.name as "fromName", b.name as "toName", s.note, s.state, s.reason, s.made_at
		from swap s join seat_duty d on d.id = s.duty_id left join seat_duty f on f.id = s.for_duty_id
		join person a on a.id = s.from_person_id join person b on b.id = s.to_person_id
		where ${condition} order by s.made_at desc, s.id desc`.execute(db);
	return rows.map(({ made_at, ...row }) => ({ ...row, madeAtMs: made_at.getTime() }));
}
