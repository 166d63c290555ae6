/**
 * The past from kept states is the past from nothing but the fixes: at random moments, for days of random walks, with fixes that come late, and after
 * the rules have changed. The other side of every comparison is coverage fed with every fix stored before the moment, in one go.
 */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepPast } from '#lib/server/actions/keep-past.ts';
import { replayStretch } from '#lib/server/actions/replay-stretch.ts';
import { groundAt, MARK_MS } from '#lib/server/actions/stand-reel.ts';
import { coverageGround } from '#lib/server/live/open-coverage.ts';
import { fixDaysBetween, makeFixDays } from '#lib/server/store/fix-days.ts';
import { devicesEver, fixesBetween } from '#lib/server/store/fixes.ts';
import { loadLiveGround } from '#lib/server/store/live-ground.ts';
import { pastSeenMoments } from '#lib/server/store/past-seen.ts';
import { saveDistrict } from '#lib/server/store/save-district.ts';
import { createDistrictCoverage } from '#lib/patrol/district-coverage.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import { stretchStart, unpackStretch, type Stretch } from '#lib/wire/replay.ts';
import type { AreaId } from '#lib/area/area.ts';
import { openTestDatabase, type TestDatabase } from '../database.ts';
import { at, ground } from '../ground.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Fixed, so that marks and walks fall the same way on every run. */
const NOW_MS = Date.parse('2026-05-05T13:47:00Z');
const BEGIN_MS = NOW_MS - 3 * DAY_MS;
const TRIALS = Number(process.env['REPLAY_TRIALS'] ?? 8);
const never = new AbortController().signal;

let database: TestDatabase;
let districtId: AreaId;
beforeAll(async () => {
	database = await openTestDatabase();
	const { db } = database;
	({ districtId } = await saveDistrict(db, ground, { nowMs: BEGIN_MS - DAY_MS, plan: { state: 'effective', faults: [] } }));
	await makeFixDays(db, fixDaysBetween(BEGIN_MS, NOW_MS));
	await sql`insert into device (district_id, person_id, label, token_hash)
		select district_id, id, source_id, ('\\x' || md5(source_id))::bytea from person where district_id = ${districtId} order by id limit 3`.execute(
		db
	);
	const devices = [...(await devicesEver(db, districtId))];
	expect(devices).toHaveLength(3);
	// Half an hour on foot, an hour and a half of rest, each at other times than the others; now and then a bad fix or a jump.
	for (const [n, device] of devices.entries()) {
		const random = draws(100 + n);
		let [east, north, heading] = [100 + 180 * n, 100, random() * 6.28];
		const rows: Row[] = [];
		for (let ms = BEGIN_MS + n * 1_500_000; ms < NOW_MS; ms += 10_000) {
			if (Math.floor((ms - BEGIN_MS) / 1_800_000 + n) % 4 !== 0) continue;
			heading += random() - 0.5;
			east = Math.min(590, Math.max(5, east + 12 * Math.cos(heading)));
			north = Math.min(395, Math.max(5, north + 12 * Math.sin(heading)));
			const away = random() < 0.02 ? 150 : 0;
			const [lng, lat] = at(east + away, north);
			rows.push({ device, ms: ms + n, lng, lat, accuracy: random() < 0.1 ? 90 : 6, speed: random() < 0.3 ? null : 1.2 });
		}
		await store(rows, (row) => row.ms + 4_000);
	}
}, 120_000);
afterAll(() => database?.close());

interface Row {
	readonly device: number;
	readonly ms: number;
	readonly lng: number;
	readonly lat: number;
	readonly accuracy: number;
	readonly speed: number | null;
}

