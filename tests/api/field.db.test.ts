import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deleteOldFieldRecords } from '#lib/server/store/old-field-records.ts';
import type { FieldAnswer, FieldDay, FieldReport, FieldRoute, FieldStored, SwapCandidates } from '#lib/wire/field.ts';
import type { Swap } from '#lib/wire/roster-board.ts';
import { startApp, type TestApp } from '../app.ts';
import { at } from '../ground.ts';
import { fillTwoDistricts, sessionOf } from '../two-districts.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);

let app: TestApp;
let cookies: Readonly<Record<'walker' | 'second' | 'lead' | 'worker', string>>;
let walkerId: number;
let secondId: number;
let k02: number;

beforeAll(async () => {
	app = await startApp({
		prepare: async (db) => {
			await fillTwoDistricts(db);
			// A second worker who is a person of the same community.
			const second = await db.selectFrom('person').where('source_id', '=', 'w-1-1').orderBy('id').selectAll().executeTakeFirstOrThrow();
			await db.insertInto('account').values({ id: 'second', username: 'second', name: 'second', password_hash: '' }).execute();
			await db
				.insertInto('account_grant')
				.values({ user_id: 'second', role: 'worker', area_id: second.district_id, person_id: second.id })
				.execute();
			await sql`insert into post_rule (post_id, from_day, needs) select id, '2026-01-01', '24 h community 1' from post`.execute(db);
		}
	});
	const { db } = app;
	const person = (source: string) =>
		db.selectFrom('person').where('source_id', '=', source).orderBy('id').select('id').executeTakeFirstOrThrow();
	[walkerId, secondId] = [(await person('w-1-0')).id, (await person('w-1-1')).id];
	k02 = (await db.selectFrom('post').where('code', '=', 'K02').orderBy('id').select('id').executeTakeFirstOrThrow()).id;
	cookies = {
		walker: await sessionOf(db, 'walker'),
		second: await sessionOf(db, 'second'),
		lead: await sessionOf(db, 'lead'),
		worker: await sessionOf(db, 'worker')
	};
});
afterAll(() => app?.stop());

type Who = keyof typeof cookies;
const call = (who: Who | null, method: string, path: string, body?: unknown): Promise<Response> =>
	app.fetch(path, {
		method,
		headers: {
			origin: app.url,
			...(who === null ? {} : { cookie: cookies[who] }),
			...(body === undefined ? {} : { 'content-type': body instanceof Buffer ? 'image/jpeg' : 'application/json' })
		},
		...(body === undefined ? {} : { body: body instanceof Buffer ? new Uint8Array(body) : JSON.stringify(body) })
	});
async function told<T>(who: Who | null, method: string, path: string, body?: unknown): Promise<T> {
	const answer = await call(who, method, path, body);
	const text = await answer.text();
	expect(answer.status, `${method} ${path}: ${text}`).toBe(200);
	return JSON.parse(text) as T;
}
const problem = async (answer: Promise<Response>): Promise<readonly [number, string]> => {
	const response = await answer;
	return [response.status, ((await response.json()) as { problem: { kind: string } }).problem.kind];
};
const send = (who: Who, ...records: readonly unknown[]) => told<FieldAnswer>(who, 'POST', '/api/field/records', { records });
const day = (who: Who) => told<FieldDay>(who, 'GET', '/api/field/day');
const place = (eastM: number, northM: number) => ({ lng: at(eastM, northM)[0], lat: at(eastM, northM)[1], accuracyM: 8 });

async function aSeat(personId: number, startMs: number, hours: number, lane = 1): Promise<number> {
	const { rows } = await sql<{ id: number }>`
		insert into seat_duty (district_id, post_id, seat, role, person_id, starts_at, ends_at)
		select district_id, id, ${`K02/community/${startMs}/${lane}`}, 'community', ${personId}, ${new Date(startMs)}, ${new Date(startMs + hours * HOUR_MS)}
		from post where id = ${k02} returning id`.execute(app.db);
	return rows[0]?.id ?? 0;
}

