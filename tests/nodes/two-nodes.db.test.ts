/**
 * Two nodes on one PostgreSQL, as docs/province.md starts them: real processes, a real Redis, a proxy in front that knows nothing. Native only, and only
 * where there is a Redis to start.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '#db/migrate.ts';
import { openDatabase, type OpenDatabase } from '#db/open.ts';
import { createAccount } from '#lib/server/account/accounts.ts';
import type { DraftBody, Presence } from '#lib/wire/drafts.ts';
import { startPostgres } from '../../src/cli/throwaway-postgres.mjs';
import { openAppOn, type TestApp } from '../app.ts';
import { testEngine } from '../database.ts';
import { readyDistrict } from '../faults/ready-district.ts';
import { startPhones, type Acknowledged } from '../faults/phones.ts';
import { at } from '../ground.ts';
import { until, watch, type Watcher } from '../live/watcher.ts';
import { freePort } from './free-port.ts';
import { hasRedis, startRedis, type TestRedis } from './redis.ts';
import { openRoundRobin, type RoundRobin } from './round-robin.ts';

const BIN = process.env['TEST_POSTGRES'] ?? '';
/** From the death of an owner to the other's rule, ms. */
const TAKEOVER_MS = 5_000;
/** From the silence of one that hangs, ms: longer, since it may only have been busy. */
const HUNG_MS = 10_000;
const PHONES = 8;
/**
 * Each report of a phone is a second later than the one before, however quickly it is answered: thousands of them in a test. The walks begin so long
 * ago that they neither meet each other nor come near the present, from which on "last seen" would be now; and nothing they saw goes stale meanwhile.
 */
const KILLED_WALK_MS = 7 * 3_600_000;
const HUNG_WALK_MS = 6 * 3_600_000;
/** Ground that nobody saw before: something to tell. */
const HUNG_WALK_NORTH_M = 130;
const PASSWORD = 'a long enough password';

const able = testEngine === 'native' && BIN !== '' && hasRedis();
if (!able)
	console.log(
		'skipped: needs a PostgreSQL of its own (TEST_ENGINE=native and TEST_POSTGRES; `npm test` gives both) and redis-server (apt install redis-server)'
	);

interface Standing {
	readonly status: string;
	readonly nodes: { readonly redis: string; readonly owns: readonly string[]; readonly follows: readonly string[] };
}
const standingOf = async (app: TestApp): Promise<Standing> => (await (await app.fetch('/healthz')).json()) as Standing;

