import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { dropFixDaysBefore, fixDayOf, fixDays, makeFixDays, waitingFixDays } from '../../src/lib/server/store/fix-days.ts';
import { openTestDatabase, type TestDatabase } from '../database.ts';

let database: TestDatabase;
beforeAll(async () => {
	database = await openTestDatabase();
	await sql`insert into area (depth, code, name, geom) values (0, '990101', 'x', st_multi(st_geomfromtext('POLYGON((0 0,1 0,1 1,0 0))', 4326)))`.execute(
		database.db
	);
	await sql`insert into device (district_id, label, token_hash) select 1, 'd' || i, ('\\x' || md5(i::text))::bytea from generate_series(1, 9) i`.execute(
		database.db
	);
});
afterAll(() => database.close());
beforeEach(async () => {
	await dropFixDaysBefore(database.db, Date.parse('9000-01-01'));
});

const insert = (at: string, device = 1): Promise<unknown> =>
	sql`insert into fix (device_id, recorded_at, received_at, lng, lat) values (${device}, ${at}::timestamptz, ${at}::timestamptz, 118, 32) on conflict do nothing`.execute(
		database.db
	);
const placed = async (): Promise<string[]> =>
	(
		await sql<{
			row: string;
		}>`select tableoid::regclass || ' ' || to_char(recorded_at at time zone 'UTC', 'DD HH24:MI') as row from fix order by recorded_at`.execute(
			database.db
		)
	).rows.map(({ row }) => row);

test('a fix of a day without a table is kept, and moves when the day is made', async () => {
	await makeFixDays(database.db, ['2026-05-02']);
	for (const at of ['2026-05-01T23:59:59Z', '2026-05-02T00:00:00Z', '2026-05-02T23:59:00Z', '2026-05-03T00:00:00Z']) await insert(at);
	expect(await placed()).toEqual(['fix_other 01 23:59', 'fix_20260502 02 00:00', 'fix_20260502 02 23:59', 'fix_other 03 00:00']);
	expect(await waitingFixDays(database.db)).toEqual(['2026-05-01', '2026-05-03']);
	const numbers = await database.db.selectFrom('fix').select(['recorded_at', 'seq']).orderBy('seq').execute();
	expect(await makeFixDays(database.db, await waitingFixDays(database.db))).toEqual(['2026-05-01', '2026-05-03']);
	expect(await placed()).toEqual(['fix_20260501 01 23:59', 'fix_20260502 02 00:00', 'fix_20260502 02 23:59', 'fix_20260503 03 00:00']);
	expect(await database.db.selectFrom('fix').select(['recorded_at', 'seq']).orderBy('seq').execute()).toEqual(numbers);
	await insert('2026-05-03T00:00:00Z');
	expect(await placed()).toHaveLength(4);
});

test('a day is made once, however many ask at a time', async () => {
	const made = await Promise.all([1, 2, 3, 4].map(() => makeFixDays(database.db, ['2026-06-01', '2026-06-02'])));
	expect(made.flat().sort()).toEqual(['2026-06-01', '2026-06-02']);
	expect(await fixDays(database.db)).toEqual(['2026-06-01', '2026-06-02']);
});

test('days go whole, and only when they are over', async () => {
	await makeFixDays(database.db, ['2026-05-01', '2026-05-02', '2026-05-03']);
	for (const at of ['2026-04-30T12:00:00Z', '2026-05-01T12:00:00Z', '2026-05-02T00:00:00Z', '2026-05-03T12:00:00Z']) await insert(at);
	expect(await dropFixDaysBefore(database.db, Date.parse('2026-05-02T23:00:00Z'))).toEqual(['2026-05-01']);
	expect(await placed()).toEqual(['fix_20260502 02 00:00', 'fix_20260503 03 12:00']);
});

test('fixes that come while days are made and dropped are all there', async () => {
	const start = Date.parse('2026-07-01T00:00:00Z');
	const times = Array.from({ length: 120 }, (_, i) => new Date(start + i * 3_600_000).toISOString());
	const writing = (async () => {
		for (const at of times) await insert(at, 2);
	})();
	for (let day = 0; day < 5; day++) await makeFixDays(database.db, [fixDayOf(start + day * 86_400_000)]);
	await writing;
	await makeFixDays(database.db, await waitingFixDays(database.db));
	const { rows } = await sql<{ n: number; other: number }>`
		select count(*)::int as n, count(*) filter (where tableoid = 'fix_other'::regclass)::int as other from fix where device_id = 2`.execute(
		database.db
	);
	expect(rows).toEqual([{ n: 120, other: 0 }]);
});

test('only the days asked for are looked at', async () => {
	await makeFixDays(database.db, ['2026-05-01', '2026-05-02', '2026-05-03']);
	const { rows } = await sql<Record<string, string>>`explain select * from fix
		where recorded_at >= '2026-05-02T08:00:00Z' and recorded_at < '2026-05-02T09:00:00Z'`.execute(database.db);
	const plan = rows.map((row) => Object.values(row)[0]).join('\n');
	expect(plan).toContain('fix_20260502');
	expect(plan).not.toMatch(/fix_20260501|fix_20260503/);
});
