/** The last moment that the server's clock was believed, and what phones say of the time since. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';

/** Null where none was ever kept. */
export async function believedTime(db: Db): Promise<number | null> {
	const row = await db.selectFrom('believed_time').select('at').executeTakeFirst();
	return row?.at.getTime() ?? null;
}

export async function keepBelievedTime(db: Db, atMs: number): Promise<void> {
	const at = new Date(atMs);
	await db
		.insertInto('believed_time')
		.values({ at })
		.onConflict((conflict) => conflict.column('only_row').doUpdateSet({ at }))
		.execute();
}

const NEWEST = 20_000;

/**
 * The moment that so many devices have reported at or after, by their own clocks; null where there are fewer.
 * @param untilMs nothing dated later is looked at
 */
export async function reportedBy(db: Db, devices: number, sinceMs: number, untilMs: number): Promise<number | null> {
	const { rows } = await sql<{ at: Date }>`
		select max(recorded_at) as at from (
			select device_id, recorded_at from fix where recorded_at > ${new Date(sinceMs)} and recorded_at <= ${new Date(untilMs)}
			order by recorded_at desc limit ${NEWEST}) newest
		group by device_id order by 1 desc offset ${devices - 1} limit 1`.execute(db);
	return rows[0]?.at.getTime() ?? null;
}

/** Of the database's own machine. */
export async function databaseClock(db: Db): Promise<number> {
	const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(db);
	return rows[0]?.at.getTime() ?? NaN;
}
