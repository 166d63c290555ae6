/**
 * Whatever anybody asks of the running app, signed in with every right, it answers without a fault of its own and goes on. FUZZ_RUNS says how many
 * requests and messages; the seed is printed and FUZZ_SEED asks for the same ones again.
 */
import fc from 'fast-check';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '#lib/server/account/accounts.ts';
import { ROUTES, SOCKET_EVENTS } from '#lib/server/account/access.ts';
import { RequestSchemas } from '#lib/wire/requests.ts';
import { startApp, type TestApp } from '../app.ts';
import { readyDistrict } from './ready-district.ts';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 1500);
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const AT_ONCE = 8;
/** Longer than this is a hang, on any machine. */
const HANG_MS = 20_000;
/** Signing in and out would end the run's own session or be throttled. */
const LEFT_OUT = new Set(['POST /api/session', 'DELETE /api/session']);

let app: TestApp;
let cookie: string;
let token: string;
beforeAll(async () => {
	app = await startApp({
		prepare: async (db) => {
			token = (await readyDistrict(db, 1)).tokens[0] ?? '';
			const person = await db.selectFrom('person').select(['id', 'district_id']).orderBy('id').executeTakeFirstOrThrow();
			const made = await createAccount(db, {
				username: 'everything',
				name: 'Everything',
				password: 'a long enough password',
				demo: false,
				grants: (['admin', 'commander', 'planner', 'lead', 'worker'] as const).map((role) => ({
					role,
					areaId: role === 'worker' ? person.district_id : null,
					personId: role === 'worker' ? person.id : null
				}))
			});
			if (!made.ok) throw new Error(made.problem.kind);
		}
	});
	cookie = await app.signIn('everything', 'a long enough password');
});
afterAll(async () => {
	await app?.stop();
});

/** Names and values that requests know, so that many get past the first look. */
const keys = [
	...new Set(
		Object.values(
			RequestSchemas as Readonly<Record<string, { readonly query?: { entries: object }; readonly body?: { entries: object } }>>
		).flatMap(({ query, body }) => [...Object.keys(query?.entries ?? {}), ...Object.keys(body?.entries ?? {})])
	),
	'kind',
	'id',
	'lat',
	'lon',
	'timestamp',
	'__proto__'
];
const key = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...keys) }, { weight: 1, arbitrary: fc.string() });
const scalar = fc.oneof(
	fc.constantFrom<unknown>(
		1,
		2,
		3,
		0,
		-1,
		2 ** 31,
		2 ** 53,
		1e308,
		0.1,
		null,
		true,
		'',
		'1',
		'2026-11-22',
		'2026-02-30',
		'2026-11-22T00:00:00Z'
	),
	fc.constantFrom<unknown>(
		'23:00–06:00 police 1',
		'K16/police/2026-11-23T23:00/1',
		'arrive',
		'split-grid',
		'grid',
		'primary',
		'new',
		'\u0000',
		'𝒳'
	),
	fc.constantFrom<unknown>(Date.now(), 118.78, 32.03, '0190a0c0-0000-7000-8000-000000000000', "'; drop table area; --", '%', '\uD800'),
	fc.jsonValue(),
	fc.string()
);
const value = fc.letrec<{ any: unknown }>((tie) => ({
	any: fc.oneof(
		{ depthSize: 'small' },
		{ weight: 4, arbitrary: scalar },
		{ weight: 1, arbitrary: fc.array(tie('any'), { maxLength: 4 }) },
		{ weight: 2, arbitrary: fc.dictionary(key, tie('any'), { maxKeys: 8 }) }
	)
})).any;
const param = fc.oneof(
	fc.constantFrom(
		'1',
		'2',
		'7',
		'0',
		'-1',
		'99999999999',
		'1e3',
		'..',
		'%2e%2e',
		'%00',
		'%F0',
		'a'.repeat(3000),
		'0190a0c0-0000-7000-8000-000000000000'
	),
	fc.nat(60).map(String),
	fc.string().map((text) => encodeURIComponent(text.toWellFormed()) || 'x')
);
const request = fc.record({
	route: fc.constantFrom(...Object.keys(ROUTES).filter((name) => !LEFT_OUT.has(name))),
	params: fc.array(param, { minLength: 5, maxLength: 5 }),
	query: fc.array(fc.tuple(key, scalar), { maxLength: 4 }),
	body: fc.oneof({ weight: 8, arbitrary: fc.dictionary(key, value, { maxKeys: 8 }) }, { weight: 1, arbitrary: value }),
	type: fc.oneof(
		{ weight: 8, arbitrary: fc.constant('application/json') },
		{ weight: 1, arbitrary: fc.constantFrom('text/plain', 'application/x-www-form-urlencoded', 'image/jpeg', '') }
	)
});

