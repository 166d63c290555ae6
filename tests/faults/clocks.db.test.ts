/** Clocks that are wrong: the phones' by an hour and by ten years, the server's set forward and back. No marker jumps, both times are kept, what cannot be is flagged. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { at } from '../ground.ts';
import { identity, type LiveServer, openLiveServer, stand } from '../live/live-server.ts';
import { until, watch, type Watcher } from '../live/watcher.ts';

const HOUR_MS = 3_600_000;
const YEAR_MS = 365.25 * 24 * HOUR_MS;

let server: LiveServer;
const open: Watcher[] = [];
beforeAll(async () => {
	server = await openLiveServer();
	server.accounts.set('wall', identity('wall', null));
});
afterAll(async () => {
	for (const watcher of open) watcher.close();
	await server?.close();
});

async function joined(): Promise<Watcher> {
	const watcher = watch(server.url, 'wall');
	open.push(watcher);
	await until('joined', async () => watcher.socket.connected && (await watcher.join(server.districtId))['ok'] === true);
	return watcher;
}
async function report(person: string, eastM: number, northM: number, atMs: number): Promise<void> {
	const [lon, lat] = at(eastM, northM);
	const answer = await fetch(
		`${server.url}/ingest/osmand?id=${server.tokens.get(person)}&lat=${lat}&lon=${lon}&accuracy=5&timestamp=${Math.floor(atMs)}`
	);
	expect(answer.status).toBe(200);
}
const deviceOf = async (person: string): Promise<number> =>
	(await server.database.db.selectFrom('device').where('label', '=', person).select('id').executeTakeFirstOrThrow()).id;
/** Where a watcher sees somebody, after everything said so far has arrived. */
async function seen(watcher: Watcher, person: string): Promise<{ eastM: number; recordedAtMs: number } | undefined> {
	const beat = watcher.ticks + 2;
	await until('two ticks', () => watcher.ticks >= beat);
	const found = watcher.positions.get(await deviceOf(person));
	return found && { eastM: Math.round((found.lngE7 / 1e7 - at(0, 0)[0]) / (at(1, 0)[0] - at(0, 0)[0])), recordedAtMs: found.recordedAtMs };
}
const apartOf = async (person: string) =>
	await server.database.db
		.selectFrom('fix_apart')
		.where('device_id', '=', await deviceOf(person))
		.orderBy('recorded_at')
		.select(['recorded_at', 'received_at', 'reason'])
		.execute();

test('phones an hour and ten years off: their markers stay with the true ones, both times are kept, and the impossible is flagged', async () => {
	const watcher = await joined();
	const now = Math.floor(server.nowMs());
	const offByMs = { 'w-0-0': HOUR_MS, 'w-0-1': 10 * YEAR_MS, 'w-0-2': -10 * YEAR_MS };
	for (const [person, offMs] of Object.entries(offByMs)) {
		await report(person, 40, 40, now - 20_000);
		await report(person, 160, 160, now + offMs);
		expect(await seen(watcher, person)).toEqual({ eastM: 40, recordedAtMs: now - 20_000 });
		const [apart, ...more] = await apartOf(person);
		expect(more).toEqual([]);
		expect(apart).toMatchObject({ recorded_at: new Date(Math.floor(now + offMs)), reason: offMs > 0 ? 'future' : 'too-old' });
		expect(Math.abs((apart?.received_at.getTime() ?? 0) - now)).toBeLessThan(60_000);
		// Set right again, it walks on.
		await report(person, 60, 40, now - 10_000);
		expect(await seen(watcher, person)).toEqual({ eastM: 60, recordedAtMs: now - 10_000 });
	}

	// An hour behind may as well be an hour in a cellar: stored with both times, and never painted over what is newer.
	await report('w-1-0', 240, 240, now - 20_000);
	await report('w-1-0', 360, 360, now - HOUR_MS);
	expect(await seen(watcher, 'w-1-0')).toEqual({ eastM: 240, recordedAtMs: now - 20_000 });
	const rows = await server.database.db
		.selectFrom('fix')
		.where('device_id', '=', await deviceOf('w-1-0'))
		.orderBy('recorded_at')
		.select(['recorded_at', 'received_at'])
		.execute();
	expect(rows.map((row) => row.recorded_at.getTime())).toEqual([now - HOUR_MS, now - 20_000]);
	for (const row of rows) expect(Math.abs(row.received_at.getTime() - now)).toBeLessThan(60_000);
	expect(watcher.faults).toEqual([]);
});

