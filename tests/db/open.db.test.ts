/** What every database has to be before the program runs on it, whichever engine. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate, schemaVersion } from '../../db/migrate.ts';
import { openDatabase } from '../../db/open.ts';
import { asAdministrator, openTestDatabase, serverUrl, testEngine, withDatabase, type TestDatabase } from '../database.ts';

describe('a database is opened', () => {
	let base: TestDatabase;
	beforeAll(async () => {
		base = await openTestDatabase();
	});
	afterAll(() => base.close());

	test('it says which engine and which versions it is', () => {
		expect(base.engine).toBe(testEngine);
		expect(base.version).toMatch(/^PostgreSQL \d+\.\d+, PostGIS 3\.\d+\.\d+$/);
	});

	test('counts and sequence numbers arrive as numbers', async () => {
		const { rows } = await base.pool.query('select count(*) as n, 9007199254740991::bigint as most from area');
		expect(rows).toEqual([{ n: 0, most: 9007199254740991 }]);
	});

	test('PostGIS measures a degree of the equator as the ellipsoid has it', async () => {
		const { rows } = await base.pool.query<{ m: number }>(
			`select st_length(st_geomfromtext('LINESTRING(0 0, 1 0)', 4326)::geography) as m`
		);
		// a·π/180 with WGS-84's a = 6,378,137 m.
		expect(rows[0]?.m).toBeCloseTo((6_378_137 * Math.PI) / 180, 3);
	});

	test('migrating again changes nothing', async () => {
		const steps: string[] = [];
		await migrate(base.db, (name) => steps.push(name));
		expect(steps).toEqual([]);
		const { rows } = await base.pool.query<{ name: string }>('select name from kysely_migration order by name');
		expect(rows.at(-1)?.name).toBe(schemaVersion);
	});

	test('a database of a newer program is refused, named, and left as it is', async () => {
		await base.pool.query(`insert into kysely_migration values ('9999-from-tomorrow', now()::text)`);
		await expect(openDatabase(base.options)).rejects.toMatchObject({
			key: 'newerSchema',
			message: expect.stringContaining('9999-from-tomorrow') as string
		});
		await base.pool.query(`delete from kysely_migration where name = '9999-from-tomorrow'`);
		const again = await openDatabase(base.options);
		await again.close();
	});

	test('a program killed between migrations goes on where it stopped', async () => {
		await base.pool.query(`delete from kysely_migration where name = '0003-planner'`);
		await base.pool.query(
			`do $$ declare t text; begin
				for t in select tablename from pg_tables where schemaname = 'public' and tablename ~ '^(draft|plan_|grid_code)'
				loop execute format('drop table %I cascade', t); end loop; end $$`
		);
		await base.pool.query('drop trigger grid_codes_are_kept on grid');
		await base.pool.query('drop function note_grid_codes');
		for (const [table, columns] of [
			['plan', ['draft_id', 'base_id', 'brings_back', 'next_border_id', 'published_by', 'published_name', 'published_at']],
			['grid', ['locked', 'workers', 'came_from']],
			['grid_building', ['assigned', 'cut_reason']]
		] as const)
			for (const column of columns) await base.pool.query(`alter table ${table} drop column ${column}`);
		await base.pool.query('alter table plan drop constraint plan_waits_for_a_moment');
		await base.pool.query('drop index plan_one_at_a_time');
		const steps: string[] = [];
		await migrate(base.db, (name) => steps.push(name));
		expect(steps).toEqual(['0003-planner']);
	});
});

describe.runIf(testEngine === 'native')('a native server (skipped on embedded: there is none)', () => {
	const name = `gridkeeper_plain_${process.pid}`;
	const user = `gridkeeper_user_${process.pid}`;

	test('without PostGIS, where one may not create it, is refused with what to do', async () => {
		await asAdministrator(serverUrl(), async (client) => {
			await client.query(`create role ${user} login password 'plain'`);
			await client.query(`create database ${name} owner ${user}`);
		});
		const url = new URL(withDatabase(serverUrl(), name));
		url.username = user;
		url.password = 'plain';
		try {
			await expect(openDatabase({ databaseUrl: url.href })).rejects.toMatchObject({
				key: 'noPostgis',
				message: expect.stringContaining('CREATE EXTENSION postgis') as string
			});
		} finally {
			await asAdministrator(serverUrl(), async (client) => {
				await client.query(`drop database ${name} with (force)`);
				await client.query(`drop role ${user}`);
			});
		}
	});

	test('where one may, PostGIS is created', async () => {
		await asAdministrator(serverUrl(), (client) => client.query(`create database ${name}`));
		try {
			const open = await openDatabase({ databaseUrl: withDatabase(serverUrl(), name) });
			expect(open.version).toContain('PostGIS 3');
			await open.close();
		} finally {
			await asAdministrator(serverUrl(), (client) => client.query(`drop database ${name} with (force)`));
		}
	});

	test('that does not answer, or does not know the password, is refused without showing the password', async () => {
		const wrong = new URL(serverUrl());
		wrong.username = 'nobody-here';
		wrong.password = 'secret-word';
		for (const url of ['postgres://someone:secret-word@127.0.0.1:1/x', wrong.href]) {
			const refusal = await openDatabase({ databaseUrl: url }).catch((error: unknown) => error as Error & { key: string });
			expect(refusal).toMatchObject({ key: 'serverUnreachable' });
			expect((refusal as Error).message).not.toContain('secret-word');
		}
	});
});
