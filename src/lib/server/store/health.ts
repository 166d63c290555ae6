/** What a watchman wants to know of the database in one look. */
import { sql } from 'kysely';
import type { Db } from '../../../../db/open.ts';

export interface Health {
	readonly schema: string;
	/** When the newest fix was recorded by its device; null before the first. */
	readonly newestFixAtMs: number | null;
	readonly districts: number;
}

export async function readHealth(db: Db): Promise<Health> {
	const { rows } = await sql<{ schema: string | null; newest: Date | null; districts: number }>`
		select (select max(name) from kysely_migration) as schema,
			(select max(recorded_at) from fix) as newest,
			(select count(*) from area where depth = 0)::int as districts`.execute(db);
	const row = rows[0];
	return { schema: row?.schema ?? '', newestFixAtMs: row?.newest?.getTime() ?? null, districts: row?.districts ?? 0 };
}