test('the server’s clock is set forward and back: no marker jumps, nothing is lost, and judging goes on at once', async () => {
	const watcher = await joined();
	const person = 'w-1-1';
	let step = 0;
	const walk = async (): Promise<number> => {
		const trueMs = Math.floor(Date.now());
		await report(person, 220 + ++step * 4, 250, trueMs);
		return trueMs;
	};
	/** What a marker must not do: go anywhere but where the newest believable fix is. */
	const expectAt = async (steps: number, trueMs: number): Promise<void> =>
		expect(await seen(watcher, person)).toEqual({ eastM: 220 + steps * 4, recordedAtMs: trueMs });

	let last = await walk();
	await expectAt(step, last);

	// Set forward by an hour: the true fixes look an hour old, and are the newest all the same.
	const aheadBefore = server.clockAheadMs;
	server.clockAheadMs += HOUR_MS;
	last = await walk();
	await expectAt(step, last);
	await stand(server);

	// Set back to two hours behind: a judge that waited for the clock to catch up would be silent for hours.
	server.clockAheadMs = aheadBefore - 2 * HOUR_MS;
	const stood = step;
	await walk();
	// Two hours in the future, as this clock sees it: kept, flagged, not painted.
	await expectAt(stood, last);
	const flagged = await apartOf(person);
	expect(flagged.map((row) => row.reason)).toEqual(['future']);

	// What a phone with the server's own time says is judged within seconds, not when the clock has caught up.
	const before = watcher.lastSeq ?? 0;
	const heard = watcher.heard.length;
	for (let i = 0; i < 6; i++) await report('w-1-2', 420 + i * 12, 250, server.nowMs() - 60_000 + i * 8_000);
	await until('its ground is judged', () => watcher.heard.slice(heard).some((event) => event.kind === 'grid-coverage-changed'), 15_000);
	expect(watcher.lastSeq).toBeGreaterThan(before);

	// A new watcher is let in, a new device is known at once, and forty joins before the step keep nobody out after it.
	const late = await joined();
	expect([...late.positions].sort()).toEqual([...watcher.positions].sort());

	// Right again: the walk goes on where it is, and nothing that was acknowledged is missing.
	server.clockAheadMs = aheadBefore;
	last = await walk();
	await expectAt(step, last);
	const kept = await server.database.db
		.selectFrom('fix')
		.where('device_id', '=', await deviceOf(person))
		.select('recorded_at')
		.execute();
	expect(kept.length + flagged.length).toBe(step);
	expect([...watcher.faults, ...late.faults]).toEqual([]);
});

test('the server’s clock is months ahead, under way and over a restart: nothing is let go of', async () => {
	const { db } = server.database;
	const days = async (): Promise<string[]> =>
		(
			await sql<{ day: string }>`select distinct to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD') as day from fix order by 1`.execute(
				db
			)
		).rows.map((row) => row.day);
	const device = await deviceOf('w-0-0');
	const now = Date.now();
	for (const daysAgo of [85, 60, 20])
		await db
			.insertInto('fix')
			.values({
				device_id: device,
				recorded_at: new Date(now - daysAgo * 86_400_000),
				received_at: new Date(now),
				lng: 123.001,
				lat: 30.001
			})
			.execute();
	await db
		.insertInto('access_log')
		.values({ at: new Date(now - 300 * 86_400_000), user_id: 'a', action: 'old', subject: '' })
		.execute();
	await server.restart();
	const before = await days();
	expect(before.length).toBeGreaterThanOrEqual(4);

	const truth = server.clockAheadMs;
	server.clockAheadMs += 3 * YEAR_MS;
	// Looking for what is too old is the first thing a server does, and the last one waits for it.
	for (let starts = 0; starts < 2; starts++) await server.restart(starts === 1);
	expect(await days()).toEqual(before);
	expect(await db.selectFrom('access_log').where('action', '=', 'old').select('id').execute()).toHaveLength(1);

	server.clockAheadMs = truth;
	await server.restart();
	expect(await days()).toEqual(before);
	// What really is too old goes as ever.
	await db
		.insertInto('fix')
		.values({ device_id: device, recorded_at: new Date(now - 100 * 86_400_000), received_at: new Date(now), lng: 123.001, lat: 30.001 })
		.execute();
	await server.restart();
	await server.restart();
	expect(await days()).toEqual(before);
});
