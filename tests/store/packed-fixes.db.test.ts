import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unpackFixes } from '#lib/patrol/packed-fixes.ts';
import { packedFixes } from '../../src/lib/server/store/packed-fixes.ts';
import { openTestDatabase, type TestDatabase } from '../database.ts';

const FROM = Date.parse('2026-05-01T23:10:00Z');
const EVERY_MS = 500;
const MOMENTS = 15_000;
const CROWD_MS = FROM + 3_000_050;
let database: TestDatabase;
beforeAll(async () => {
	database = await openTestDatabase();
	const { db } = database;
	await sql`insert into area (depth, code, name, geom) select 0, '99010' || i, 'x', st_multi(st_geomfromtext('POLYGON((0 0,1 0,1 1,0 0))', 4326))
		from generate_series(1, 2) i`.execute(db);
	await sql`insert into device (district_id, label, token_hash)
		select case when i = 4 then 2 else 1 end, 'd' || i, ('\\x' || md5(i::text))::bytea from generate_series(1, 4) i`.execute(db);
	// Three of one district and one of another at every moment: pages of a round number of rows would tear them apart.
	await sql`insert into fix (device_id, recorded_at, received_at, lng, lat, speed_mps)
		select d, ${new Date(FROM)}::timestamptz + n * ${EVERY_MS} * interval '1 ms', now(), 118 + n * 1e-6, 32 + d, case when d = 2 then 1.25 end
		from generate_series(0, ${MOMENTS - 1}) n, generate_series(1, 4) d`.execute(db);
});
afterAll(() => database?.close());

async function read(fromMs: number, beforeMs: number): Promise<{ fixes: ReturnType<typeof unpackFixes>; pages: number }> {
	const fixes: ReturnType<typeof unpackFixes> = [];
	let [pages, toldMs] = [0, fromMs];
	for await (const { bytes, untilMs } of packedFixes(database.db, 1, fromMs, beforeMs)) {
		const page = unpackFixes(bytes);
		expect(page.every(({ recordedAtMs }) => recordedAtMs >= toldMs && recordedAtMs < untilMs)).toBe(true);
		fixes.push(...page);
		pages++;
		toldMs = untilMs;
	}
	return { fixes, pages };
}

test('every fix of the district is told once, in order of time, however the pages fall', async () => {
	const { fixes, pages } = await read(FROM, FROM + MOMENTS * EVERY_MS);
	expect(pages).toBeGreaterThan(2);
	expect(fixes).toHaveLength(3 * MOMENTS);
	expect(fixes.every(({ recordedAtMs }, i) => recordedAtMs === FROM + Math.floor(i / 3) * EVERY_MS)).toBe(true);
	expect(new Set(fixes.map(({ deviceId, recordedAtMs }) => `${deviceId} ${recordedAtMs}`)).size).toBe(3 * MOMENTS);
	expect(fixes.every(({ deviceId, lat, speedMps }) => lat === 32 + deviceId && speedMps === (deviceId === 2 ? 1.25 : null))).toBe(true);
	expect((await read(FROM + 1, FROM + 2 * EVERY_MS)).fixes).toHaveLength(3);
	expect((await read(FROM - 10_000_000, FROM)).fixes).toEqual([]);
});

test('more at one moment than a page holds are told all the same', async () => {
	await sql`with d as (insert into device (district_id, label, token_hash) select 1, 'c' || i, ('\\x' || md5('c' || i))::bytea from generate_series(1, 21000) i returning id)
		insert into fix (device_id, recorded_at, received_at, lng, lat) select id, ${new Date(CROWD_MS)}::timestamptz, now(), 118, 32 from d`.execute(
		database.db
	);
	const { fixes } = await read(CROWD_MS - 30_000, CROWD_MS + 30_000);
	expect(fixes.filter(({ recordedAtMs }) => recordedAtMs === CROWD_MS)).toHaveLength(21_000);
	expect(fixes).toHaveLength(21_000 + 3 * 120);
});
