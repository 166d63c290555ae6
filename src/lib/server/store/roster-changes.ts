/** Seats change hands: who holds them now, who lets go and who takes over. What is let go stays as history. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { PersonId, PostId } from '#lib/duty/post.ts';
import type { Actor } from './drafts.ts';
import type { Trx } from './in-transaction.ts';

export interface HeldSeat {
	readonly id: number;
	readonly seat: string;
	readonly postId: PostId;
	readonly personId: PersonId;
	readonly personName: string;
	readonly startMs: number;
	readonly endMs: number;
	readonly byName: string | null;
	readonly atMs: number;
}

/** Who sits at these seats. */
export async function holdersOf(db: Db, districtId: number, seats: readonly string[]): Promise<Map<string, HeldSeat>> {
	const rows = await db
		.selectFrom('seat_duty as d')
		.innerJoin('person as p', 'p.id', 'd.person_id')
		.where('d.district_id', '=', districtId)
		.where('d.dropped_at', 'is', null)
		.where('d.seat', '=', sql<string>`any(${[...seats]}::text[])`)
		.select(['d.id', 'd.seat', 'd.post_id', 'd.person_id', 'p.name', 'd.starts_at', 'd.ends_at', 'd.made_name', 'd.made_at'])
		.execute();
	return new Map(
		rows.map((row) => [
			row.seat,
			{
				id: row.id,
				seat: row.seat,
				postId: row.post_id as PostId,
				personId: row.person_id as PersonId,
				personName: row.name,
				startMs: row.starts_at.getTime(),
				endMs: row.ends_at.getTime(),
				byName: row.made_name,
				atMs: row.made_at.getTime()
			}
		])
	);
}

/** Who emptied these seats last, and when. */
export async function lastLeftOf(
	db: Db,
	districtId: number,
	seats: readonly string[]
): Promise<Map<string, { readonly byName: string | null; readonly atMs: number }>> {
	const { rows } = await sql<{ seat: string; byName: string | null; atMs: number }>`
		select distinct on (seat) seat, dropped_name as "byName", (extract(epoch from dropped_at) * 1000)::float8 as "atMs"
		from seat_duty where district_id = ${districtId} and dropped_at is not null and seat = any(${[...seats]}::text[])
		order by seat, dropped_at desc`.execute(db);
	return new Map(rows.map(({ seat, ...left }) => [seat, left]));
}

/** Swaps that were still asked about them come to nothing. @returns people whom that concerns */
export async function dropDuties(trx: Trx, ids: readonly number[], by: Actor | null, reason: string, at: Date): Promise<PersonId[]> {
	if (ids.length === 0) return [];
	const list = sql`${[...ids]}::int[]`;
	await sql`update seat_duty set dropped_at = ${at}, dropped_by = ${by?.accountId ?? null}, dropped_name = ${by?.name ?? null}, drop_reason = ${reason}
		where id = any(${list})`.execute(trx);
	const { rows } = await sql<{ a: PersonId; b: PersonId }>`
		update swap set state = 'failed', reason = ${reason}, answered_at = ${at}
		where state = 'asked' and (duty_id = any(${list}) or for_duty_id = any(${list}))
		returning from_person_id as a, to_person_id as b`.execute(trx);
	return rows.flatMap(({ a, b }) => [a, b]);
}

export interface SeatTaken {
	readonly seat: string;
	readonly postId: number;
	readonly role: string;
	readonly skills: readonly string[];
	readonly personId: number;
	readonly startMs: number;
	readonly endMs: number;
}

export async function insertDuties(trx: Trx, districtId: number, taken: readonly SeatTaken[], by: Actor | null, at: Date): Promise<void> {
	if (taken.length === 0) return;
	await sql`
		insert into seat_duty (district_id, post_id, seat, role, skills, person_id, starts_at, ends_at, made_by, made_name, made_at)
		select ${districtId}::int, r."postId", r.seat, r.role, array(select jsonb_array_elements_text(r.skills)), r."personId",
			to_timestamp(r."startMs" / 1000), to_timestamp(r."endMs" / 1000), ${by?.accountId ?? null}::text, ${by?.name ?? null}::text, ${at}::timestamptz
		from jsonb_to_recordset(${JSON.stringify(taken)}::jsonb)
			r ("postId" int, seat text, role text, skills jsonb, "personId" int, "startMs" float8, "endMs" float8)`.execute(trx);
}

/** What the database itself refuses: the same person at two places, the same seat twice. */
export const isTaken = (error: unknown): boolean => ['23P01', '23505'].includes((error as { code?: string }).code ?? '');

/** Seats of a post that are planned and have not begun. */
export async function futureDutiesAt(
	db: Db,
	districtId: number,
	postId: number,
	nowMs: number
): Promise<
	{ readonly id: number; readonly seat: string; readonly personId: PersonId; readonly startMs: number; readonly endMs: number }[]
> {
	const rows = await db
		.selectFrom('seat_duty')
		.where('district_id', '=', districtId)
		.where('post_id', '=', postId)
		.where('dropped_at', 'is', null)
		.where('starts_at', '>', new Date(nowMs))
		.select(['id', 'seat', 'person_id', 'starts_at', 'ends_at'])
		.execute();
	return rows.map((row) => ({
		id: row.id,
		seat: row.seat,
		personId: row.person_id as PersonId,
		startMs: row.starts_at.getTime(),
		endMs: row.ends_at.getTime()
	}));
}

/** The role of the seat that somebody arrives at; null where they are planned for none there. */
export async function seatRoleAt(
	db: Db,
	at: { readonly postId: number; readonly personId: number; readonly atMs: number },
	earlyMin: number
): Promise<string | null> {
	const row = await db
		.selectFrom('seat_duty')
		.where('person_id', '=', at.personId)
		.where('post_id', '=', at.postId)
		.where('dropped_at', 'is', null)
		.where('starts_at', '<=', new Date(at.atMs + earlyMin * 60_000))
		.where('ends_at', '>', new Date(at.atMs))
		.orderBy('starts_at')
		.select('role')
		.executeTakeFirst();
	return row?.role ?? null;
}
