/** The seats of one person, for that person. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { PersonId, PostId } from '#lib/duty/post.ts';
import type { Position } from '#lib/geo/position.ts';
import type { Trx } from './in-transaction.ts';

export interface OwnSeat {
	readonly id: number;
	readonly seat: string;
	readonly postId: PostId;
	readonly personId: PersonId;
	readonly startMs: number;
	readonly endMs: number;
}

/** Null where there is no such seat, or it is no more. */
export async function seatDuty(db: Db, id: number): Promise<OwnSeat | null> {
	const row = await db.selectFrom('seat_duty').where('id', '=', id).where('dropped_at', 'is', null).selectAll().executeTakeFirst();
	return row
		? {
				...{ id: row.id, seat: row.seat, postId: row.post_id as PostId, personId: row.person_id as PersonId },
				...{ startMs: row.starts_at.getTime(), endMs: row.ends_at.getTime() }
			}
		: null;
}

/** @returns when it was first confirmed */
export async function confirmSeat(trx: Trx, id: number, nowMs: number): Promise<number | null> {
	const { rows } = await sql<{ at: Date }>`
		update seat_duty set confirmed_at = coalesce(confirmed_at, ${new Date(nowMs)}) where id = ${id} and dropped_at is null
		returning confirmed_at as at`.execute(trx);
	return rows[0]?.at.getTime() ?? null;
}

/** @returns its number; null where somebody was asked to take that seat already */
export async function insertSwap(
	trx: Trx,
	swap: {
		readonly districtId: number;
		readonly dutyId: number;
		readonly forDutyId: number | null;
		readonly fromPersonId: number;
		readonly toPersonId: number;
		readonly note: string;
		readonly atMs: number;
	}
): Promise<number | null> {
	const { rows } = await sql<{ id: number }>`
		insert into swap (district_id, duty_id, for_duty_id, from_person_id, to_person_id, note, made_at)
		values (${swap.districtId}, ${swap.dutyId}, ${swap.forDutyId}, ${swap.fromPersonId}, ${swap.toPersonId}, ${swap.note}, ${new Date(swap.atMs)})
		on conflict (duty_id) where state = 'asked' do nothing returning id`.execute(trx);
	return rows[0]?.id ?? null;
}

export interface CalendarSeat {
	readonly seat: string;
	readonly role: string;
	readonly startMs: number;
	readonly endMs: number;
	readonly postCode: string;
	readonly postName: string;
	readonly position: Position;
}

/** Seats that touch a stretch of time, and when any seat of the person last changed. */
export async function calendarSeats(
	db: Db,
	personId: number,
	fromMs: number,
	untilMs: number
): Promise<{ readonly seats: readonly CalendarSeat[]; readonly changedAtMs: number }> {
	const { rows } = await sql<Omit<CalendarSeat, 'position'> & { lng: number; lat: number }>`
		select d.seat, d.role, (extract(epoch from d.starts_at) * 1000)::float8 as "startMs", (extract(epoch from d.ends_at) * 1000)::float8 as "endMs",
			p.code as "postCode", p.name as "postName", st_x(p.geom) as lng, st_y(p.geom) as lat
		from seat_duty d join post p on p.id = d.post_id
		where d.person_id = ${personId} and d.dropped_at is null and d.ends_at > ${new Date(fromMs)} and d.starts_at < ${new Date(untilMs)}
		order by d.starts_at, d.id`.execute(db);
	const changed = await sql<{ at: Date | null }>`
		select max(greatest(made_at, dropped_at)) as at from seat_duty where person_id = ${personId}`.execute(db);
	return {
		seats: rows.map(({ lng, lat, ...seat }) => ({ ...seat, position: [lng, lat] })),
		changedAtMs: changed.rows[0]?.at?.getTime() ?? 0
	};
}

/** A new address for a person's calendar. The one before counts no more. */
export async function saveCalendarFeed(db: Db, personId: number, tokenHash: Buffer, nowMs: number): Promise<void> {
	const values = { token_hash: tokenHash, made_at: new Date(nowMs) };
	await db
		.insertInto('calendar_feed')
		.values({ person_id: personId, ...values })
		.onConflict((on) => on.column('person_id').doUpdateSet(values))
		.execute();
}

/** Whose calendar an address is; null where it is nobody's. Found by the hash: how long that takes says nothing of the token. */
export async function calendarOwner(
	db: Db,
	tokenHash: Buffer
): Promise<{ readonly personId: number; readonly name: string; readonly districtId: number; readonly madeAtMs: number } | null> {
	const row = await db
		.selectFrom('calendar_feed')
		.innerJoin('person', 'person.id', 'calendar_feed.person_id')
		.where('token_hash', '=', tokenHash)
		.select(['person.id', 'person.name', 'person.district_id', 'calendar_feed.made_at'])
		.executeTakeFirst();
	return row ? { personId: row.id, name: row.name, districtId: row.district_id, madeAtMs: row.made_at.getTime() } : null;
}
