/** The still picture is fetched by one road and the live one by another: each says on which ground of the district it stands. */
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import type { DurableEvent } from '#lib/wire/live.ts';
import { startApp, type TestApp } from '../app.ts';
import { DISTRICT_CODE } from '../ground.ts';
import { fillTwoDistricts, sessionOf } from '../two-districts.ts';
import { until } from './watcher.ts';

let app: TestApp;
let cookie: string;
let areaId: number;
let socket: Socket;

beforeAll(async () => {
	app = await startApp({ prepare: fillTwoDistricts });
	cookie = await sessionOf(app.db, 'every-admin');
	areaId = (await app.db.selectFrom('area').select('id').where('code', '=', DISTRICT_CODE).executeTakeFirstOrThrow()).id;
	socket = io(app.url, { transports: ['websocket'], extraHeaders: { cookie } });
	await until('the district is live', async () => (await join(null))['ok'] === true);
});
afterAll(async () => {
	socket?.disconnect();
	await app?.stop();
});

const join = (lastSeq: number | null): Promise<Record<string, unknown>> =>
	socket.timeout(10_000).emitWithAck('join', { areaId, lastSeq }) as Promise<Record<string, unknown>>;
const fetched = async (what: 'picture' | 'buildings', etag = '') => {
	const answer = await app.fetch(`/api/areas/${areaId}/${what}`, { headers: { cookie, 'if-none-match': etag } });
	return { status: answer.status, etag: answer.headers.get('etag') ?? '', ground: answer.headers.get('x-gridkeeper-ground') };
};

test('while nothing changes, picture, footprints and both kinds of join speak of the same ground', async () => {
	const picture = await fetched('picture');
	expect(picture.ground).toMatch(/^[\w-]{16}$/);
	expect((await fetched('buildings')).ground).toBe(picture.ground);
	const first = await join(null);
	expect(first['snapshot']).toBeTruthy();
	expect(first['ground']).toBe(picture.ground);
	const again = await join((first['snapshot'] as { seq: number }).seq);
	expect(again['events']).toBeTruthy();
	expect(again['ground']).toBe(picture.ground);
});

test('who fetched the picture before a change and joined after it can tell', async () => {
	const before = { picture: await fetched('picture'), buildings: await fetched('buildings') };
	const told = new Promise<void>((heard) => {
		socket.on('events', (events: readonly DurableEvent[]) => events.some(({ kind }) => kind === 'rules-changed') && heard());
	});
	const put = await app.fetch(`/api/rules?area=${areaId}`, {
		method: 'PUT',
		headers: { cookie, 'content-type': 'application/json', origin: app.url },
		body: JSON.stringify({ note: 'a wider radius', rules: DEFAULT_RULES })
	});
	expect(put.status, await put.clone().text()).toBe(200);
	const seqBefore = Number(
		(await app.db.selectFrom('area').select('last_seq').where('id', '=', areaId).executeTakeFirstOrThrow()).last_seq
	);
	await told;
	const after = await fetched('picture', before.picture.etag);
	// The rules are part of the picture; the footprints are the same bytes, now known to hold on the new ground.
	expect(after.status).toBe(200);
	expect(await fetched('buildings', before.buildings.etag)).toEqual({ ...before.buildings, status: 304, ground: after.ground });
	expect((await join(null))['ground']).toBe(after.ground);
	expect((await join(seqBefore))['ground']).toBe(after.ground);
});
