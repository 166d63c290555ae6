/** Who else uses the database. */
import { sql } from 'kysely';
import { APPLICATION_NAME, type Db } from '#db/open.ts';

/** Connections of other processes of this program, on any machine. The embedded engine has none but its own. */
export async function othersOn(db: Db): Promise<number> {
	const { rows } = await sql<{ count: number }>`
		select count(*)::int as count from pg_stat_activity
		where datname = current_database() and application_name like 'gridkeeper %' and application_name <> ${APPLICATION_NAME}`.execute(db);
	return rows[0]?.count ?? 0;
}
