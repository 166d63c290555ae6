/** The past, run again from what is stored, is what the live side saw; and it is the same from whichever moment one comes to it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { replayStretch } from '#lib/server/actions/replay-stretch.ts';
import type { Gap } from '#lib/ledger/gap.ts';
import type { GridCoverage } from '#lib/patrol/grid-coverage.ts';
import { STRETCH_MS, stretchStart, unpackStretch, type Stretch } from '#lib/wire/replay.ts';
import type { AreaId } from '#lib/area/area.ts';
import { at } from '../ground.ts';
import { type LiveServer, openLiveServer, stand } from '../live/live-server.ts';

let server: LiveServer;
let markMs: number;
beforeAll(async () => {
	server = await openLiveServer();
	const nowMs = server.nowMs();
	markMs = stretchStart(nowMs) - STRETCH_MS;
	// Three people walk about for half an hour until the mark, and two of them on for five minutes.
	let seed = 7;
	const random = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
	const tokens = [...server.tokens.values()].slice(0, 3);
	for (const [n, token] of tokens.entries()) {
		const device = await server.live().devices.find([token]);
		if (!device) throw new Error('a tracked person has no device');
		let [east, north] = [50 + 150 * n, 60 + 90 * n];
		let heading = random() * 6.28;
		const fixes = [];
		for (let ms = markMs - 1_800_000; ms < markMs + (n < 2 ? 300_000 : 0); ms += 10_000) {
			heading += random() - 0.5;
			east = Math.min(560, Math.max(5, east + 12 * Math.cos(heading)));
			north = Math.min(390, Math.max(5, north + 12 * Math.sin(heading)));
			const [lng, lat] = at(east, north);
			fixes.push({
				recordedAtMs: ms + n,
				lng,
				lat,
				accuracyM: random() < 0.1 ? 90 : 6,
				speedMps: 1.2,
				bearingDeg: null,
				battery: null,
				mock: false
			});
		}
		expect(await server.live().recorder.record(device, fixes)).toBe('stored');
	}
	await stand(server);
});
afterAll(() => server?.close());

async function stretch(atMs: number, detail: 'fine' | 'coarse' = 'fine', areaId = server.districtId): Promise<Stretch> {
	const question = { districtId: server.districtId, areaId, atMs, detail, nowMs: server.nowMs() };
	const bytes = await replayStretch(server.database.db, question, new AbortController().signal);
	if (!bytes) throw new Error('there is no such stretch');
	return unpackStretch(bytes);
}
const numbers = (grids: Iterable<GridCoverage>): unknown[] => [...grids].sort((a, b) => a.gridId - b.gridId);
const outlines = (gaps: Iterable<Gap>): unknown[] =>
	[...gaps]
		.filter((gap) => gap.dimension === 'D4')
		.map(({ kind, gridId, subject, shape, measures, cause, areaPath }) => ({ kind, gridId, subject, shape, measures, cause, areaPath }))
		.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

test('what is shown of the end of the walks is what the live side says of it now', async () => {
	const live = server.live().district(server.districtId);
	if (!live) throw new Error('the district is not live');
	const after = await stretch(markMs + STRETCH_MS + 1);
	expect(numbers(after.snapshot.coverage)).toEqual(numbers(live.coverage().values()));
	expect(after.snapshot.coverage.some((grid) => grid.freshBuildings > 0)).toBe(true);
	// A shape that went to the database and back may differ in its last digit.
	expect(JSON.parse(JSON.stringify(outlines(after.snapshot.gaps)))).toEqual(JSON.parse(JSON.stringify(outlines(live.openGaps()))));
	expect(after.tick.positions.map(({ no, recordedAtMs }) => [no, recordedAtMs]).sort()).toEqual(
		[...live.positions()].map(({ no, recordedAtMs }) => [no, recordedAtMs]).sort()
	);
	expect(after.tick.seen.length).toBeGreaterThan(0);
	for (const { buildingId, seenAtS } of after.tick.seen) expect(seenAtS).toBe(Math.floor((live.seenAtMs(buildingId) ?? 0) / 1000));
});

test('a stretch ends where the next begins, and tells every fix once', async () => {
	const [first, next] = [await stretch(markMs), await stretch(markMs + STRETCH_MS)];
	expect([first.fromMs, first.untilMs, next.fromMs]).toEqual([markMs, markMs + STRETCH_MS, markMs + STRETCH_MS]);
	const last = new Map(first.tick.positions.map((position) => [position.no, position.recordedAtMs]));
	let fixes = 0;
	for (const frame of first.frames)
		for (const position of frame.tick?.positions ?? []) {
			fixes++;
			expect(position.recordedAtMs).toBeGreaterThan(last.get(position.no) ?? 0);
			expect(position.recordedAtMs).toBeLessThan(frame.atMs);
			last.set(position.no, position.recordedAtMs);
		}
	expect(fixes).toBe(60);
	expect(last).toEqual(new Map(next.tick.positions.map((position) => [position.no, position.recordedAtMs])));
});

test('whoever jumps to a moment sees the same as whoever came there from before', async () => {
	await stretch(markMs - 3 * STRETCH_MS);
	const walked = await stretch(markMs - STRETCH_MS);
	// From a day later, back.
	await stretch(markMs + STRETCH_MS);
	const jumped = await stretch(markMs - STRETCH_MS, 'coarse');
	expect(numbers(jumped.snapshot.coverage)).toEqual(numbers(walked.snapshot.coverage));
	expect(outlines(jumped.snapshot.gaps)).toEqual(outlines(walked.snapshot.gaps));
	expect(jumped.tick.positions).toEqual(walked.tick.positions);
});

test('before anybody walked nothing was fresh; and a part of the district is shown its own part alone', async () => {
	const before = await stretch(markMs - 7 * STRETCH_MS);
	expect(before.snapshot.coverage.every((grid) => grid.freshBuildings === 0)).toBe(true);
	expect(before.tick.positions).toEqual([]);
	const areaId = server.areas.get('990101001002') as AreaId;
	const part = await stretch(markMs, 'fine', areaId);
	const whole = await stretch(markMs);
	expect(part.snapshot.coverage.length).toBe(3);
	expect(part.snapshot.gaps.every((gap) => gap.areaPath.includes(areaId))).toBe(true);
	expect(part.frames.flatMap((frame) => frame.events).every((event) => event.areaIds.includes(areaId))).toBe(true);
	expect(part.tick.positions.length).toBeLessThan(whole.tick.positions.length);
});

test('a gap of the past is whose it was then, and passes from one to the next within the stretch', async () => {
	const { db } = server.database;
	const gridId = (await stretch(markMs)).snapshot.gaps.find((gap) => gap.dimension === 'D4')?.gridId;
	const primary = { subject_kind: 'grid', subject_id: Number(gridId), duty: 'primary' } as const;
	const [before, after] = (await db.selectFrom('person').select('id').orderBy('id').limit(2).execute()).map(({ id }) => id);
	const turnMs = markMs + 240_000;
	await db.deleteFrom('assignment').where('subject_kind', '=', 'grid').where('subject_id', '=', primary.subject_id).execute();
	await db
		.insertInto('assignment')
		.values([
			{ ...primary, person_id: before!, holds_from: new Date(markMs - STRETCH_MS), holds_until: new Date(turnMs) },
			{ ...primary, person_id: after!, holds_from: new Date(turnMs) }
		])
		.execute();
	const ownersOf = (gaps: readonly Gap[]): unknown[] => [
		...new Set(gaps.filter((gap) => gap.dimension === 'D4' && gap.gridId === gridId).map(({ ownerId }) => ownerId))
	];
	const told = await stretch(markMs);
	expect(ownersOf(told.snapshot.gaps)).toEqual([before]);
	const changes = told.frames.flatMap((frame) => frame.events).filter((event) => event.kind === 'gap-changed' && event.atMs >= turnMs);
	const passed = changes.flatMap((event) => (event.kind === 'gap-changed' && event.body.gap.ownerId === after ? [event.atMs] : []));
	expect(passed.length).toBeGreaterThan(0);
	expect(Math.min(...passed)).toBeLessThanOrEqual(turnMs + 15_000);
	expect(ownersOf((await stretch(markMs + STRETCH_MS)).snapshot.gaps)).toEqual([after]);
	expect(ownersOf((await stretch(markMs - 2 * STRETCH_MS)).snapshot.gaps)).toEqual([null]);
});
