import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFixRecorder } from '#lib/server/actions/record-fixes.ts';
import { openTrackKeeper } from '#lib/server/actions/keep-tracks.ts';
import { commitFixes } from '#lib/server/store/fixes.ts';
import { fixDays } from '#lib/server/store/fix-days.ts';
import { DEFAULT_RULES, type RuleSet } from '#lib/rules/rule-set.ts';
import type { AreaId } from '#lib/area/area.ts';
import type { DeviceId } from '#lib/patrol/fix.ts';
import { openTestDatabase, type TestDatabase } from '../database.ts';

const DAY_MS = 86_400_000;
const MIDNIGHT = Date.parse('2026-05-02T00:00:00Z');

let database: TestDatabase;
let clockMs = MIDNIGHT;
const nowMs = (): number => clockMs;
beforeAll(async () => {
	database = await openTestDatabase();
	await sql`insert into area (depth, code, name, geom) select 0, '99010' || i, 'x', st_multi(st_geomfromtext('POLYGON((0 0,1 0,1 1,0 0))', 4326))
		from generate_series(1, 2) i`.execute(database.db);
	await sql`insert into device (district_id, label, token_hash) select i, 'd' || i, ('\\x' || md5(i::text))::bytea from generate_series(1, 2) i`.execute(
		database.db
	);
});
afterAll(() => database.close());

const place = { lng: 118, lat: 32, accuracyM: 5, speedMps: 1, bearingDeg: null, battery: null };
const times = async (device: number): Promise<string[]> =>
	(await database.db.selectFrom('fix').where('device_id', '=', device).orderBy('recorded_at').select('recorded_at').execute()).map((row) =>
		row.recorded_at.toISOString().slice(0, 16)
	);
const inOther = async (): Promise<number> =>
	(await sql<{ n: number }>`select count(*)::int as n from fix_other`.execute(database.db)).rows[0]?.n ?? -1;

test('at the turn of a day every fix is stored, in the table of its day, without waiting for one', async () => {
	const keeper = openTrackKeeper(database.db, nowMs);
	const recorder = openFixRecorder({
		commit: (devices, rows, at) => commitFixes(database.db, devices, rows, at),
		patrolRules: () => DEFAULT_RULES.patrol,
		onStored: keeper.noteStored,
		nowMs
	});
	clockMs = MIDNIGHT - 10_000;
	await keeper.makeDays();
	const answers: string[] = [];
	for (let i = 0; i < 20; i++, clockMs += 1000)
		answers.push(
			await recorder.record({ id: 1 as DeviceId, districtId: 1 as AreaId, personId: null }, [
				{ recordedAtMs: clockMs, mock: false, ...place }
			])
		);
	expect(new Set(answers)).toEqual(new Set(['stored']));
	expect(await inOther()).toBe(0);
	expect(await times(1)).toHaveLength(20);

	// A phone that was without a network for a fortnight, and one whose clock is a little ahead.
	const late = [MIDNIGHT - 14 * DAY_MS, MIDNIGHT - 13.5 * DAY_MS].map((recordedAtMs) => ({ recordedAtMs, mock: false, ...place }));
	expect(await recorder.record({ id: 2 as DeviceId, districtId: 2 as AreaId, personId: null }, late)).toBe('stored');
	expect(await inOther()).toBe(2);
	await keeper.makeDays();
	expect(await inOther()).toBe(0);
	expect(await times(2)).toEqual(['2026-04-18T00:00', '2026-04-18T12:00']);
	await recorder.close();
});

test('days go when the rules say so, each district’s by its own rules, and with them what is kept for shorter', async () => {
	const keeper = openTrackKeeper(database.db, nowMs);
	const keeping = { ...DEFAULT_RULES.keeping, trackDays: 60 };
	const rules = (version: number, districtId: number | null, given: typeof keeping): RuleSet => ({
		version,
		districtId,
		effectiveFromMs: 0,
		note: '',
		rules: { ...DEFAULT_RULES, keeping: given }
	});
	const sets = [rules(1, null, keeping), rules(2, 2, { ...keeping, trackDays: 35 })];
	await sql`insert into fix (device_id, recorded_at, received_at, lng, lat) values (1, '2026-04-18 12:00Z', '2026-04-18 12:00Z', 118, 32)`.execute(
		database.db
	);
	await sql`insert into fix_apart (device_id, recorded_at, received_at, lng, lat, reason) values
		(1, '2036-04-18 12:00Z', '2026-04-18 12:00Z', 118, 32, 'future')`.execute(database.db);
	await sql`insert into access_log (at, user_id, action, subject) values ('2022-01-01', 'a', 'old', ''), ('2026-01-01', 'a', 'newer', '')`.execute(
		database.db
	);

	clockMs = Date.parse('2026-05-23T15:00:00Z');
	expect(await keeper.dropOld(sets, clockMs)).toMatchObject({ days: [], fixes: 0, apart: 1, accessLog: 1 });

	// 36 days after the 18th of April: over for the second district alone.
	clockMs = Date.parse('2026-05-24T00:00:00Z');
	expect(await keeper.dropOld(sets, clockMs)).toMatchObject({ days: [], fixes: 2, accessLog: 0 });
	expect(await times(2)).toEqual([]);
	expect((await times(1))[0]).toBe('2026-04-18T12:00');

	clockMs = Date.parse('2026-06-18T00:00:00Z');
	expect(await keeper.dropOld(sets, clockMs)).toMatchObject({ days: ['2026-04-18'], fixes: 0 });
	expect((await times(1))[0]).toBe('2026-05-01T23:59');
	expect(await fixDays(database.db)).not.toContain('2026-04-18');
	expect((await database.db.selectFrom('access_log').select('action').execute()).map((row) => row.action)).toEqual(['newer']);
});

test('what a tracker may still send is never dropped, however short the rules keep', async () => {
	const keeper = openTrackKeeper(database.db, nowMs);
	const short: RuleSet = {
		version: 1,
		districtId: null,
		effectiveFromMs: 0,
		note: '',
		rules: { ...DEFAULT_RULES, keeping: { ...DEFAULT_RULES.keeping, trackDays: 1 } }
	};
	clockMs = Date.parse('2026-05-31T23:00:00Z');
	await keeper.dropOld([short], clockMs);
	expect(await times(1)).toContain('2026-05-02T00:00');
	clockMs = Date.parse('2026-06-02T00:00:00Z');
	await keeper.dropOld([short], clockMs);
	expect(await times(1)).toEqual([]);
});
