/** When people would like to be off or to work. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { Wish } from '#lib/wire/roster-board.ts';

/** @returns its id; null where there is one for these hours already */
export async function insertWish(db: Db, personId: number, wish: Omit<Wish, 'id'>): Promise<number | null> {
	const row = await db
		.insertInto('wish')
		.values({ person_id: personId, want: wish.want, on_day: wish.on, hours: wish.hours, weight: wish.weight })
		.onConflict((on) => on.columns(['person_id', 'on_day', 'hours']).doNothing())
		.returning('id')
		.executeTakeFirst();
	return row?.id ?? null;
}

/** @returns whose it was and for which day; null where there was none */
export async function deleteWish(db: Db, id: number): Promise<{ readonly personId: number; readonly on: string } | null> {
	const row = await db
		.deleteFrom('wish')
		.where('id', '=', id)
		.returning(['person_id', sql<string>`to_char(on_day, 'YYYY-MM-DD')`.as('on')])
		.executeTakeFirst();
	return row ? { personId: row.person_id, on: row.on } : null;
}
