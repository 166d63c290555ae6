import { afterAll, beforeAll, expect, test } from 'vitest';
import { at } from '../ground.ts';
import { addDevice, identity, type LiveServer, openLiveServer } from './live-server.ts';
import { until, watch, type Watcher } from './watcher.ts';

let server: LiveServer;
const open: Watcher[] = [];
beforeAll(async () => {
	server = await openLiveServer();
	server.accounts.set('wall', identity('wall', server.districtId));
	server.accounts.set('north', identity('north', server.areas.get('990101001002') ?? null));
});
afterAll(async () => {
	for (const watcher of open) watcher.close();
	await server?.close();
});

async function joined(account: string, areaId: number): Promise<Watcher> {
	const watcher = watch(server.url, account);
	open.push(watcher);
	await until('connected', () => watcher.socket.connected);
	expect((await watcher.join(areaId))['ok']).toBe(true);
	return watcher;
}
const report = (token: string, eastM: number, northM: number, more = ''): Promise<Response> => {
	const [lon, lat] = at(eastM, northM);
	return fetch(`${server.url}/ingest/osmand?id=${token}&lat=${lat}&lon=${lon}&timestamp=${Math.floor(server.nowMs())}${more}`);
};

test('a fresh district is all gaps: nobody has been anywhere', async () => {
	const wall = await joined('wall', server.districtId);
	expect(wall.answers).toEqual(['snapshot']);
	expect(wall.coverage.size).toBe(6);
	expect([...wall.coverage.values()].every((grid) => grid['freshBuildings'] === 0 && grid['buildings'] === 7)).toBe(true);
	const kinds = [...wall.gaps.values()].map((gap) => gap['kind']);
	expect(kinds.filter((kind) => kind === 'buildings-stale').length).toBeGreaterThanOrEqual(6);
	expect(wall.gaps.values().next().value).toMatchObject({ dimension: 'D4', cause: 'never-seen', closedAtMs: null });
	const named = [...wall.gaps.values()].map((gap) => (gap['subject'] as { name: string }).name);
	expect(named.every((name) => name !== '')).toBe(true);
});

test('one fix moves the marker, turns the building fresh, and changes the numbers of its grid', async () => {
	const wall = await joined('wall', server.districtId);
	const token = server.tokens.get('w-0-0') ?? '';
	// Beside the first building of grid 1: 20–40 m east, 40–52 m north.
	const response = await report(token, 30, 35, '&accuracy=5&speed=2');
	expect([response.status, await response.text()]).toEqual([200, '']);
	await until('the marker moved', () => wall.positions.size === 1);
	expect(wall.seen.size).toBeGreaterThan(0);
	await until('the grid counts it', () => [...wall.coverage.values()].some((grid) => (grid['freshBuildings'] as number) > 0));
	await until('a gap shrank or closed', () => wall.heard.some(({ kind }) => kind === 'gap-changed' || kind === 'gap-closed'));
	expect(wall.faults).toEqual([]);
});

test('who watches one community hears nothing of another', async () => {
	const areaId = server.areas.get('990101001002') ?? 0;
	const north = await joined('north', areaId);
	expect(north.coverage.size).toBe(3);
	expect([...north.gaps.values()].every((gap) => (gap['areaPath'] as number[]).includes(areaId))).toBe(true);
	const ticks = north.ticks;
	await report(server.tokens.get('w-0-1') ?? '', 230, 35);
	await until('time went on', () => north.ticks > ticks + 2);
	expect(north.positions.size).toBe(0);
	await report(server.tokens.get('w-1-0') ?? '', 30, 235);
	await until('its own patrol is seen', () => north.positions.size === 1);
	expect(north.heard.every((event) => event.areaIds.includes(areaId))).toBe(true);
	expect(north.faults).toEqual([]);
});

test('nobody watches what is not theirs, what is not there, or with nonsense', async () => {
	const north = await joined('north', server.areas.get('990101001002') ?? 0);
	expect(await north.join(server.districtId)).toEqual({ ok: false, problem: 'forbidden' });
	expect(await north.join(999_999)).toEqual({ ok: false, problem: 'forbidden' });
	for (const nonsense of [
		null,
		7,
		'x',
		[],
		{},
		{ areaId: '1' },
		{ areaId: 1.5 },
		{ areaId: -1 },
		{ areaId: 1, lastSeq: 'x' },
		{ areaId: 1, lastSeq: -1 }
	])
		expect(await north.socket.timeout(5_000).emitWithAck('join', nonsense)).toEqual({ ok: false, problem: 'malformed' });
	north.socket.emit('join');
	north.socket.emit('join', { areaId: 1 });
	north.socket.emit('leave', 'with', { extra: [] });
	north.socket.emit('no-such-event', Buffer.alloc(16));
	expect((await north.join(server.areas.get('990101001002') ?? 0))['ok']).toBe(true);

	const stranger = watch(server.url, 'nobody');
	open.push(stranger);
	const refusal = await new Promise<Error & { data?: unknown }>((refused) => stranger.socket.once('connect_error', refused));
	expect(refusal.data).toEqual({ problem: 'signed-out' });
});