test('the day of a person holds what is theirs and nobody else’s; an account that is no person has an empty one', async () => {
	const mine = await day('walker');
	expect(mine.person).toMatchObject({ id: walkerId });
	expect(mine.grids.map(({ code, duty }) => [code, duty])).toEqual([['990101001002001', 'primary']]);
	expect(mine.grids[0]?.buildings).toHaveLength(7);
	expect(mine.ways.map(({ name }) => name)).toContain('中路');
	expect(mine.rules.posting.checkIn).toEqual({ withinM: 50, maxAccuracyM: 50 });
	const empty = await day('worker');
	expect(empty).toMatchObject({ person: null, grids: [], duties: [], districtId: mine.districtId });
	expect(await problem(call('worker', 'POST', '/api/field/records', { records: [{}] }))).toEqual([403, 'field.no-person']);
});

test(
	'a server that is killed right after it answered has everything once, and so it stays when the phone sends it again',
	{ timeout: 120_000 },
	async () => {
		const t = Date.now() - HOUR_MS;
		const building = (await day('walker')).grids[0]!.buildings[0]!.id;
		const records = [
			{ id: randomUUID(), kind: 'shift-started', atMs: t, place: null },
			...Array.from({ length: 60 }, (_, i) => ({
				...{ id: randomUUID(), kind: 'visit', atMs: t + (i + 1) * 1000, buildingId: building },
				...{ outcome: 'seen', note: '', place: place(20 + i, 240) }
			})),
			{ id: randomUUID(), kind: 'track', atMs: t + 90_000, fixes: [{ ...place(50, 250), atMs: t + 90_000, speedMps: 1, bearingDeg: 0 }] }
		];
		const rows = async () =>
			(
				await sql<{ records: number; fixes: number }>`select
				(select count(*)::int from field_record where person_id = ${walkerId}) as records,
				(select count(*)::int from fix f join device d on d.id = f.device_id where d.person_id = ${walkerId}) as fixes`.execute(app.db)
			).rows[0];
		// Whether this one came through before the end nobody knows: in whole transactions, or not at all.
		const cut = call('walker', 'POST', '/api/field/records', { records }).catch(() => null);
		await expect.poll(async () => (await rows())?.records ?? 0, { timeout: 10_000, interval: 5 }).toBeGreaterThan(0);
		await app.kill();
		await cut;
		await app.resume();
		// Until the district is read anew phones are told to come again.
		const comesThrough = async () => (await call('walker', 'POST', '/api/field/records', { records: [{}] })).status;
		await expect.poll(comesThrough, { timeout: 60_000 }).toBe(200);
		const after = await rows();
		// Fifty in a transaction, then eleven, then the track.
		expect([50, 61, 62]).toContain(after?.records);
		for (let i = 0; i < 2; i++) {
			const answer = await send('walker', ...records);
			expect(answer.results.map(({ state }) => state)).toEqual(records.map(() => 'kept'));
			expect(await rows()).toEqual({ records: 62, fixes: 61 });
		}
	}
);

