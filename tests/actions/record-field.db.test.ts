import { createHash, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { FieldPerson } from '#lib/server/account/field-person.ts';
import { recordField } from '#lib/server/actions/record-field.ts';
import { fieldDay } from '#lib/server/store/field-day.ts';
import { browserDevice } from '#lib/server/store/own-devices.ts';
import type { FieldAnswer, FieldRecord } from '#lib/wire/field.ts';
import { at } from '../ground.ts';
import { type LiveServer, openLiveServer } from '../live/live-server.ts';

/** Each is a whole day of a phone: of a million inputs (FUZZ_RUNS) so many are enough. */
const SHUFFLES = Math.max(12, Math.floor(Number(process.env['FUZZ_RUNS'] ?? 0) / 5_000));
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const CODE = 'what-is-printed-for-K02';

let server: LiveServer;
let walker: FieldPerson;
let other: FieldPerson;
/** By code. */
let posts: ReadonlyMap<string, number>;
let buildings: readonly { readonly id: number; readonly source_id: string }[];

const personOf = async (source: string): Promise<FieldPerson> => {
	const row = await server.database.db.selectFrom('person').where('source_id', '=', source).selectAll().executeTakeFirstOrThrow();
	return {
		...{ id: row.id, districtId: row.district_id, areaId: row.area_id ?? row.district_id },
		...{ name: row.name, role: row.role, organisation: row.organisation }
	} as FieldPerson;
};

beforeAll(async () => {
	server = await openLiveServer();
	const { db } = server.database;
	[walker, other] = [await personOf('w-0-0'), await personOf('w-0-1')];
	posts = new Map((await db.selectFrom('post').select(['id', 'code']).execute()).map(({ id, code }) => [code, id]));
	await db.updateTable('post').set({ code_token: CODE }).where('code', '=', 'K02').execute();
	buildings = await db.selectFrom('building').select(['id', 'source_id']).where('source_id', 'like', 'b-0-0-%').orderBy('id').execute();
});
afterAll(() => server.close());
beforeEach(async () => {
	const { db } = server.database;
	for (const table of ['field_record', 'hand_over', 'check_in', 'fix', 'seat_duty'] as const) await db.deleteFrom(table).execute();
});

const send = (records: readonly unknown[], person = walker): Promise<FieldAnswer> =>
	recordField(
		{
			...{ db: server.database.db, district: server.live().district(server.districtId)!, recorder: server.live().recorder },
			...{ person, nowMs: server.nowMs(), onNewDevice: () => void server.live().look() }
		},
		records
	);

const post = (code: string): number => posts.get(code) ?? -1;
const near = (eastM: number, northM: number, accuracyM: number | null = 10) => {
	const [lng, lat] = at(eastM, northM);
	return { lng, lat, accuracyM };
};
const now = (): number => Math.floor(Date.now() / 1000) * 1000;
type Kind<K extends FieldRecord['kind']> = Omit<Extract<FieldRecord, { kind: K }>, 'id' | 'kind'>;
const made = <K extends FieldRecord['kind']>(kind: K, rest: Kind<K>) => ({ id: randomUUID(), kind, ...rest });
const shift = (what: 'started' | 'ended', atMs: number) => made(`shift-${what}`, { atMs, place: null });
const arrives = (code: string, atMs: number, more: object = {}) =>
	made('check-in', { atMs, postId: post(code), action: 'arrive', code: null, place: near(1, 200), ...more } as never);
const leaves = (code: string, atMs: number) =>
	made('check-in', { atMs, postId: post(code), action: 'leave', code: null, place: null } as never);
const visits = (i: number, atMs: number) =>
	made('visit', { atMs, buildingId: buildings[i]!.id, outcome: 'seen', note: '', place: near(30 + i, 45) });

const checkIns = () =>
	server.database.db
		.selectFrom('check_in')
		.innerJoin('post', 'post.id', 'check_in.post_id')
		.orderBy('at')
		.orderBy('code')
		.select(['code', 'person_id', 'at', 'until', 'proof', 'role'])
		.execute();
const fixTimes = async (): Promise<number[]> =>
	(await server.database.db.selectFrom('fix').orderBy('recorded_at').select('recorded_at').execute()).map((row) =>
		row.recorded_at.getTime()
	);
const kinds = ({ results }: FieldAnswer) => results.map((one) => (one.state === 'kept' ? 'kept' : one.kind));

test('a check-in near the post counts with its own time, and whoever watches hears of it', async () => {
	const atMs = now() - 10 * MINUTE_MS;
	const answer = await send([arrives('K01', atMs)]);
	expect(kinds(answer)).toEqual(['kept']);
	expect(await checkIns()).toMatchObject([{ code: 'K01', person_id: walker.id, at: new Date(atMs), until: null, proof: 'position' }]);
	const staffing = server.live().district(server.districtId)!.staffing();
	expect(staffing.find(({ postId }) => postId === post('K01'))).toMatchObject({ present: 1, changedAtMs: atMs });
	const events = await server.database.db.selectFrom('event').orderBy('seq', 'desc').limit(3).select(['kind', 'body']).execute();
	expect(events.map(({ kind }) => kind)).toContain('roster-changed');
	expect(events.map(({ kind }) => kind)).toContain('post-staffing-changed');
});

test('it is refused too far away, too inaccurate, without any proof and with another post’s code, each with its reason', async () => {
	const atMs = now();
	const answer = await send([
		arrives('K01', atMs, { place: near(80, 200) }),
		arrives('K01', atMs, { place: near(1, 200, 51) }),
		arrives('K01', atMs, { place: near(1, 200, null) }),
		arrives('K01', atMs, { place: null }),
		arrives('K02', atMs, { place: null, code: `${CODE}x` }),
		arrives('K01', atMs, { postId: 999_999 })
	]);
	expect(kinds(answer)).toEqual([
		'field.too-far',
		'field.inaccurate',
		'field.inaccurate',
		'field.no-proof',
		'field.code-wrong',
		'field.post-missing'
	]);
	expect(answer.results[0]).toMatchObject({ message: { en: expect.stringContaining('79 m away') } });
	expect(await checkIns()).toEqual([]);
	expect(kinds(await send([arrives('K02', atMs, { place: null, code: CODE })]))).toEqual(['kept']);
	expect(await checkIns()).toMatchObject([{ code: 'K02', proof: 'code' }]);
});

test('an arrival counts for the seat that runs or begins soon', async () => {
	const atMs = now();
	const seat = (code: string, startMs: number, role: string) => ({
		...{ district_id: server.districtId, post_id: post(code), seat: `${code}/${role}/${startMs}/1`, role, person_id: walker.id },
		...{ starts_at: new Date(startMs), ends_at: new Date(startMs + HOUR_MS) }
	});
	await server.database.db
		.insertInto('seat_duty')
		.values([seat('K01', atMs - HOUR_MS - MINUTE_MS, 'volunteer'), seat('K01', atMs + 10 * MINUTE_MS, 'community')])
		.execute();
	await send([arrives('K01', atMs - 5 * MINUTE_MS), leaves('K01', atMs - 4 * MINUTE_MS), arrives('K01', atMs)]);
	expect((await checkIns()).map(({ role }) => role)).toEqual(['volunteer', 'community']);
});

test('what is sent twice, in one request or in two, is there once, and what is somebody else’s is refused', async () => {
	const t = now() - HOUR_MS;
	const records = [shift('started', t), visits(0, t + MINUTE_MS), arrives('K01', t + 2 * MINUTE_MS)];
	expect(kinds(await send([...records, records[1]!]))).toEqual(['kept', 'kept', 'kept']);
	expect(kinds(await send(records))).toEqual(['kept', 'kept', 'kept']);
	expect(kinds(await send(records, other))).toEqual(['field.id-taken', 'field.id-taken', 'field.id-taken']);
	expect(kinds(await send([{ ...visits(1, t), id: records[0]!.id }]))).toEqual(['field.id-of-another']);
	const rows = await server.database.db.selectFrom('field_record').selectAll().orderBy('at').execute();
	expect(rows.map(({ kind, at: when }) => [kind, when.getTime()])).toEqual([
		['shift-started', t],
		['visit', t + MINUTE_MS],
		['check-in', t + 2 * MINUTE_MS]
	]);
	expect(await fixTimes()).toEqual([t + MINUTE_MS, t + 2 * MINUTE_MS]);
});

test('times that cannot be are refused, and what is not right does not hold up the rest', async () => {
	const t = now();
	const answer = await send([
		visits(0, t + 301_000 + 5000),
		visits(0, t - 31 * DAY_MS),
		{ ...visits(0, t), outcome: 'dreamt' },
		{ ...visits(0, t), buildingId: 999_999 },
		'nothing',
		made('hand-over', { atMs: t, postId: null, gridId: null, note: 'x', openItems: [] }),
		visits(0, t)
	]);
	expect(kinds(answer)).toEqual([
		'field.future',
		'field.too-old',
		'field.malformed',
		'field.building-missing',
		'field.malformed',
		'field.nowhere',
		'kept'
	]);
});

test('positions are kept within a shift and at no other time', async () => {
	const t = now() - 5 * HOUR_MS;
	const fixes = [-10, 0, 1, 2, 60, 61].map((minute) => ({
		...near(30 + minute, 45),
		...{ atMs: t + minute * MINUTE_MS, speedMps: null, bearingDeg: null }
	}));
	const track = made('track', { atMs: t, fixes });
	// Its shift is not known yet: it is neither kept nor refused.
	expect((await send([track])).results).toEqual([]);
	expect(await fixTimes()).toEqual([]);
	expect(kinds(await send([track, shift('started', t), shift('ended', t + 60 * MINUTE_MS)]))).toEqual(['kept', 'kept', 'kept']);
	expect(await fixTimes()).toEqual([0, 1, 2, 60].map((minute) => t + minute * MINUTE_MS));
	expect(kinds(await send([{ ...track, id: randomUUID(), atMs: t - 25 * HOUR_MS, fixes: [fixes[0]!] }]))).toEqual(['field.off-shift']);
});

test('a track of hours ago makes the past covered', async () => {
	const district = server.live().district(server.districtId)!;
	const building = buildings.find(({ source_id }) => source_id === 'b-0-0-5')!;
	await browserDevice(server.database.db, walker);
	await server.live().look();
	const t = now() - 2 * HOUR_MS;
	await send([
		shift('started', t),
		shift('ended', t + MINUTE_MS),
		made('track', { atMs: t, fixes: [{ ...near(70, 126), atMs: t + 1000, speedMps: null, bearingDeg: null }] })
	]);
	await expect.poll(() => district.seenAtMs(building.id), { timeout: 5000 }).toBe(t + 1000);
	const day = await fieldDay(server.database.db, walker, (id) => district.seenAtMs(id), now());
	expect(day.grids[0]?.buildings.find(({ id }) => id === building.id)?.seenAtMs).toBe(t + 1000);
	expect(day.onShiftSinceMs).toBeNull();
});

test('a report is told to its area and a hand-over to whoever comes next', async () => {
	const t = now();
	const report = made('report', {
		...{ atMs: t, what: 'turned-back', words: '劝返两人', count: 2, photos: [randomUUID()] },
		...{ place: near(50, 50), postId: post('K01') as never }
	});
	expect(
		kinds(
			await send([
				report,
				made('hand-over', { atMs: t, postId: post('K01') as never, gridId: null, note: '钥匙在抽屉', openItems: ['回访三楼'] })
			])
		)
	).toEqual(['kept', 'kept']);
	const event = await server.database.db
		.selectFrom('event')
		.where('kind', '=', 'report-made')
		.orderBy('seq', 'desc')
		.select(['body', 'area_ids'])
		.executeTakeFirstOrThrow();
	// Whoever watches the area hears that there is one, never what it says or who said it.
	expect(event.body).toEqual({ reportId: expect.any(Number), closedAtMs: null });
	expect(event.area_ids).toContain(walker.areaId);
	expect(await server.database.db.selectFrom('hand_over').selectAll().executeTakeFirstOrThrow()).toMatchObject({
		...{ from_person_id: walker.id, note: '钥匙在抽屉', open_items: ['回访三楼'], client_id: expect.any(String) }
	});
});

/** Everything that was written, without when it came. */
async function tables(): Promise<string> {
	const { rows } = await sql`
		select (select json_agg(r order by r.client_id) from (select client_id, kind, at, grid_id, building_id, post_id, st_astext(geom) as geom, body from field_record) r) as records,
			(select json_agg(c order by c.at, c.post_id) from (select post_id, person_id, at, until, proof, role, evidence from check_in) c) as check_ins,
			(select json_agg(f order by f.recorded_at) from (select recorded_at, lng, lat from fix) f) as fixes`.execute(server.database.db);
	return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}
async function clear(): Promise<void> {
	for (const table of ['field_record', 'check_in', 'fix'] as const) await server.database.db.deleteFrom(table).execute();
}

test(
	'whatever the order in which records come, and however often, the tables are the same',
	{ timeout: 60_000 + SHUFFLES * 2_000 },
	async () => {
		const t = now() - 8 * HOUR_MS;
		const minute = (n: number): number => t + n * MINUTE_MS;
		const atK02 = { place: null, code: CODE };
		const records: FieldRecord[] = [
			shift('started', minute(0)),
			arrives('K01', minute(5)),
			arrives('K01', minute(7)),
			leaves('K01', minute(12)),
			arrives('K02', minute(20), atK02),
			leaves('K01', minute(21)),
			arrives('K01', minute(40)),
			leaves('K02', minute(44)),
			leaves('K01', minute(50)),
			visits(0, minute(6)),
			visits(1, minute(30)),
			made('track', {
				atMs: minute(31),
				fixes: [1, 2, 3].map((n) => ({ ...near(n, 30), atMs: minute(30 + n), speedMps: null, bearingDeg: null }))
			}),
			shift('ended', minute(60))
		] as FieldRecord[];
		await send(records);
		const expected = await tables();
		expect((await checkIns()).map(({ code, at: from, until }) => [code, from.getTime(), until?.getTime()])).toEqual([
			['K01', minute(5), minute(7)],
			['K01', minute(7), minute(12)],
			['K02', minute(20), minute(40)],
			['K01', minute(40), minute(50)]
		]);
		await fc.assert(
			fc.asyncProperty(
				fc.shuffledSubarray(records, { minLength: records.length }),
				fc.array(fc.nat(records.length - 1), { maxLength: 6 }),
				fc.integer({ min: 1, max: records.length }),
				async (shuffled, again, size) => {
					await clear();
					const queue = [...shuffled, ...again.map((i) => records[i]!)];
					// Like a phone: whatever was not answered is sent again, until all is.
					for (let round = 0; queue.length > 0 && round < 40; round++) {
						const batch = queue.splice(0, size);
						const answered = new Set((await send(batch)).results.map(({ id }) => id));
						queue.push(...batch.filter(({ id }) => !answered.has(id)));
					}
					expect(queue).toEqual([]);
					expect(await tables()).toBe(expected);
				}
			),
			{ numRuns: SHUFFLES }
		);
	}
);

test('a phone that falls silent on shift is a gap, and one whose shift has ended is none', { timeout: 30_000 }, async () => {
	const district = server.live().district(server.districtId)!;
	const silent = async (): Promise<number> => {
		await district.keep();
		await district.judge();
		return district.openGaps().filter(({ kind, subject }) => kind === 'tracker-silent' && subject.name === walker.name).length;
	};
	const t = now() - 20 * MINUTE_MS;
	await send([
		shift('started', t),
		made('track', { atMs: t, fixes: [{ ...near(40, 45), atMs: t + MINUTE_MS, speedMps: null, bearingDeg: null }] })
	]);
	await server.live().look();
	await expect.poll(silent, { timeout: 10_000 }).toBe(1);
	await send([shift('ended', t + 2 * MINUTE_MS)]);
	await expect.poll(silent, { timeout: 10_000 }).toBe(0);
});