const textOf = (any: unknown): string => (typeof any === 'string' ? any : (JSON.stringify(any) ?? '')).toWellFormed();

test(
	`${RUNS} requests of any kind: no fault, no hang, and the app is well afterwards`,
	async () => {
		const wrong: string[] = [];
		const statuses = new Map<number, number>();
		let slowestMs = 0;
		let slowest = '';
		const asked = fc.sample(request, { numRuns: RUNS, seed: SEED });
		const ask = async ({ route, params, query, body, type }: (typeof asked)[number]): Promise<void> => {
			const [method = '', id = ''] = route.split(' ');
			let n = 0;
			const path = id.replace(/\[[^\]]+\]/g, () => params[n++] ?? 'x');
			const search = new URLSearchParams(query.map(([name, any]): [string, string] => [textOf(name), textOf(any)]));
			if (id.startsWith('/ingest/') && Math.random() < 0.7) search.set('id', token);
			const since = performance.now();
			const said = `${method} ${path.slice(0, 200)}?${search.toString().slice(0, 300)} ${method === 'GET' ? '' : textOf(body).slice(0, 400)}`;
			try {
				const answer = await app.fetch(`${path}?${search}`, {
					method,
					headers: { cookie, origin: app.url, ...(type === '' ? {} : { 'content-type': type }) },
					...(method === 'GET' ? {} : { body: textOf(body) }),
					signal: AbortSignal.timeout(HANG_MS)
				});
				await answer.arrayBuffer();
				statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
				if (answer.status >= 500) wrong.push(`${answer.status} ${said}`);
			} catch (error) {
				// A path that the client itself will not send is no request.
				if (!(error instanceof TypeError && /Invalid URL|parse/.test(String(error.cause ?? error)))) wrong.push(`${String(error)} ${said}`);
			}
			const tookMs = performance.now() - since;
			if (tookMs > slowestMs) [slowestMs, slowest] = [tookMs, route];
		};
		let next = 0;
		await Promise.all(
			Array.from({ length: AT_ONCE }, async () => {
				for (let one = asked[next++]; one; one = asked[next++]) await ask(one);
			})
		);
		console.log(`seed ${SEED}; answers ${JSON.stringify(Object.fromEntries(statuses))}; slowest ${Math.round(slowestMs)} ms: ${slowest}`);
		expect(wrong.slice(0, 10)).toEqual([]);
		expect((await app.fetch('/healthz')).status).toBe(200);
	},
	60_000 + RUNS * 20
);

test(
	`${RUNS} messages of any kind over a socket: nobody else notices`,
	async () => {
		const open = (): Socket =>
			io(app.url, { transports: ['websocket'], extraHeaders: { cookie, origin: app.url }, forceNew: true, reconnectionDelay: 20 });
		const other = open();
		await new Promise<void>((resolve) => other.once('connect', () => resolve()));
		let lost = 0;
		other.on('disconnect', () => lost++);
		const names = [...Object.keys(SOCKET_EVENTS).filter((name) => name !== 'connect'), 'message', 'constructor', '__proto__'];
		const messages = fc.sample(fc.tuple(fc.constantFrom(...names), fc.array(value, { maxLength: 3 }), fc.boolean()), {
			numRuns: RUNS,
			seed: SEED
		});
		let socket = open();
		for (const [name, given, ack] of messages) {
			// A client that misbehaves may be shown the door; another comes.
			if (socket.disconnected && !socket.active) {
				socket.close();
				socket = open();
			}
			if (ack) socket.emit(name, ...given, () => undefined);
			else socket.emit(name, ...given);
		}
		const area = await app.db.selectFrom('area').select('id').where('depth', '=', 0).executeTakeFirstOrThrow();
		const answer = (await other.timeout(HANG_MS).emitWithAck('join', { areaId: area.id, lastSeq: null })) as { readonly ok: boolean };
		expect(answer.ok).toBe(true);
		expect(lost).toBe(0);
		expect((await app.fetch('/healthz')).status).toBe(200);
		expect(app.log()).not.toMatch(/uncaught|unhandled/i);
		for (const one of [socket, other]) one.close();
	},
	60_000 + RUNS * 20
);