test('a photo is taken once, by what it is and not by what it is called, and whoever opens somebody else’s is written down', async () => {
	const photo = randomUUID();
	const put = (id: string, bytes: Buffer, who: Who = 'walker') => call(who, 'PUT', `/api/field/photos/${id}`, bytes);
	expect(await problem(put(photo, Buffer.from('<svg onload=alert(1)>')))).toEqual([415, 'field.photo-kind']);
	expect(await problem(put(photo, Buffer.concat([JPEG, Buffer.alloc(3 * 1024 * 1024)])))).toEqual([413, 'field.photo-large']);
	expect((await put(photo, JPEG)).status).toBe(204);
	expect((await put(photo, JPEG)).status).toBe(204);
	expect(await problem(put(photo, Buffer.concat([JPEG, JPEG])))).toEqual([409, 'field.photo-taken']);
	expect(await problem(put(photo, JPEG, 'second'))).toEqual([409, 'field.photo-taken']);
	const id = randomUUID();
	await send('walker', {
		...{ id, kind: 'report', atMs: Date.now(), what: 'damage', words: '护栏坏了', count: null },
		...{ photos: [photo], place: place(50, 250), postId: null }
	});
	const { reports } = await told<{ reports: FieldReport[] }>('lead', 'GET', '/api/reports?open=1');
	expect(reports).toMatchObject([{ what: 'damage', words: '护栏坏了', photos: [photo], closedAtMs: null }]);

	const opened = await call('lead', 'GET', `/api/photos/${photo}`);
	expect(Buffer.from(await opened.arrayBuffer())).toEqual(JPEG);
	expect(Object.fromEntries(opened.headers)).toMatchObject({
		...{ 'content-type': 'image/jpeg', 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' },
		'content-security-policy': expect.stringContaining("default-src 'none'")
	});
	expect((await call('walker', 'GET', `/api/photos/${photo}`)).status).toBe(200);
	expect((await call('second', 'GET', `/api/photos/${photo}`)).status).toBe(403);
	expect((await call('lead', 'GET', `/api/photos/${randomUUID()}`)).status).toBe(404);
	const stored = await told<FieldStored>('walker', 'GET', '/api/field/stored');
	expect(stored.photos).toEqual({ count: 1, bytes: JPEG.length, keptDays: 30 });
	expect(stored.opened).toMatchObject([{ byName: 'lead', action: 'photo' }]);

	const close = `/api/reports/${reports[0]!.id}/close`;
	expect(await told('lead', 'POST', close, { note: '已报修' })).toMatchObject({ report: { closedByName: 'lead', closeNote: '已报修' } });
	expect(await problem(call('lead', 'POST', close, { note: '再报' }))).toEqual([409, 'field.report-closed']);
	expect((await told<{ reports: FieldReport[] }>('lead', 'GET', '/api/reports?open=1')).reports).toEqual([]);
});

test('records and photos are let go of when their time is over, and not a moment before', async () => {
	const { db } = app;
	const count = async (): Promise<readonly number[]> => {
		const { rows } = await sql<{
			records: number;
			photos: number;
			hand_overs: number;
		}>`select (select count(*)::int from field_record) as records,
			(select count(*)::int from field_photo) as photos, (select count(*)::int from hand_over) as hand_overs`.execute(db);
		return Object.values(rows[0]!);
	};
	const atMs = Date.now();
	const note = { id: randomUUID(), kind: 'hand-over', atMs, postId: k02, gridId: null, note: '钥匙在抽屉', openItems: [] };
	await send('second', note);
	const [records, photos, handOvers] = await count();
	expect(handOvers).toBe(1);
	await deleteOldFieldRecords(db, atMs + 29 * DAY_MS);
	expect(await count()).toEqual([records, photos, 1]);
	expect(await deleteOldFieldRecords(db, atMs + 31 * DAY_MS)).toEqual({ records: 0, photos, handOvers: 0 });
	await deleteOldFieldRecords(db, atMs + 180 * DAY_MS - 1000);
	expect((await count())[2]).toBe(1);
	await deleteOldFieldRecords(db, atMs + 180 * DAY_MS + 1000);
	expect(await count()).toEqual([0, 0, 0]);
});

test('a seat is confirmed by whoever has it, and what was handed over at its post is taken by one of them', async () => {
	const soon = Date.now() + 20 * HOUR_MS;
	const seat = await aSeat(walkerId, soon, 8);
	expect((await day('walker')).duties).toMatchObject([{ id: seat, postCode: 'K02', confirmedAtMs: null }]);
	expect((await call('second', 'POST', `/api/field/duties/${seat}/confirm`, {})).status).toBe(404);
	const first = await told<{ confirmedAtMs: number }>('walker', 'POST', `/api/field/duties/${seat}/confirm`, {});
	expect(await told('walker', 'POST', `/api/field/duties/${seat}/confirm`, {})).toEqual(first);
	const past = await aSeat(walkerId, Date.now() - 9 * HOUR_MS, 8);
	expect(await problem(call('walker', 'POST', `/api/field/duties/${past}/confirm`, {}))).toEqual([409, 'field.duty-over']);

	await send('second', {
		...{ id: randomUUID(), kind: 'hand-over', atMs: Date.now(), postId: k02, gridId: null },
		...{ note: '门禁坏了', openItems: ['等维修'] }
	});
	const [left] = (await day('walker')).handOvers;
	expect(left).toMatchObject({ note: '门禁坏了', openItems: ['等维修'], takenAtMs: null });
	const take = `/api/field/hand-overs/${left!.id}/take`;
	expect((await call('second', 'POST', take, {})).status).toBe(404);
	const taken = await told<{ takenAtMs: number }>('walker', 'POST', take, {});
	expect(await told('walker', 'POST', take, {})).toEqual(taken);
	expect((await day('walker')).handOvers).toMatchObject([{ takenAtMs: taken.takenAtMs }]);
	await app.db.deleteFrom('seat_duty').execute();
});

test('a seat is offered to whoever may take it by the rules, and changes hands when they agree', { timeout: 30_000 }, async () => {
	// The evening shift of tomorrow and of the day after, as the rules of posts ask for it.
	const { rows } = await sql<{ first: Date; next: Date; day: string; after: string }>`
		select (d + interval '15 hours') at time zone 'Asia/Shanghai' as first, (d + interval '39 hours') at time zone 'Asia/Shanghai' as next,
			to_char(d, 'YYYY-MM-DD') as day, to_char(d + interval '1 day', 'YYYY-MM-DD') as after
		from (select date_trunc('day', now() at time zone 'Asia/Shanghai') + interval '1 day' as d) t`.execute(app.db);
	const when = rows[0]!;
	const insert = async (seat: string, personId: number, start: Date): Promise<number> => {
		const made = await sql<{ id: number }>`
			insert into seat_duty (district_id, post_id, seat, role, person_id, starts_at, ends_at)
			select district_id, id, ${seat}, 'community', ${personId}, ${start}, ${new Date(start.getTime() + 8 * HOUR_MS)} from post where id = ${k02} returning id`.execute(
			app.db
		);
		return made.rows[0]?.id ?? 0;
	};
	const mine = await insert(`K02/community/${when.day}T15:00/1`, walkerId, when.first);
	const theirs = await insert(`K02/community/${when.after}T15:00/1`, secondId, when.next);
	const { candidates } = await told<SwapCandidates>('walker', 'GET', `/api/field/swaps/candidates?duty=${mine}`);
	expect(candidates.find(({ personId }) => personId === secondId)).toMatchObject({ takes: true, duties: [{ id: theirs }] });
	expect(candidates.map(({ personId }) => personId)).not.toContain(walkerId);
	expect((await call('second', 'GET', `/api/field/swaps/candidates?duty=${mine}`)).status).toBe(404);

	const offer = { dutyId: mine, toPersonId: secondId, forDutyId: theirs, note: '孩子生病' };
	expect(await problem(call('walker', 'POST', '/api/field/swaps', { ...offer, toPersonId: 999_999 }))).toEqual([
		422,
		'field.swap-unlawful'
	]);
	expect(await problem(call('walker', 'POST', '/api/field/swaps', { ...offer, toPersonId: walkerId }))).toEqual([422, 'field.swap-own']);
	const { swap } = await told<{ swap: Swap }>('walker', 'POST', '/api/field/swaps', offer);
	expect(await problem(call('walker', 'POST', '/api/field/swaps', offer))).toEqual([409, 'field.swap-open']);
	expect((await day('second')).swaps).toMatchObject([{ id: swap.id, duty: { id: mine }, forDuty: { id: theirs }, note: '孩子生病' }]);
	expect((await call('second', 'POST', `/api/field/swaps/${swap.id}`, { answer: 'withdraw' })).status).toBe(404);
	expect((await call('walker', 'POST', `/api/field/swaps/${swap.id}`, { answer: 'agree' })).status).toBe(404);

	await told('second', 'POST', `/api/field/swaps/${swap.id}`, { answer: 'agree' });
	expect((await day('walker')).duties.map(({ seat }) => seat)).toEqual([`K02/community/${when.after}T15:00/1`]);
	expect((await day('second')).duties.map(({ seat }) => seat)).toEqual([`K02/community/${when.day}T15:00/1`]);
	expect(await problem(call('second', 'POST', `/api/field/swaps/${swap.id}`, { answer: 'decline' }))).toEqual([409, 'field.swap-answered']);

	const again = (await day('walker')).duties[0]!.id;
	const asked = await told<{ swap: Swap }>('walker', 'POST', '/api/field/swaps', { ...offer, dutyId: again, forDutyId: null });
	await told('second', 'POST', `/api/field/swaps/${asked.swap.id}`, { answer: 'decline' });
	expect((await day('second')).swaps).toEqual([]);
});

test('a calendar is read by whoever has its address, until it is made anew', async () => {
	const first = await told<{ path: string }>('walker', 'POST', '/api/field/calendar', {});
	const read = await call(null, 'GET', first.path);
	expect(read.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
	const text = await read.text();
	expect(text).toContain('BEGIN:VEVENT');
	expect(text).toMatch(/SUMMARY:K02 东口 · 社区/);
	const again = await app.fetch(first.path, { headers: { 'if-none-match': read.headers.get('etag') ?? '' } });
	expect(again.status).toBe(304);
	const second = await told<{ path: string }>('walker', 'POST', '/api/field/calendar', {});
	expect((await call(null, 'GET', first.path)).status).toBe(404);
	expect((await call(null, 'GET', second.path)).status).toBe(200);
	expect((await call(null, 'GET', '/calendar/nobody.ics')).status).toBe(404);
	const kept = await app.db.selectFrom('calendar_feed').selectAll().executeTakeFirstOrThrow();
	expect(kept.token_hash.toString('utf8')).not.toContain(second.path.slice('/calendar/'.length, -'.ics'.length));
});

test('a tracker app of one’s own reports under a token that the next one ends', { timeout: 30_000 }, async () => {
	const report = (token: string) => app.fetch(`/ingest/osmand?id=${token}&lat=${at(50, 250)[1]}&lon=${at(50, 250)[0]}`);
	const first = await told<{ token: string }>('walker', 'POST', '/api/field/tracker', {});
	expect((await report(first.token)).status).toBe(200);
	expect((await day('walker')).tracker.known).toBe(true);
	const second = await told<{ token: string }>('lead', 'POST', `/api/people/${walkerId}/tracker`, {});
	expect((await report(second.token)).status).toBe(200);
	expect((await report(first.token)).status).toBe(401);
	expect((await told<FieldStored>('walker', 'GET', '/api/field/stored')).opened).toMatchObject([
		{ action: 'tracker-token', byName: 'lead' },
		{}
	]);
	const page = await call('walker', 'GET', `/tracker/${walkerId}`);
	expect(page.status).toBe(200);
	expect((await call('walker', 'GET', `/tracker/${secondId}`)).status).toBe(403);
});

test('a walk passes what is due along streets and is back at one’s post when its seat begins', { timeout: 30_000 }, async () => {
	const mine = await day('walker');
	const ask = (body: object, who: Who = 'walker') =>
		told<FieldRoute>(who, 'POST', '/api/routes', { gridIds: [mine.grids[0]!.id], start: at(100, 200), minutes: null, people: 1, ...body });
	const all = await ask({});
	const due = all.stops.map(({ buildingId }) => buildingId).sort();
	expect(all.route.people[0]!.visits.map(({ stop }) => all.stops[stop]!.buildingId).sort()).toEqual(due);
	expect(all.backTo).toBeNull();
	const short = await ask({ minutes: 8 });
	expect(short.route.people[0]!.minutes).toBeLessThanOrEqual(8);
	expect(short.route.skipped.length).toBeGreaterThan(0);
	const two = await ask({ people: 2 }, 'lead');
	expect(two.route.people.flatMap(({ visits }) => visits)).toHaveLength(two.stops.length);
	await app.db.deleteFrom('seat_duty').execute();
	await aSeat(walkerId, Date.now() + 30 * MINUTE_MS, 4);
	const back = await ask({ minutes: 240 });
	expect(back.backTo).toMatchObject({ postId: k02 });
	expect(back.minutes).toBeLessThanOrEqual(30);
	expect(back.route.end[0]).toBeCloseTo(at(599, 200)[0], 6);
	const gpx = await call('walker', 'POST', '/api/routes?format=gpx', {
		gridIds: [mine.grids[0]!.id],
		start: null,
		minutes: null,
		people: 1
	});
	expect(gpx.headers.get('content-type')).toBe('application/gpx+xml; charset=utf-8');
	expect(await gpx.text()).toContain('<trkseg>');
	expect((await call('walker', 'POST', '/api/routes', { gridIds: [999_999], start: null, minutes: null, people: 1 })).status).toBe(404);
});
