/** What every database has to be before the program runs on it, whichever engine. */
import { Migrator } from 'kysely/migration';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate, schemaVersion } from '../../db/migrate.ts';
import { MIGRATIONS } from '../../db/migrations.ts';
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
		// Back to an empty database, but for what belongs to PostGIS.
		await base.pool.query(
			`do $$ declare each text; begin
				foreach each in array array(
					select format('drop table if exists %I cascade', tablename) from pg_tables where schemaname = 'public' and tablename <> 'spatial_ref_sys'
					union all select format('drop sequence if exists %I cascade', sequencename) from pg_sequences where schemaname = 'public'
					union all select format('drop function if exists %s cascade', p.oid::regprocedure) from pg_proc p
						where p.pronamespace = 'public'::regnamespace and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e'))
				loop execute each; end loop; end $$`
		);
		const names = Object.keys(MIGRATIONS).sort();
		const before = new Migrator({ db: base.db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });
		expect((await before.migrateTo(names[1]!)).error).toBeUndefined();
		const steps: string[] = [];
		await migrate(base.db, (name) => steps.push(name));
		expect(steps).toEqual(names.slice(2));
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
