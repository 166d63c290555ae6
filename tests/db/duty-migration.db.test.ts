/** A database of an older version, in which anything could overlap, comes to this one: nobody is lost, and what may not be is mended. */
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { MIGRATIONS } from '../../db/migrations.ts';
import { openTestDatabase } from '../database.ts';

test('who was named twice goes on once, a second primary goes on as a backup', async () => {
	const database = await openTestDatabase();
	const { db } = database;
	try {
		// The tables of before, beside those of now, in a schema of their own.
		await db.connection().execute(async (connection) => {
			await sql`create schema older`.execute(connection);
			await sql`set search_path to older, public`.execute(connection);
			for (const name of ['0001-district', '0002-account', '0003-planner']) await MIGRATIONS[name]!.up(connection);
			await sql`insert into area (depth, code, name, geom) values (0, '990101', 'x', st_multi(st_geomfromtext('POLYGON((0 0,1 0,1 1,0 0))', 4326)))`.execute(
				connection
			);
			await sql`insert into person (district_id, source_id, name, role) select 1, 'p' || i, 'n' || i, 'police' from generate_series(1, 3) i`.execute(
				connection
			);
			await sql`insert into assignment (person_id, subject_kind, subject_id, duty, holds_from, holds_until) values
				(1, 'grid', 1, 'primary', '2026-01-01', null), (2, 'grid', 1, 'primary', '2026-02-01', null), (1, 'grid', 1, 'primary', '2026-03-01', null),
				(1, 'grid', 1, 'backup', '2026-03-01', null), (3, 'grid', 1, 'backup', '2026-03-01', null), (3, 'grid', 1, 'leader', '2026-03-01', null),
				(3, 'grid', 2, 'primary', '2026-03-01', '2026-02-01')`.execute(connection);
			await MIGRATIONS['0004-duty']!.up(connection);
			const { rows } = await sql<{ row: string }>`
				select person_id || ' ' || subject_id || ' ' || duty as row from assignment order by id`.execute(connection);
			expect(rows.map(({ row }) => row)).toEqual(['1 1 primary', '2 1 backup', '3 1 backup', '3 1 leader', '3 2 primary']);
			await sql`set search_path to public`.execute(connection);
		});
	} finally {
		await database.close();
	}
});
