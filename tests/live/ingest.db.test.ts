import { afterAll, beforeAll, expect, test } from 'vitest';
import { at } from '../ground.ts';
import { addDevice, type LiveServer, openLiveServer, stand } from './live-server.ts';

let server: LiveServer;
let token: string;
beforeAll(async () => {
	server = await openLiveServer();
	token = server.tokens.get('w-0-0') ?? '';
});
afterAll(() => server?.close());

const deviceOf = async (label: string): Promise<number> =>
	(await server.database.db.selectFrom('device').where('label', '=', label).select('id').executeTakeFirstOrThrow()).id;
const stored = async (label: string): Promise<{ at: number; lng: number; lat: number; speed: number | null; battery: number | null }[]> =>
	(
		await server.database.db
			.selectFrom('fix')
			.where('device_id', '=', await deviceOf(label))
			.orderBy('recorded_at')
			.selectAll()
			.execute()
	).map((row) => ({ at: row.recorded_at.getTime(), lng: row.lng, lat: row.lat, speed: row.speed_mps, battery: row.battery }));

const get = (query: string, headers: Record<string, string> = {}): Promise<Response> =>
	fetch(`${server.url}/ingest/osmand?${query}`, { headers });
const owntracks = (body: unknown, headers: Record<string, string> = basic(token)): Promise<Response> =>
	fetch(`${server.url}/ingest/owntracks?u=worker&d=phone`, {
		method: 'POST',
		body: typeof body === 'string' ? body : JSON.stringify(body),
		headers: { 'content-type': 'application/json', ...headers }
	});
const basic = (password: string): Record<string, string> => ({
	authorization: `Basic ${Buffer.from(`worker:${password}`).toString('base64')}`
});

test('what is acknowledged is committed: it is in the table when the answer comes', async () => {
	const [lon, lat] = at(50, 50);
	const now = Math.floor(Date.now() / 1000);
	for (let i = 0; i < 20; i++) {
		const response = await get(`id=${token}&lat=${lat}&lon=${lon}&timestamp=${now - 60 + i}&speed=2&batt=80`);
		expect(response.status).toBe(200);
		expect(await response.text()).toBe('');
		expect((await stored('w-0-0')).at(-1)).toEqual({
			at: (now - 60 + i) * 1000,
			lng: lon,
			lat,
			speed: expect.closeTo((2 * 1852) / 3600, 6),
			battery: 0.8
		});
	}
});

test('a form and a query, OsmAnd and OwnTracks, put the same fix in the same place', async () => {
	const mine = await addDevice(server.database, server.districtId, 'w-0-1');
	const name = { label: 'w-0-1 again' };
	await server.database.db
		.updateTable('device')
		.set(name)
		.where(
			'id',
			'=',
			(
				await server.database.db
					.selectFrom('device')
					.select((e) => e.fn.max('id').as('id'))
					.executeTakeFirstOrThrow()
			).id
		)
		.execute();
	const now = Math.floor(Date.now() / 1000);
	const form = await fetch(`${server.url}/ingest/osmand`, {
		method: 'POST',
		body: new URLSearchParams({ deviceid: mine, lat: '30.0005', lon: '123.0005', timestamp: new Date(now * 1000).toISOString() })
	});
	expect(form.status).toBe(200);
	const own = await owntracks({ _type: 'location', lat: 30.0005, lon: 123.0005, tst: now, vel: 9 }, basic(mine));
	expect([own.status, await own.text(), own.headers.get('content-type')]).toEqual([200, '[]', 'application/json']);
	expect(await stored(name.label)).toEqual([{ at: now * 1000, lng: 123.0005, lat: 30.0005, speed: null, battery: null }]);
	// The first that was stored stands: speed and all.
	await owntracks({ _type: 'location', lat: 30.0006, lon: 123.0005, tst: now + 1, vel: 9 }, basic(mine));
	expect((await stored(name.label)).at(-1)?.speed).toBe(2.5);
});

test('messages without a position are accepted and store nothing', async () => {
	const before = (await stored('w-0-0')).length;
	expect((await get(`id=${token}&cell=460,0,1,2,-70&wifi=00-11,-60`)).status).toBe(200);
	for (const _type of ['transition', 'waypoint', 'lwt', 'card', 'cmd']) {
		const response = await owntracks({ _type, tst: 1 });
		expect([response.status, await response.text()]).toEqual([200, '[]']);
	}
	expect((await stored('w-0-0')).length).toBe(before);
});

