/** Who was in a polygon, held against a count of the same fixes by the even-odd rule, one by one. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { peopleWithin } from '#lib/server/store/tracks-within.ts';
import type { Position } from '#lib/geo/position.ts';
import { openTestDatabase, type TestDatabase } from '../database.ts';

let database: TestDatabase;
const FROM = Date.parse('2026-05-01T20:00:00Z');
beforeAll(async () => {
	database = await openTestDatabase();
	const { db } = database;
	await sql`insert into area (depth, code, name, geom) select 0, '99010' || i, 'x', st_multi(st_geomfromtext('POLYGON((0 0,1 0,1 1,0 0))', 4326))
		from generate_series(1, 2) i`.execute(db);
	await sql`insert into person (district_id, source_id, name, role) values (1, 'a', '甲', 'police'), (2, 'b', '乙', 'police')`.execute(db);
	await sql`insert into device (district_id, person_id, label, token_hash)
		select case when i = 2 then 2 else 1 end, case when i < 3 then i end, 'device ' || i, ('\\x' || md5(i::text))::bytea from generate_series(1, 4) i`.execute(
		db
	);
	await sql`insert into fix (device_id, recorded_at, received_at, lng, lat, accuracy_m)
		select 1 + i % 4, ${new Date(FROM)}::timestamptz + i * interval '40 seconds', now(), 118 + (i * 7919 % 1000) / 1e5, 32 + (i * 104729 % 1000) / 1e5,
			case when i % 10 = 0 then 80 when i % 3 = 0 then null else 5 end
		from generate_series(1, 1000) i`.execute(db);
});
afterAll(() => database?.close());

const star: Position[] = [
	[118.001, 32.001],
	[118.009, 32.002],
	[118.004, 32.004],
	[118.008, 32.009],
	[118.002, 32.008]
];
const ask = (over: Partial<Parameters<typeof peopleWithin>[1]> = {}) =>
	peopleWithin(
		database.db,
		{ polygon: star, fromMs: FROM, untilMs: FROM + 8 * 3_600_000, areaIds: [1, 2], maxAccuracyM: 50, ...over },
		new AbortController().signal
	);

function isIn([x, y]: Position): boolean {
	let inside = false;
	for (let i = 0, j = star.length - 1; i < star.length; j = i++) {
		const [[x1, y1], [x2, y2]] = [star[i]!, star[j]!];
		if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
	}
	return inside;
}

test('everybody with a fix in it is named, with the first, the last and how many', async () => {
	const rows = await database.db.selectFrom('fix').selectAll().execute();
	const inside = rows.filter(
		(row) =>
			isIn([row.lng, row.lat]) &&
			(row.accuracy_m ?? 0) <= 50 &&
			row.recorded_at.getTime() < FROM + 8 * 3_600_000 &&
			row.recorded_at.getTime() >= FROM
	);
	const expected = [...Map.groupBy(inside, (row) => row.device_id)]
		.map(([no, own]) => {
			const times = own.map((row) => row.recorded_at.getTime());
			return { no, firstMs: Math.min(...times), lastMs: Math.max(...times), fixes: own.length };
		})
		.sort((a, b) => a.firstMs - b.firstMs || a.no - b.no);
	expect(expected).toHaveLength(4);
	const people = await ask();
	expect(people?.map(({ no, firstMs, lastMs, fixes }) => ({ no, firstMs, lastMs, fixes }))).toEqual(expected);
	expect(people?.find(({ no }) => no === 1)?.name).toBe('甲');
	expect(people?.find(({ no }) => no === 4)?.name).toBe('device 4');
});

test('only people of the areas asked for, only within the times, and nobody where nobody was', async () => {
	expect((await ask({ areaIds: [2] }))?.map(({ no }) => no)).toEqual([2]);
	const late = await ask({ fromMs: FROM + 7_200_000, untilMs: FROM + 7_500_000 });
	expect(late?.every(({ firstMs, lastMs }) => firstMs >= FROM + 7_200_000 && lastMs < FROM + 7_500_000)).toBe(true);
	expect(await ask({ fromMs: FROM - 7_200_000, untilMs: FROM })).toEqual([]);
});

test('a ring that crosses itself is no place', async () => {
	expect(
		await ask({
			polygon: [
				[118, 32],
				[118.01, 32.01],
				[118.01, 32],
				[118, 32.01]
			]
		})
	).toBeNull();
});