test('a session that ends, and a grant that changes, is dismissed within seconds', async () => {
	server.accounts.set('guest', identity('guest', server.districtId));
	server.accounts.set('mover', identity('mover', server.districtId));
	const guest = await joined('guest', server.districtId);
	const mover = await joined('mover', server.districtId);
	server.accounts.delete('guest');
	server.accounts.set('mover', identity('mover', server.districtId, 'lead'));
	await until('both are dismissed', () => guest.dismissed !== null && mover.dismissed !== null, 6_000);
	expect([guest.dismissed, mover.dismissed]).toEqual(['signed-out', 'grant-changed']);
});

test('a device made by another process is let in at once, and its person is painted', async () => {
	const wall = await joined('wall', server.districtId);
	const token = await addDevice(server.database, server.districtId, 'v-1');
	const device = await server.database.db.selectFrom('device').where('label', '=', 'v-1').select('id').executeTakeFirstOrThrow();
	await until('it is let in', async () => (await report(token, 300, 200)).status === 200);
	await until('it is painted', () => wall.positions.has(device.id));
	expect(wall.heard.some(({ kind, body }) => kind === 'district-changed' && (body['what'] as string[]).includes('devices'))).toBe(true);
	// And one that is revoked stops within the very next report.
	await server.database.db.updateTable('device').set({ revoked_at: new Date() }).where('id', '=', device.id).execute();
	expect((await report(token, 310, 200)).status).toBe(401);
	await until(
		'it is no longer known',
		() =>
			!server
				.live()
				.district(server.districtId)
				?.pathOf(0 as never).length
	);
});

test('a check-in is committed before it is answered, and everyone hears of it', async () => {
	const wall = await joined('wall', server.districtId);
	expect(wall.staffing.size).toBe(0);
	const checkIn = (body: unknown, headers: Record<string, string> = {}) =>
		fetch(`${server.url}/ingest/check-in`, {
			method: 'POST',
			body: JSON.stringify(body),
			headers: { 'content-type': 'application/json', ...headers }
		});
	const token = server.tokens.get('w-0-2') ?? '';
	expect((await checkIn({ id: token, post: 'K01', action: 'arrive', at: server.nowMs() })).status).toBe(200);
	const rows = await server.database.db.selectFrom('check_in').selectAll().execute();
	expect(rows).toHaveLength(1);
	expect(rows[0]?.until).toBeNull();
	await until('one is present', () => [...wall.staffing.values()].some((post) => post['present'] === 1));
	// The same again changes nothing; arriving elsewhere leaves the first.
	expect((await checkIn({ post: 'K01', action: 'arrive', at: server.nowMs() }, { authorization: `Bearer ${token}` })).status).toBe(200);
	expect((await checkIn({ id: token, post: 'Q01', action: 'arrive', at: server.nowMs() + 1 })).status).toBe(200);
	await until(
		'it moved',
		() =>
			[...wall.staffing.values()]
				.map((post) => post['present'])
				.sort()
				.join() === '0,1'
	);
	expect((await checkIn({ id: token, post: 'Q01', action: 'leave', at: server.nowMs() + 2 })).status).toBe(200);
	await until('nobody is left', () => [...wall.staffing.values()].every((post) => post['present'] === 0));

	expect((await checkIn({ id: token, post: 'K99', action: 'arrive' })).status).toBe(404);
	expect(await (await checkIn({ id: token, action: 'arrive' })).json()).toMatchObject({ field: 'post', problem: 'missing' });
	expect(await (await checkIn({ id: token, post: 'K01', action: 'dance' })).json()).toMatchObject({ field: 'action' });
	expect((await checkIn({ post: 'K01', action: 'arrive' })).status).toBe(400);
	expect((await checkIn({ id: 'unknown', post: 'K01', action: 'arrive' })).status).toBe(401);
	expect((await fetch(`${server.url}/ingest/check-in`, { method: 'POST', body: '{' })).status).toBe(400);
	expect(wall.faults).toEqual([]);
});
