/** A name that no other installation has, and every node of this one finds: the database's, and the moment it was made. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';

export async function installationName(db: Db): Promise<string> {
	const { rows } = await sql<{ name: string }>`
		select current_database() || ' ' || coalesce((select min(timestamp) from kysely_migration), '') as name`.execute(db);
	return `gridkeeper ${rows[0]?.name ?? ''}`;
}