describe.skipIf(!able)('two nodes', () => {
	let postgres: Awaited<ReturnType<typeof startPostgres>>;
	let database: OpenDatabase;
	let redis: TestRedis;
	let proxy: RoundRobin;
	let a: TestApp;
	let b: TestApp;
	let district: Awaited<ReturnType<typeof readyDistrict>>;
	let areaId: number;
	let headers: (url: string) => Record<string, string>;
	const watchers: Watcher[] = [];

	const node = (): Promise<TestApp> => openAppOn(postgres.url, { env: { REDIS_URL: redis.url } });

	beforeAll(async () => {
		postgres = await startPostgres(BIN, { durable: true });
		database = await openDatabase({ databaseUrl: postgres.url });
		await migrate(database.db);
		district = await readyDistrict(database.db, PHONES);
		areaId = (await database.db.selectFrom('area').select('id').where('depth', '=', 0).executeTakeFirstOrThrow()).id;
		const made = await createAccount(database.db, {
			username: 'watcher',
			name: 'Watcher',
			password: PASSWORD,
			demo: false,
			grants: [{ role: 'viewer', areaId: null, personId: null }]
		});
		if (!made.ok) throw new Error(made.problem.kind);
		redis = await startRedis();
		a = await node();
		b = await node();
		proxy = await openRoundRobin([a, b].map(({ url }) => Number(new URL(url).port)));
		const cookie = await a.signIn('watcher', PASSWORD);
		headers = (url) => ({ cookie, origin: url });
	}, 180_000);
	afterAll(async () => {
		for (const one of watchers) one.close();
		await proxy?.close();
		await a?.stop();
		await b?.stop();
		await redis?.stop();
		await database?.close();
		await postgres?.stop();
	}, 60_000);

	/** Watches the district and joins again whenever the line comes back, as a browser does. */
	async function watching(url: string): Promise<Watcher> {
		const me = watch(url, headers(url));
		watchers.push(me);
		let joined: Promise<unknown> = Promise.resolve();
		const join = async (): Promise<void> => {
			for (;;) {
				const answer = await me.join(areaId).catch(() => null);
				if (answer?.['ok'] || !me.socket.connected) return;
				await new Promise((next) => setTimeout(next, 50));
			}
		};
		me.socket.on('connect', () => (joined = joined.then(join)));
		await until('joined', () => me.answers.some((answer) => answer === 'snapshot' || answer === 'events'));
		return me;
	}

	const fix = (app: Pick<TestApp, 'fetch'>, phone: number, eastM: number, northM: number, atMs: number): Promise<Response> => {
		const [lon, lat] = at(eastM, northM);
		return app.fetch(`/ingest/osmand?id=${district.tokens[phone]}&lat=${lat}&lon=${lon}&timestamp=${atMs}&accuracy=5`);
	};
	const sorted = (map: Map<number, unknown>): [number, unknown][] => [...map].sort(([x], [y]) => x - y);
	/** What a watcher shows; the number aside, which the next tick tells. */
	const picture = (one: Watcher) => ({
		seq: one.lastSeq,
		coverage: sorted(one.coverage),
		gaps: sorted(one.gaps),
		staffing: sorted(one.staffing),
		positions: sorted(one.positions),
		seen: sorted(one.seen)
	});
	const numbers = ({ coverage, gaps, staffing }: ReturnType<typeof picture>) => ({ coverage, gaps, staffing });
	async function alike(...all: Watcher[]): Promise<void> {
		await until('equal pictures', () => all.every((one) => isDeepStrictEqual(picture(one), picture(all[0]!)))).catch(() => undefined);
		for (const one of all) expect(picture(one)).toEqual(picture(all[0]!));
		expect(all.flatMap((one) => one.faults)).toEqual([]);
	}
	/** Every event of the district once, in turn. */
	const unbroken = (one: Watcher): void => {
		const seqs = one.heard.map(({ seq }) => seq);
		expect(seqs).toEqual(seqs.map((_, i) => seqs[0]! + i));
	};
	/** Outlines that only shrink are told every so many seconds: until then the owner has grids left to judge. */
	const rest = async (owner: TestApp): Promise<void> => {
		const due = async (): Promise<number> =>
			Number(/^gridkeeper_grids_due\S* (\d+)$/m.exec(await (await owner.fetch('/metrics')).text())?.[1] ?? NaN);
		await until('nothing left to tell', async () => (await due()) === 0, 60_000);
	};

	/** @returns how many rows there are */
	async function expectStoredOnce(acknowledged: readonly Acknowledged[]): Promise<number> {
		const rows = await database.db.selectFrom('fix').select(['device_id', 'recorded_at']).execute();
		const stored = new Map<string, number>();
		for (const { device_id, recorded_at } of rows) {
			const key = `${device_id} ${recorded_at.getTime()}`;
			stored.set(key, (stored.get(key) ?? 0) + 1);
		}
		expect(acknowledged.filter(({ phone, atMs }) => stored.get(`${district.devices[phone]} ${atMs}`) !== 1)).toEqual([]);
		return rows.length;
	}
	/** What is held live is what stands in the table: each number once, none left out. */
	async function expectEventsWhole(): Promise<void> {
		const events = await database.db.selectFrom('event').where('district_id', '=', areaId).orderBy('seq').select('seq').execute();
		expect(events.map(({ seq }) => Number(seq))).toEqual(events.map((_, i) => Number(events[0]!.seq) + i));
	}

	test('one owns the district and the other follows', async () => {
		const [first, second] = [await standingOf(a), await standingOf(b)];
		expect([first.status, second.status]).toEqual(['ok', 'ok']);
		expect([...first.nodes.owns, ...second.nodes.owns]).toHaveLength(1);
		await until('both have the district', async () =>
			(await Promise.all([a, b].map(standingOf))).every(({ nodes }) => nodes.owns.length + nodes.follows.length === 1)
		);
	});

	test('a fix sent to either is seen by the watchers of both, who hold equal pictures', async () => {
		const [atA, atB] = [await watching(a.url), await watching(b.url)];
		const now = Date.now() - 60_000;
		for (const [i, app] of [b, a, b, a].entries()) expect((await fix(app, i, 40 + i * 60, 46, now + i)).status).toBe(200);
		await until('seen at both', () => [atA, atB].every((one) => [0, 1, 2, 3].every((i) => one.positions.has(district.devices[i]!))));
		await until('judged at both', () => [atA, atB].every((one) => one.heard.some(({ kind }) => kind === 'grid-coverage-changed')));
		await alike(atA, atB);
		unbroken(atA);
		unbroken(atB);
	}, 60_000);

	test('a change made at the one that does not own the district is told by both, in turn', async () => {
		const [atA, atB] = [await watching(a.url), await watching(b.url)];
		const follower = (await standingOf(a)).nodes.owns.length === 0 ? a : b;
		const post = await database.db.selectFrom('post').select(['id', 'code']).orderBy('id').executeTakeFirstOrThrow();
		const answer = await follower.fetch('/ingest/check-in', {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ id: district.tokens[0], post: post.code, action: 'in' })
		});
		expect(answer.status).toBe(200);
		const told = (one: Watcher): boolean => one.heard.some(({ kind }) => kind === 'post-staffing-changed');
		await until('told at both', () => told(atA) && told(atB));
		await alike(atA, atB);
		unbroken(atA);
		unbroken(atB);
	}, 60_000);

	test('planners at different nodes see one another in a draft, and a grid that one is at is held at the other', async () => {
		const drawing = async (name: string, app: TestApp): Promise<{ line: Socket; seen: Presence[][]; cookie: string }> => {
			const made = await createAccount(database.db, {
				username: name,
				name,
				password: PASSWORD,
				demo: false,
				grants: [{ role: 'planner', areaId, personId: null }]
			});
			if (!made.ok) throw new Error(made.problem.kind);
			const cookie = await app.signIn(name, PASSWORD);
			const { socket } = watch(app.url, { cookie, origin: app.url });
			const seen: Presence[][] = [];
			socket.on('draft-presence', ({ people }: { people: Presence[] }) => seen.push(people));
			await until('connected', () => socket.connected);
			return { line: socket, seen, cookie };
		};
		const [ann, ben] = [await drawing('ann', a), await drawing('ben', b)];
		try {
			const answer = await a.fetch(`/api/areas/${areaId}/drafts`, {
				method: 'POST',
				headers: { cookie: ann.cookie, origin: a.url, 'content-type': 'application/json' },
				body: JSON.stringify({ name: '两处同画' })
			});
			expect(answer.status, await answer.clone().text()).toBe(200);
			const { id } = ((await answer.json()) as DraftBody).draft;
			const codes = (await database.db.selectFrom('grid').select('code').orderBy('code').limit(2).execute()).map(({ code }) => code);
			expect(await ann.line.emitWithAck('draft-open', { draftId: id })).toEqual({ ok: true });
			expect(await ann.line.emitWithAck('draft-touch', { cursor: [123, 30], grids: [codes[0]] })).toEqual({ refused: [] });
			// Ben comes later, and is told without waiting for Ann to move again.
			expect(await ben.line.emitWithAck('draft-open', { draftId: id })).toEqual({ ok: true });
			const lastOf = (one: typeof ann) => one.seen.at(-1)?.map(({ name, grids }) => ({ name, grids }));
			await until('Ben sees Ann at her grid', () => isDeepStrictEqual(lastOf(ben), [{ name: 'ann', grids: [codes[0]] }]));
			await until('Ann sees Ben', () => isDeepStrictEqual(lastOf(ann), [{ name: 'ben', grids: [] }]));
			expect(await ben.line.emitWithAck('draft-touch', { cursor: null, grids: codes })).toEqual({ refused: [codes[0]] });
			await until('Ann sees Ben at his', () => isDeepStrictEqual(lastOf(ann), [{ name: 'ben', grids: [codes[1]] }]));
			ann.line.disconnect();
			await until('Ann is gone', () => isDeepStrictEqual(lastOf(ben), []));
			expect(await ben.line.emitWithAck('draft-touch', { cursor: null, grids: codes })).toEqual({ refused: [] });
		} finally {
			ann.line.disconnect();
			ben.line.disconnect();
		}
	}, 60_000);

	test('a third node without Redis is refused in a sentence', async () => {
		const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'src/cli/serve.ts', '--no-demo'], {
			cwd: fileURLToPath(new URL('../..', import.meta.url)),
			env: { ...process.env, DATABASE_URL: postgres.url, REDIS_URL: '', HOST: '127.0.0.1', PORT: String(await freePort()) },
			stdio: ['ignore', 'ignore', 'pipe']
		});
		let said = '';
		child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
		const status = await new Promise((resolve) => child.once('exit', resolve));
		expect(status).toBe(1);
		expect(said).toContain('Another Gridkeeper serves this database');
		expect(said).not.toMatch(/^\s+at /m);
	}, 60_000);

	test('without Redis both say so, store what they acknowledge and catch up from the database', async () => {
		const [atA, atB] = [await watching(a.url), await watching(b.url)];
		await redis.kill();
		await until('both say so', async () => (await Promise.all([a, b].map(standingOf))).every(({ status }) => status === 'degraded'));
		const now = Date.now() - 50_000;
		for (const [i, app] of [a, b].entries()) expect((await fix(app, 4 + i, 60, 246 + i * 10, now)).status).toBe(200);
		await until('seen at both all the same', () => [atA, atB].every((one) => [4, 5].every((i) => one.positions.has(district.devices[i]!))));
		await alike(atA, atB);
		await redis.start();
		await until('both are well', async () => (await Promise.all([a, b].map(standingOf))).every(({ status }) => status === 'ok'));
		expect((await fix(a, 6, 60, 280, now)).status).toBe(200);
		expect((await fix(b, 7, 60, 290, now)).status).toBe(200);
		await until('seen at both', () => [atA, atB].every((one) => [6, 7].every((i) => one.positions.has(district.devices[i]!))));
		await alike(atA, atB);
		unbroken(atA);
		unbroken(atB);
		for (const app of [a, b]) expect(app.log()).not.toMatch(/unhandled|uncaught/i);
	}, 90_000);

	test('PostgreSQL killed and back: one of the two owns the district again, and what is sent is seen by both', async () => {
		const [atA, atB] = [await watching(a.url), await watching(b.url)];
		await postgres.kill();
		await until('both miss it', async () =>
			(await Promise.all([a, b].map((one) => one.fetch('/healthz')))).every(({ status }) => status === 503)
		);
		expect((await fix(a, 0, 70, 60, Date.now() - 40_000)).status).toBe(503);
		await postgres.start();
		const owners = async (): Promise<number> =>
			(await Promise.all([a, b].map((one) => one.fetch('/healthz').then((answer) => answer.json() as Promise<Partial<Standing>>)))).reduce(
				(n, { nodes }) => n + (nodes?.owns.length ?? 0),
				0
			);
		await until('it has an owner', async () => (await owners()) === 1);
		const atMs = Date.now() - 30_000;
		for (const [i, app] of [b, a].entries())
			await until('taken again', async () => (await fix(app, i, 80 + i * 20, 60, atMs)).status === 200);
		await until('seen at both', () =>
			[atA, atB].every((one) => [0, 1].every((i) => one.positions.get(district.devices[i]!)?.recordedAtMs === atMs))
		);
		await alike(atA, atB);
		unbroken(atA);
		unbroken(atB);
	}, 90_000);

	test(`the owner killed under load: the other rules within ${TAKEOVER_MS / 1000} s with the same numbers, and nothing is lost or doubled`, async () => {
		const [owner, heir] = (await standingOf(a)).nodes.owns.length === 1 ? [a, b] : [b, a];
		const [atHeir, ...behindProxy] = [await watching(heir.url), await watching(proxy.url), await watching(proxy.url)];
		await rest(owner);
		await alike(atHeir!, ...behindProxy);
		const before = numbers(picture(atHeir!));
		await owner.kill();
		const killedAt = performance.now();
		await until('the other owns it', async () => (await standingOf(heir)).nodes.owns.length === 1, TAKEOVER_MS);
		const tookMs = performance.now() - killedAt;
		const fresh = await watching(proxy.url);
		expect(numbers(picture(fresh))).toEqual(before);
		await alike(atHeir!, fresh, ...behindProxy);

		// It judges: what is walked now is told.
		const phones = startPhones(district.tokens, () => proxy.url, Date.now() - KILLED_WALK_MS);
		const heardBefore = atHeir!.heard.length;
		await until('the heir judges', () => atHeir!.heard.slice(heardBefore).some(({ kind }) => kind === 'grid-coverage-changed'));
		// Back again, it follows; then the heir is killed in the midst of it all.
		await owner.resume();
		await until('it follows', async () => (await standingOf(owner)).nodes.follows.length === 1);
		const acknowledged = phones.acknowledged.length;
		await until('acknowledged under load', () => phones.acknowledged.length >= acknowledged + 300, 30_000);
		await heir.kill();
		const again = performance.now();
		await until('the first owns it again', async () => (await standingOf(owner)).nodes.owns.length === 1, TAKEOVER_MS);
		const againMs = performance.now() - again;
		const then = phones.acknowledged.length;
		await until('it goes on', () => phones.acknowledged.length >= then + 200, 30_000);
		await phones.stop();
		await heir.resume();
		await until('both are there', async () => (await standingOf(heir)).nodes.follows.length === 1);

		const rows = await expectStoredOnce(phones.acknowledged);
		const last = await watching(heir.url);
		await alike(last, fresh, ...behindProxy);
		for (const one of [fresh, ...behindProxy]) unbroken(one);
		await expectEventsWhole();
		console.log(
			`taken over in ${Math.round(tookMs)} ms at rest and ${Math.round(againMs)} ms under load; ${phones.acknowledged.length} acknowledged, ${rows} stored; connections by node ${proxy.given.join(', ')}`
		);
	}, 180_000);

	test(`the owner hangs under load: the other rules within ${HUNG_MS / 1000} s, the one that wakes follows, and nothing is lost or doubled`, async () => {
		const [owner, heir] = (await standingOf(a)).nodes.owns.length === 1 ? [a, b] : [b, a];
		const atHeir = await watching(heir.url);
		const phones = startPhones(district.tokens.slice(0, -2), () => heir.url, Date.now() - HUNG_WALK_MS, HUNG_WALK_NORTH_M);
		// With the owner when it stops: unheard, and sent again until they are.
		const caught = startPhones(district.tokens.slice(-2), () => owner.url, Date.now() - HUNG_WALK_MS, HUNG_WALK_NORTH_M);
		await until('reports at both', () => phones.acknowledged.length >= 50 && caught.acknowledged.length >= 20, 30_000);
		process.kill(owner.pid, 'SIGSTOP');
		const stoppedAt = performance.now();
		await until('the other owns it', async () => (await standingOf(heir)).nodes.owns.length === 1, HUNG_MS);
		const tookMs = performance.now() - stoppedAt;
		const heardBefore = atHeir.heard.length;
		await until('the heir judges', () => atHeir.heard.slice(heardBefore).some(({ kind }) => kind === 'grid-coverage-changed'), 20_000);
		const stored = phones.acknowledged.length;
		await until('whatever the other had under way, reports go on', () => phones.acknowledged.length >= stored + 50, 20_000);

		process.kill(owner.pid, 'SIGCONT');
		await until('it follows', async () => {
			// Without its connections it is not well for a moment, and says nothing of districts.
			const [one, two] = [(await standingOf(owner)) as Partial<Standing>, await standingOf(heir)];
			return one.nodes?.follows.length === 1 && one.nodes.owns.length === 0 && two.nodes.owns.length === 1;
		});
		const after = caught.acknowledged.length;
		await until('it takes reports again', () => caught.acknowledged.length >= after + 20, 20_000);
		await Promise.all([phones.stop(), caught.stop()]);
		const atOwner = await watching(owner.url);
		await until('both have every report', () => isDeepStrictEqual(picture(atOwner).positions, picture(atHeir).positions), 20_000);
		await alike(atHeir, atOwner);
		unbroken(atHeir);
		await expectStoredOnce([
			...phones.acknowledged,
			...caught.acknowledged.map(({ phone, atMs }) => ({ phone: phone + PHONES - 2, atMs }))
		]);
		await expectEventsWhole();
		console.log(
			`a node that hung was given up after ${Math.round(tookMs)} ms; ${phones.acknowledged.length + caught.acknowledged.length} acknowledged`
		);
	}, 120_000);

	test('what both show is what a node alone reads from the database', async () => {
		const two = await watching(a.url);
		await rest((await standingOf(a)).nodes.owns.length === 1 ? a : b);
		await alike(two);
		const shown = numbers(picture(two));
		for (const one of watchers.splice(0)) one.close();
		// In order, whether or not Redis is there to say goodbye to.
		expect(await a.stop()).toBe(0);
		await redis.kill();
		expect(await b.stop()).toBe(0);
		const alone = await openAppOn(postgres.url, { env: { REDIS_URL: '' } });
		try {
			const one = await watching(alone.url);
			expect(numbers(picture(one))).toEqual(shown);
		} finally {
			for (const one of watchers.splice(0)) one.close();
			await alone.stop();
		}
	}, 120_000);
});
