/** `backup` and `restore`: what was there is there again, byte for byte, on either engine; what is damaged changes nothing. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveDistrict } from '#lib/server/store/save-district.ts';
import { migrate } from '#db/migrate.ts';
import { type Db, openDatabase } from '#db/open.ts';
import { copyOfTemplate, openTestDatabase, type TestDatabase } from '../database.ts';
import { ground } from '../ground.ts';
import { type Folder, runCli, temporaryFolder } from './run-cli.ts';

let from: TestDatabase;
let folder: Folder;
let file: string;

const envOf = ({ options }: TestDatabase): Record<string, string> => ({
	DATABASE_URL: options.databaseUrl,
	...('dataDir' in options && { GRIDKEEPER_DATA: options.dataDir })
});

/** What PostgreSQL itself says of a table: how many rows, and the hash of all of them in order of their text. */
async function fingerprint(db: Db): Promise<Record<string, string>> {
	const tables = await sql<{ name: string }>`
		select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'spatial_ref_sys' order by 1`.execute(db);
	const prints: Record<string, string> = {};
	for (const { name } of tables.rows) {
		const { rows } = await sql<{ print: string }>`
			select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text collate "C")), '') as print from ${sql.table(name)} t`.execute(
			db
		);
		if (!name.startsWith('kysely_')) prints[name] = rows[0]?.print ?? '';
	}
	return prints;
}

beforeAll(async () => {
	from = await openTestDatabase();
	await saveDistrict(from.db, ground, { nowMs: Date.now(), plan: { state: 'effective', faults: [] } });
	const device = await from.db.selectFrom('device').select('id').executeTakeFirst();
	const person = await from.db.selectFrom('person').select(['id', 'district_id']).executeTakeFirstOrThrow();
	const deviceId =
		device?.id ??
		(
			await from.db
				.insertInto('device')
				.values({
					district_id: person.district_id,
					person_id: person.id,
					label: 'a "phone" \\ 电话\n',
					token_hash: Buffer.from([0, 1, 254, 255])
				})
				.returning('id')
				.executeTakeFirstOrThrow()
		).id;
	for (const daysAgo of [0, 1, 40]) {
		const at = new Date(Date.now() - daysAgo * 86_400_000);
		await sql`insert into fix (device_id, recorded_at, received_at, lng, lat, accuracy_m) values (${deviceId}, ${at}, ${at}, 118.1234567, ${1 / 3}, 0.1)`.execute(
			from.db
		);
	}
	folder = await temporaryFolder();
	file = await folder.write('all.gkb', '');
	await rm(file);
	const said = await runCli(['backup', '--out', file, '--lang', 'en'], envOf(from));
	expect(said, said.err).toMatchObject({ status: 0 });
	expect(said.out).toMatch(/rows of \d+ tables .* written/);
});
afterAll(async () => {
	await folder?.remove();
	await from?.close();
});

describe('a backup', () => {
	test('restores every table as PostgreSQL itself sees it, and counting goes on where it was', async () => {
		const to = await openTestDatabase();
		try {
			const target = 'dataDir' in to.options ? { ...to, options: { databaseUrl: '' as const, dataDir: await copyOfTemplate() } } : to;
			// A database that the test has open is in use.
			if (!('dataDir' in to.options)) await to.pool.end();
			const said = await runCli(['restore', '--in', file, '--lang', 'en'], envOf(target));
			expect(said, said.err).toMatchObject({ status: 0 });
			const open = await openDatabase(target.options);
			try {
				expect(await fingerprint(open.db)).toEqual(await fingerprint(from.db));
				const made = await open.db
					.insertInto('area')
					.values({ depth: 0, code: 'x', name: 'x', geom: sql<string>`st_multi(st_makeenvelope(0, 0, 1, 1, 4326))` })
					.returning('id')
					.executeTakeFirstOrThrow();
				const { most } = await from.db
					.selectFrom('area')
					.select((e) => e.fn.max('id').as('most'))
					.executeTakeFirstOrThrow();
				expect(made.id).toBeGreaterThan(most);
				// Constraints and triggers are on again.
				await expect(sql`update grid set area_id = -1`.execute(open.db)).rejects.toThrow(/foreign key/);
			} finally {
				await open.close();
			}
		} finally {
			await to.close();
		}
	}, 120_000);

	test('goes into the other engine too, with the same hashes', async () => {
		if (from.engine === 'embedded') {
			console.log('the way into the other engine is tried from native only: an embedded database needs no server');
			return;
		}
		const dataDir = await copyOfTemplate();
		const said = await runCli(['restore', '--in', file], { DATABASE_URL: '', GRIDKEEPER_DATA: dataDir });
		expect(said, said.err).toMatchObject({ status: 0 });
		await rm(dataDir, { recursive: true, force: true });
	}, 120_000);

	test('that is cut, changed or something else is refused in words, and nothing is changed', async () => {
		const text = gunzipSync(await readFile(file)).toString('utf8');
		const whole = await readFile(file);
		const lines = text.trimEnd().split('\n');
		const row = lines.findIndex((line) => line.startsWith('['));
		const spoiled: Record<string, Buffer> = {
			cut: whole.subarray(0, whole.length - 40),
			short: gzipSync(lines.slice(0, -1).join('\n')),
			'less a row': gzipSync(lines.filter((_, i) => i !== row).join('\n')),
			'another value': gzipSync(text.replace(/118\.1234567/g, '118.1234568')),
			'no backup': Buffer.from('hello')
		};
		const dataDir = await copyOfTemplate();
		try {
			for (const [name, bytes] of Object.entries(spoiled)) {
				const path = await folder.write(`${name}.gkb`, '');
				await writeFile(path, bytes);
				const said = await runCli(['restore', '--in', path, '--lang', 'en'], { DATABASE_URL: '', GRIDKEEPER_DATA: dataDir });
				expect(said.status, `${name}: ${said.out}${said.err}`).toBe(2);
				expect(said.err, name).toMatch(name === 'no backup' ? /is no Gridkeeper backup/ : /cut short or damaged/);
			}
			const open = await openDatabase({ databaseUrl: '', dataDir });
			await migrate(open.db);
			expect(await open.db.selectFrom('area').select('id').execute()).toEqual([]);
			await open.close();
		} finally {
			await rm(dataDir, { recursive: true, force: true });
		}
	}, 120_000);

	test('is not poured over what is there', async () => {
		const dataDir = await copyOfTemplate();
		const env = { DATABASE_URL: '', GRIDKEEPER_DATA: dataDir };
		try {
			expect((await runCli(['restore', '--in', file], env)).status).toBe(0);
			const again = await runCli(['restore', '--in', file, '--lang', 'en'], env);
			expect(again).toMatchObject({ status: 2 });
			expect(again.err).toContain('There is data in the database');
			expect((await runCli(['restore', '--in', file, '--replace'], env)).status).toBe(0);
		} finally {
			await rm(dataDir, { recursive: true, force: true });
		}
	}, 120_000);

	test('is refused while somebody uses a native database', async () => {
		if (from.engine === 'embedded') return console.log('an embedded folder in use is refused by its own lock (db/folder-owner.ts)');
		const client = await from.pool.connect();
		const said = await runCli(['restore', '--in', file, '--replace', '--lang', 'en'], envOf(from)).finally(() => client.release());
		expect(said.status).toBe(2);
		expect(said.err).toMatch(/connections use this database/);
	});
});
