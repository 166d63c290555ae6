/**
 * Whatever anybody asks of the running app, signed in with every right, it answers without a fault of its own and goes on. FUZZ_RUNS says how many
 * inputs in all; the seed is printed and FUZZ_SEED asks for the same ones again. What takes over a second among all the others is asked again alone.
 */
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { createAccount } from '#lib/server/account/accounts.ts';
import { startApp, type TestApp } from '../app.ts';
import { watchFrom } from './crowd.ts';
import { until } from '../live/watcher.ts';
import { anyLine, anyMessage, anyPacket, anyReport, anyRouteRequest, anyTileRequest, type AnyRequest } from './any-input.ts';
import { askAny, type Answer } from './ask-any.ts';
import { readyDistrict, type ReadyDistrict } from './ready-district.ts';
import { speakAny } from './speak-any.ts';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 3000);
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const AT_ONCE = 12;
/** Longer than this is a hang, asked alone. Three tries, since the machine may have other work. */
const SLOW_MS = 1_000;
const TRIES = 3;
/** How many of a hundred inputs are of which kind. */
const SHARES = { request: 45, report: 20, tile: 12, line: 3, message: 18, packet: 2 } as const;
type Kind = keyof typeof SHARES;

/** A district that much was asked of is full of what was made there: after so many inputs the next ones meet a fresh one. */
const PIECE = 50_000;
const PIECES = Math.ceil(RUNS / PIECE);
const START_MS = 150_000;

interface Asked {
	readonly app: TestApp;
	readonly district: ReadyDistrict;
	readonly cookie: string;
}

