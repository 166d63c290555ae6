/** The server's clock is months ahead, by a slip or a dead battery: nothing is let go of before its time. */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBelievedClock, type BelievedClock } from '#lib/server/actions/believe-clock.ts';
import { keepBelievedTime } from '#lib/server/store/believed-time.ts';
import { openTestDatabase, type TestDatabase } from '../database.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const TODAY = Date.parse('2026-11-22T12:00:00Z');

let database: TestDatabase;
let wallMs: number;
let upMs: number;
beforeAll(async () => {
	database = await openTestDatabase();
	await sql`insert into area (depth, code, name, geom) values (0, '990101', 'x', st_multi(st_geomfromtext('POLYGON((0 0,1 0,1 1,0 0))', 4326)))`.execute(
		database.db
	);
	await sql`insert into device (district_id, label, token_hash) select (select min(id) from area), 'd' || i, ('\\x' || md5(i::text))::bytea
		from generate_series(1, 3) i`.execute(database.db);
});
afterAll(() => database.close());
beforeEach(async () => {
	await sql`truncate believed_time, fix`.execute(database.db);
	wallMs = TODAY;
	upMs = 0;
});

/** As the server begins; what it knew before is in the database alone. */
const start = (): BelievedClock =>
	openBelievedClock(
		database.db,
		() => wallMs,
		() => upMs
	);
const pass = (ms: number): void => {
	wallMs += ms;
	upMs += ms;
};
/** @param nth of the devices */
const report = async (nth: number, atMs: number): Promise<void> => {
	await sql`insert into fix (device_id, recorded_at, received_at, lng, lat)
		select id, ${new Date(atMs)}, ${new Date(wallMs)}, 118, 32 from device order by id offset ${nth} limit 1`.execute(database.db);
};

test('a clock that goes as it should is believed, over restarts and nights without anybody on the way', async () => {
	const clock = start();
	for (let day = 0; day < 40; day++) {
		expect(await clock.now()).toEqual({ atMs: wallMs, aheadMs: 0 });
		for (let hour = 0; hour < 24; hour++) pass(HOUR_MS);
	}
	// Down for an evening.
	await clock.now();
	wallMs += 5 * HOUR_MS;
	upMs = 0;
	expect(await start().now()).toEqual({ atMs: wallMs, aheadMs: 0 });
});

test('set months ahead under way: what is too old is reckoned as if it had not been, however long it stays so', async () => {
	const clock = start();
	await clock.now();
	wallMs += 200 * DAY_MS;
	for (let hour = 0; hour < 48; hour++) {
		expect(await clock.now()).toEqual({ atMs: TODAY + hour * HOUR_MS, aheadMs: 200 * DAY_MS });
		pass(HOUR_MS);
	}
	wallMs -= 200 * DAY_MS;
	expect(await clock.now()).toEqual({ atMs: wallMs, aheadMs: 0 });
});

test('started with a clock months ahead, it goes on from what it last knew; phones that know better are heard, one alone is not', async () => {
	await start().now();
	wallMs += 200 * DAY_MS;
	const clock = start();
	expect(await clock.now()).toEqual({ atMs: TODAY, aheadMs: 200 * DAY_MS });
	// Their own clocks are right: two days after the server last ran.
	await report(0, TODAY + 2 * DAY_MS);
	await report(1, TODAY + 2 * DAY_MS - 1000);
	// And one is as wrong as the server.
	await report(2, wallMs);
	expect(await clock.now()).toEqual({ atMs: TODAY + 2 * DAY_MS, aheadMs: 198 * DAY_MS });
});

test('switched off for a hundred days, it believes its clock as soon as two phones say the same, or somebody confirms it', async () => {
	await start().now();
	wallMs += 100 * DAY_MS;
	const phones = start();
	expect((await phones.now()).aheadMs).toBe(100 * DAY_MS);
	await report(0, wallMs - 60_000);
	expect((await phones.now()).aheadMs).toBe(100 * DAY_MS);
	await report(1, wallMs - 30_000);
	expect(await phones.now()).toEqual({ atMs: wallMs, aheadMs: 0 });

	wallMs += 100 * DAY_MS;
	const idle = start();
	expect((await idle.now()).aheadMs).toBeGreaterThan(99 * DAY_MS);
	await keepBelievedTime(database.db, wallMs);
	expect(await idle.now()).toEqual({ atMs: wallMs, aheadMs: 0 });
	pass(HOUR_MS);
	expect(await idle.now()).toEqual({ atMs: wallMs, aheadMs: 0 });
});

test('set years back it is followed at once, which lets go of nothing; and coming back from there is a leap like any other', async () => {
	const clock = start();
	await clock.now();
	wallMs -= 6 * 365 * DAY_MS;
	expect(await clock.now()).toEqual({ atMs: wallMs, aheadMs: 0 });
	wallMs = TODAY;
	expect((await clock.now()).aheadMs).toBe(6 * 365 * DAY_MS);
	await report(0, TODAY - 1000);
	await report(1, TODAY - 1000);
	expect(await clock.now()).toEqual({ atMs: TODAY, aheadMs: 0 });
});

test('a database from before this was kept, and a backup of last year: the newest reports in it say when it was', async () => {
	await report(0, TODAY - 300 * DAY_MS);
	expect(await start().now()).toEqual({ atMs: TODAY - 300 * DAY_MS, aheadMs: 300 * DAY_MS });
});
