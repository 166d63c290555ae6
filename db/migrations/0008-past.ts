/**
 * What had been seen up to moments of the past, every few hours of it, so that looking back need not walk over a whole day of fixes first. It follows
 * from the fixes: a row that is gone is reckoned again.
 */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`create table past_seen (
				district_id int not null references area on delete cascade,
				at timestamptz not null,
				ground text not null,
				since timestamptz not null,
				fix_seq bigint not null,
				fixes_after bigint not null,
				body bytea not null,
				primary key (district_id, at)
			)`
		)
		.execute(db);
	// It is packed already.
	await sql.raw(`alter table past_seen alter column body set storage external`).execute(db);
}