async function openAsked(): Promise<Asked> {
	let district: ReadyDistrict | undefined;
	const app = await startApp({
		prepare: async (db) => {
			district = await readyDistrict(db, 12);
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
	if (!district) throw new Error('no district');
	return { app, district, cookie: await app.signIn('everything', 'a long enough password') };
}

/** So many of a kind, a few at a time: making them must not hold up whoever waits for an answer. */
function* some<T>(of: fc.Arbitrary<T>, count: number, seed: number): Generator<T> {
	const PIECE = 20;
	for (let made = 0; made < count; made += PIECE) yield* fc.sample(of, { numRuns: Math.min(PIECE, count - made), seed: seed + made });
}
async function each<T>(workers: number, of: Generator<T>, work: (one: T) => Promise<void>): Promise<void> {
	await Promise.all(
		Array.from({ length: workers }, async () => {
			for (let next = of.next(); !next.done; next = of.next()) await work(next.value);
		})
	);
}
const saidOf = ({ method, path, body }: AnyRequest): string =>
	`${method} ${path.slice(0, 300)} ${body ? Buffer.from(body).toString('utf8').slice(0, 300) : ''}`;

let asked: Asked | null = null;
afterEach(async () => {
	await asked?.app.stop();
	asked = null;
}, START_MS);

test.each(Array.from({ length: PIECES }, (_, piece) => piece))(
	`${RUNS} inputs of any kind, by HTTP, bare line and socket: no fault, no hang, and the app is well afterwards (piece %i)`,
	async (piece) => {
		asked = await openAsked();
		const { app, district, cookie } = asked;
		const runs = Math.min(PIECE, RUNS - piece * PIECE);
		const seed = SEED + piece * PIECE;
		const { pid } = app;
		const startedAt = performance.now();
		const asker = askAny(app.url, cookie, AT_ONCE);
		const speaker = speakAny(app.url, cookie, district.districtId);
		const other = watchFrom(app.url, cookie, 0);
		await until('somebody else watches', () => other.socket.connected);
		let lost = 0;
		other.socket.on('disconnect', () => lost++);

		const wrong: string[] = [];
		const statuses = new Map<number, number>();
		const count: Record<Kind, number> = { request: 0, report: 0, tile: 0, line: 0, message: 0, packet: 0 };
		const slow: { readonly said: string; readonly tookMs: number; readonly again: () => Promise<number> }[] = [];
		const slowest = { tookMs: 0, said: '' };
		const took = (said: string, tookMs: number, again: () => Promise<number>): void => {
			if (tookMs > slowest.tookMs) Object.assign(slowest, { tookMs, said });
			if (tookMs > SLOW_MS) slow.push({ said, tookMs, again });
		};
		const judge = (kind: Kind, said: string, { status, retryAfter, tookMs, fault }: Answer, again: () => Promise<Answer>): void => {
			count[kind]++;
			statuses.set(status, (statuses.get(status) ?? 0) + 1);
			if (fault !== undefined) wrong.push(`${fault}: ${said}`);
			// Busy, or the district not yet live: told when to come again.
			else if (status >= 500 && !(status === 503 && retryAfter !== null)) wrong.push(`${status}: ${said}`);
			took(said, tookMs, async () => (await again()).tookMs);
		};
		const part = (kind: Kind): number => Math.ceil((runs * SHARES[kind]) / 100);
		const ask = (kind: Kind) => async (of: AnyRequest) => {
			const again = (): Promise<Answer> => asker.request(of);
			judge(kind, `${of.name}: ${saidOf(of)}`, await again(), again);
		};
		const inPieces = function* <T>(of: Generator<T>, size: number): Generator<T[]> {
			for (let piece: T[] = []; ; piece = []) {
				for (let next = of.next(); !next.done; next = of.next()) if (piece.push(next.value) === size) break;
				if (piece.length === 0) return;
				yield piece;
			}
		};
		await Promise.all([
			each(8, some(anyRouteRequest, part('request'), seed), ask('request')),
			each(2, some(anyReport(district.tokens), part('report'), seed), ask('report')),
			each(1, some(anyTileRequest, part('tile'), seed), ask('tile')),
			each(1, some(anyLine, part('line'), seed), async (bytes) => {
				const again = (): Promise<Answer> => asker.line(bytes);
				judge('line', `line: ${bytes.toString('latin1').slice(0, 300)}`, await again(), again);
			}),
			each(1, inPieces(some(anyMessage, part('message'), seed), 25), async (messages) => {
				const again = (): Promise<number> => speaker.say(messages);
				took(`messages: ${messages.map(({ event }) => event).join()}`, await again(), again);
				count.message += messages.length;
			}),
			each(1, inPieces(some(anyPacket, part('packet'), seed), 3), async (packets) => {
				await speaker.packets(packets);
				count.packet += packets.length;
			})
		]);
		const seconds = (performance.now() - startedAt) / 1000;

		await until('nothing else waits', async () => {
			const since = performance.now();
			await (await app.fetch('/api/me', { headers: { cookie } })).arrayBuffer();
			return performance.now() - since < 100;
		});
		const hung: string[] = [];
		for (const one of slow) {
			let best = Infinity;
			for (let i = 0; i < TRIES && best > SLOW_MS; i++) best = Math.min(best, await one.again());
			if (best > SLOW_MS) hung.push(`${Math.round(best)} ms alone: ${one.said}`);
		}
		const all = Object.values(count).reduce((sum, n) => sum + n, 0);
		const faults = app.log().match(/^\{.*"level":"error".*$/gm) ?? [];
		console.log(
			`seed ${seed}; ${all} inputs in ${seconds.toFixed(0)} s: ${JSON.stringify(count)}; answers ${JSON.stringify(Object.fromEntries([...statuses].sort()))}; ` +
				`faults ${wrong.length}, logged ${faults.length}; slowest ${Math.round(slowest.tookMs)} ms (${slowest.said.slice(0, 120)}); over a second ${slow.length}, of these alone again ${hung.length}`
		);
		// At once: a long run may be ended before its report.
		for (const fault of [...wrong, ...faults].slice(0, 10)) console.log(fault);
		expect({ wrong: wrong.slice(0, 10), faults: faults.slice(0, 5) }).toEqual({ wrong: [], faults: [] });
		expect(hung.slice(0, 10)).toEqual([]);
		expect(app.log()).not.toMatch(/uncaught|unhandled/i);
		// The same process as ever, and nobody else noticed.
		expect(app.pid).toBe(pid);
		expect([lost, other.faults]).toEqual([0, []]);
		expect((await app.fetch('/healthz')).status).toBe(200);
		speaker.close();
		other.close();
		asker.close();
	},
	START_MS + Math.min(PIECE, RUNS) * 20
);
