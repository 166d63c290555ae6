/** Lets go of what phones sent when its time is over: every record and photo carries the moment up to which it is kept. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';

export interface GoneFieldRecords {
	readonly records: number;
	readonly photos: number;
	readonly handOvers: number;
}

/** What was handed over goes with the record it came with; one that somebody wrote otherwise has none and stays. */
export async function deleteOldFieldRecords(db: Db, nowMs: number): Promise<GoneFieldRecords> {
	const now = new Date(nowMs);
	const { rows } = await sql<{ handOvers: number }>`
		with gone as (delete from hand_over h using field_record r where r.client_id = h.client_id and r.expires_at <= ${now} returning h.id)
		select count(*)::int as "handOvers" from gone`.execute(db);
	const records = await db.deleteFrom('field_record').where('expires_at', '<=', now).executeTakeFirst();
	const photos = await db.deleteFrom('field_photo').where('expires_at', '<=', now).executeTakeFirst();
	const gone = {
		records: Number(records.numDeletedRows),
		photos: Number(photos.numDeletedRows),
		handOvers: rows[0]?.handOvers ?? 0
	};
	// The embedded engine never tidies by itself; without this, deleted photos would keep their place on disk.
	if (gone.records > 0) await sql`vacuum field_record`.execute(db);
	if (gone.photos > 0) await sql`vacuum field_photo`.execute(db);
	return gone;
}
