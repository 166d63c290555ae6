/** The last moment that the server's clock was believed, in one row: what is too old is reckoned from it where the clock makes a leap. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`create table believed_time (only_row boolean primary key default true check (only_row), at timestamptz not null)`.execute(db);
}