async function store(rows: readonly Row[], receivedMs: (row: Row) => number): Promise<void> {
	const column = <T>(pick: (row: Row) => T): T[] => rows.map(pick);
	await sql`insert into fix (device_id, recorded_at, received_at, lng, lat, accuracy_m, speed_mps)
		select device, to_timestamp(ms / 1000), to_timestamp(received / 1000), lng, lat, accuracy, speed
		from unnest(${column((row) => row.device)}::int[], ${column((row) => row.ms)}::float8[], ${column(receivedMs)}::float8[], ${column((row) => row.lng)}::float8[],
			${column((row) => row.lat)}::float8[], ${column((row) => row.accuracy)}::real[], ${column((row) => row.speed)}::real[])
			as r (device, ms, received, lng, lat, accuracy, speed) order by ms`.execute(database.db);
}

function draws(seed: number): () => number {
	let state = seed;
	return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

async function stretch(atMs: number): Promise<Stretch> {
	const bytes = await replayStretch(database.db, { districtId, areaId: districtId, atMs, detail: 'coarse', nowMs: NOW_MS }, never);
	if (!bytes) throw new Error('there is no such stretch');
	return unpackStretch(bytes);
}

/** Everything stored from one moment on and before another, taken in at once. */
async function fromFixesAlone(sinceMs: number, atMs: number): Promise<{ numbers: unknown[]; gaps: unknown[]; seen: unknown[] }> {
	const { db } = database;
	const held = await groundAt(db, districtId, atMs);
	const live = await loadLiveGround(db, districtId, atMs);
	if (!held || !live) throw new Error('there is no such district');
	const coverage = createDistrictCoverage(coverageGround(live, held.rules.rules), held.rules.rules);
	coverage.addFixes(await fixesBetween(db, await devicesEver(db, districtId), sinceMs - 1, atMs - 1));
	coverage.passTime(atMs);
	return {
		numbers: live.grids.map(({ id }) => coverage.coverageOf(id, atMs)).sort((a, b) => a.gridId - b.gridId),
		gaps: sorted(
			live.grids.flatMap(({ id }) =>
				coverage.gapsOf(id, atMs).map(({ kind, shape, measures, cause }) => ({ kind, shape, measures, cause }))
			)
		),
		seen: live.buildings.flatMap(({ id }) => (coverage.seenAtS(id) > 0 ? [[id, coverage.seenAtS(id)]] : [])).sort()
	};
}
const sorted = (list: readonly unknown[]): unknown[] => list.map((one) => JSON.stringify(one)).sort();

function told({ snapshot, tick }: Stretch): { numbers: unknown[]; gaps: unknown[]; seen: unknown[] } {
	return {
		numbers: snapshot.coverage.toSorted((a, b) => a.gridId - b.gridId),
		gaps: sorted(
			snapshot.gaps
				.filter(({ dimension }) => dimension === 'D4')
				.map(({ kind, shape, measures, cause }) => ({ kind, shape, measures, cause }))
		),
		seen: tick.seen.map(({ buildingId, seenAtS }) => [buildingId, seenAtS]).sort()
	};
}

async function keepEverything(): Promise<number> {
	let marks = 0;
	while (await keepPast(database.db, districtId, NOW_MS, never)) marks++;
	return marks;
}

test('without anything kept, a moment shows what the fixes of the hours before it say', async () => {
	const ms = stretchStart(BEGIN_MS + 20 * HOUR_MS);
	const shown = told(await stretch(ms));
	expect(shown).toEqual(await fromFixesAlone(BEGIN_MS, ms));
	expect(shown.seen.length).toBeGreaterThan(10);
	expect(shown.gaps.length).toBeGreaterThan(3);
});

test('every mark of the past is kept once, and nothing that is still fresh', async () => {
	expect(await keepEverything()).toBe(18);
	const marks = (await pastSeenMoments(database.db, districtId)).map(({ atMs }) => atMs);
	expect(marks[0]).toBe(Math.ceil(BEGIN_MS / MARK_MS) * MARK_MS);
	expect(marks.at(-1)).toBe(Math.floor(NOW_MS / MARK_MS) * MARK_MS);
	expect(marks.every((ms, i) => i === 0 || ms - marks[i - 1]! === MARK_MS)).toBe(true);
	expect(await keepEverything()).toBe(0);
});

test('at random moments, the past from kept states is the past from every fix there is', async () => {
	const random = draws(Number(process.env['REPLAY_SEED'] ?? 5));
	for (let trial = 0; trial < TRIALS; trial++) {
		const ms = stretchStart(BEGIN_MS + random() * (NOW_MS - BEGIN_MS));
		expect(told(await stretch(ms)), new Date(ms).toISOString()).toEqual(await fromFixesAlone(BEGIN_MS, ms));
	}
});

test('a fix that comes late is in the past at once, although everything after it was kept and told before', async () => {
	const random = draws(23);
	const [device] = await devicesEver(database.db, districtId);
	for (let trial = 0; trial < Math.ceil(TRIALS / 2); trial++) {
		const lateMs = Math.floor(BEGIN_MS + (0.2 + 0.6 * random()) * (NOW_MS - BEGIN_MS));
		// In the middle of the last hours before it, where it joins, parts and outshines what was there.
		const moments = [600_000, 5 * HOUR_MS, 20 * HOUR_MS].map((after) => stretchStart(lateMs + after)).filter((ms) => ms < NOW_MS);
		for (const ms of moments) await stretch(ms);
		const before = moments[0] === undefined ? null : told(await stretch(moments[0]));
		const place = { east: 20 + 560 * random(), north: 20 + 360 * random() };
		const rows = Array.from({ length: 90 }, (_, i): Row => {
			const [lng, lat] = at(place.east + (i % 10), place.north + Math.floor(i / 10) * 4);
			return { device: device!, ms: lateMs + i * 7_001, lng, lat, accuracy: 5, speed: null };
		});
		await store(rows, () => NOW_MS);
		for (const ms of moments) expect(told(await stretch(ms)), new Date(ms).toISOString()).toEqual(await fromFixesAlone(BEGIN_MS, ms));
		if (before && moments[0] !== undefined) expect(told(await stretch(moments[0])).numbers).not.toEqual(before.numbers);
		await keepEverything();
		for (const ms of moments) expect(told(await stretch(ms))).toEqual(await fromFixesAlone(BEGIN_MS, ms));
	}
}, 120_000);

test('where the rules changed, what was kept under the old ones is not taken for the new', async () => {
	const { db } = database;
	const turnMs = BEGIN_MS + 50 * HOUR_MS + 61_000;
	const rules = { ...DEFAULT_RULES, coverage: { ...DEFAULT_RULES.coverage, radiusM: 12, limitH: { low: 30, medium: 9, high: 3 } } };
	await db
		.insertInto('rule_set')
		.values({ district_id: districtId, effective_from: new Date(turnMs), note: '', body: JSON.stringify(rules) })
		.execute();
	const backMs = 30 * HOUR_MS + DEFAULT_RULES.coverage.legMaxS * 1000;
	const soon = stretchStart(turnMs + 1_200_000);
	expect(told(await stretch(soon))).toEqual(await fromFixesAlone(soon - backMs, soon));
	expect(await keepEverything()).toBeGreaterThan(3);
	// From the first mark after the change on, everything is kept that this mark stood on.
	const firstMs = Math.ceil(turnMs / MARK_MS) * MARK_MS;
	for (const ms of [firstMs + HOUR_MS, firstMs + 11 * HOUR_MS].map(stretchStart))
		expect(told(await stretch(ms))).toEqual(await fromFixesAlone(firstMs - backMs, ms));
	const earlier = stretchStart(turnMs - 2 * HOUR_MS);
	expect(told(await stretch(earlier))).toEqual(await fromFixesAlone(BEGIN_MS, earlier));
});

test('what is kept goes with the positions it was made of', async () => {
	const { rules } = (await groundAt(database.db, districtId, NOW_MS))!;
	const laterMs = BEGIN_MS + (rules.rules.keeping.trackDays + 2) * DAY_MS;
	await keepPast(database.db, districtId, laterMs, never);
	const oldest = (await pastSeenMoments(database.db, districtId))[0]?.atMs ?? Infinity;
	expect(oldest).toBeGreaterThan(BEGIN_MS + 2 * DAY_MS);
});