test('no token, an unknown token, a wrong field, too long a body: each has its answer, and nothing is stored', async () => {
	const before = (await stored('w-0-0')).length;
	expect((await get('lat=30&lon=123')).status).toBe(400);
	expect((await owntracks({ _type: 'location', lat: 1, lon: 1, tst: 1 }, {})).status).toBe(400);
	const unknown = await get('id=never-made&lat=30&lon=123');
	expect(unknown.status).toBe(401);
	expect((await owntracks({ _type: 'lwt' }, basic('never-made'))).status).toBe(401);
	const wrong = await get(`id=${token}&lat=95&lon=123&accuracy=-4`);
	expect(wrong.status).toBe(400);
	expect(await wrong.json()).toMatchObject({
		field: 'lat',
		problem: 'out-of-range',
		problems: [
			{ field: 'lat', problem: 'out-of-range' },
			{ field: 'accuracy', problem: 'out-of-range' }
		]
	});
	expect(await (await owntracks('{"_type":"location"')).json()).toMatchObject({ field: 'body', problem: 'not-json' });
	expect((await owntracks({ _type: 'location', pad: 'x'.repeat(80_000) })).status).toBe(413);
	expect((await stored('w-0-0')).length).toBe(before);
});

test('a token is found in each place a person may type it', async () => {
	const fix = (s: number): string => `lat=30.001&lon=123.001&timestamp=${Math.floor(Date.now() / 1000) - 500 + s}`;
	for (const [i, name] of ['id', 'deviceid', 'device_id', 'ser'].entries())
		expect((await get(`${name}=${token}&${fix(i)}`)).status).toBe(200);
	expect((await get(`${fix(10)}`, { authorization: `Bearer ${token}` })).status).toBe(200);
	expect((await get(`id=my-phone&${fix(11)}`, basic(token))).status).toBe(200);
});

test('a fix from the future, from long ago, or invented by an app is kept apart and flagged', async () => {
	const mine = server.tokens.get('w-1-1') ?? '';
	const day = 86_400_000;
	const fix = (ms: number, more = ''): Promise<Response> => get(`id=${mine}&lat=30.003&lon=123.003&timestamp=${Math.floor(ms)}${more}`);
	const now = Date.now();
	expect((await fix(now + 6 * 60_000)).status).toBe(200);
	expect((await fix(now - 31 * day)).status).toBe(200);
	expect((await fix(now - 1000, '&mock=true')).status).toBe(200);
	expect((await fix(now + 4 * 60_000)).status).toBe(200);
	expect(await stored('w-1-1')).toHaveLength(1);
	const apart = await server.database.db.selectFrom('fix_apart').orderBy('recorded_at').select('reason').execute();
	expect(apart.map((row) => row.reason)).toEqual(['too-old', 'mock', 'future']);
	const no = await deviceOf('w-1-1');
	const painted = [...(server.live().district(server.districtId)?.positions() ?? [])].find((position) => position.no === no);
	expect(painted?.recordedAtMs).toBe(Math.floor(now + 4 * 60_000));
});

test('an older fix that comes late is stored and never moves the marker back', async () => {
	const mine = server.tokens.get('w-1-2') ?? '';
	const now = Math.floor(Date.now() / 1000);
	for (const s of [-30, -90, -10, -60, -300]) await get(`id=${mine}&lat=${30.003 + s / 1e6}&lon=123.003&timestamp=${now + s}`);
	expect(await stored('w-1-2')).toHaveLength(5);
	const no = await deviceOf('w-1-2');
	const painted = [...(server.live().district(server.districtId)?.positions() ?? [])].find((position) => position.no === no);
	expect(painted?.recordedAtMs).toBe((now - 10) * 1000);
});

test('a walk sent three times, shuffled, is stored once and covers the same', async () => {
	const walk = Array.from({ length: 60 }, (_, i) => ({ east: 210 + i * 3, s: i * 5 }));
	const now = Math.floor(Date.now() / 1000) - 1000;
	const send = async (device: string, order: readonly (typeof walk)[number][]): Promise<void> => {
		const answers = await Promise.all(
			order.map(({ east, s }) => {
				const [lon, lat] = at(east, 60);
				return get(`id=${device}&lat=${lat}&lon=${lon}&timestamp=${now + s}&accuracy=5`);
			})
		);
		expect(answers.every((answer) => answer.status === 200)).toBe(true);
	};
	const district = server.live().district(server.districtId);
	const grid = async (): Promise<unknown> => {
		await stand(server);
		return [...(district?.coverage().values() ?? [])].map(({ gridId, freshBuildings, freshAreaM2 }) => ({
			gridId,
			freshBuildings,
			freshAreaM2
		}));
	};
	const mine = server.tokens.get('w-0-2') ?? '';
	await send(mine, walk);
	const table = await stored('w-0-2');
	expect(table).toHaveLength(60);
	const covered = await grid();
	let seed = 7;
	const shuffled = walk
		.concat(walk, walk)
		.map((one) => ({ one, key: (seed = (seed * 16807) % 2147483647) }))
		.sort((a, b) => a.key - b.key)
		.map(({ one }) => one);
	await send(mine, shuffled);
	expect(await stored('w-0-2')).toEqual(table);
	expect(await grid()).toEqual(covered);
});
