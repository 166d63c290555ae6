/**
 * Watchers that stop reading and go on asking: what waits for them is bounded, nobody else notices, and they are let go and may come back.
 * FAULT_SLOW_S says how long they stay; 8 unless told.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawDistrict } from '#geodata/demo/draw-district.ts';
import { labelPoint } from '#lib/geo/label-point.ts';
import { startApp, type TestApp } from '../app.ts';
import { until, type Watcher } from '../live/watcher.ts';
import { joinAgain, lineOf, seatWatchers, watchFrom } from './crowd.ts';
import { lookInside, OPEN_TO_LOOK, type Look, type MemoryMb } from './look-inside.ts';
import { readyDistrict, type ReadyDistrict } from './ready-district.ts';
import { expectAnswered, startSteadyPhones, tookBetween } from './steady-phones.ts';

const SECONDS = Number(process.env['FAULT_SLOW_S'] ?? 8);
const SLOW = 10;
const OTHERS = 5;
const PHONES = 60;
const LIMIT_MB = 50;
/** Nobody else waits longer than this for a sign of life, on any machine; the beat is one second. */
const SILENCE_MS = 8_000;

/** Its snapshots are large, so that not reading them costs something. */
const source = drawDistrict({ seed: 1, size: 'demo' });
let app: TestApp;
let district: ReadyDistrict;
let cookies: string[];
let look: Look;
const open: Watcher[] = [];
beforeAll(async () => {
	app = await startApp({
		env: OPEN_TO_LOOK,
		prepare: async (db) => {
			district = await readyDistrict(db, PHONES, source);
			cookies = await seatWatchers(db, SLOW + OTHERS);
		}
	});
	look = await lookInside(app);
});
afterAll(async () => {
	look?.close();
	for (const watcher of open) watcher.close();
	await app?.stop();
});

async function seat(no: number): Promise<Watcher> {
	const watcher = watchFrom(app.url, cookies[no] ?? '', no);
	open.push(watcher);
	await joinAgain(watcher, district.districtId);
	return watcher;
}
const metric = async (name: string): Promise<number> =>
	Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(await (await app.fetch('/metrics')).text())?.[1] ?? NaN);

test(
	`${SLOW} watchers that stop reading cost at most ${LIMIT_MB} MB, and the others nothing`,
	async () => {
		// A district that has never been judged first writes thousands of gaps, which is another matter.
		await until('judged for the first time', async () => (await metric('gridkeeper_grids_due\\{district="\\d+"\\}')) === 0, 90_000);
		const others = await Promise.all(Array.from({ length: OTHERS }, (_, i) => seat(SLOW + i)));
		const slow = await Promise.all(Array.from({ length: SLOW }, (_, i) => seat(i)));
		const [first] = source.grids;
		const phones = await startSteadyPhones(app.url, district.tokens, 60, first ? labelPoint(first.shape) : [0, 0]);
		const answers = others.map((watcher) => watcher.answers.length);
		const silence = others.map(() => ({ longestMs: 0, heardAt: performance.now() }));
		others.forEach((watcher, i) =>
			watcher.socket.on('tick', () => {
				const of = silence[i]!;
				of.longestMs = Math.max(of.longestMs, performance.now() - of.heardAt);
				of.heardAt = performance.now();
			})
		);
		const calmAt = Date.now();
		await new Promise((next) => setTimeout(next, 1_500));
		const before = await look.memory();

		const stoppedAt = Date.now();
		for (const watcher of slow) {
			watcher.socket.io.reconnection(false);
			lineOf(watcher).pause();
			// As many snapshots as one may have, and none of them read.
			for (let i = 0; i < 39; i++) watcher.socket.emit('join', { areaId: district.districtId, lastSeq: null }, () => undefined);
		}
		const most = { rss: 0, heap: 0, buffers: 0 } satisfies MemoryMb as { -readonly [K in keyof MemoryMb]: number };
		while (Date.now() - stoppedAt < SECONDS * 1000) {
			const now = await look.memory();
			for (const part of ['rss', 'heap', 'buffers'] as const) most[part] = Math.max(most[part], now[part]);
			await new Promise((next) => setTimeout(next, 250));
		}
		// By the size of what waits for them, or because they answer no ping.
		await until('they are let go', async () => (await metric('gridkeeper_live_connections')) <= OTHERS, 60_000);
		const letGoS = (Date.now() - stoppedAt) / 1000;
		const reports = await phones.stop();
		const rise = { held: most.heap + most.buffers - before.heap - before.buffers, rss: most.rss - before.rss };
		const p99 = { before: tookBetween(reports, calmAt, stoppedAt, 0.99), meanwhile: tookBetween(reports, stoppedAt, Infinity, 0.99) };
		console.log(
			`${SLOW} readers stopped, all let go after ${letGoS.toFixed(1)} s; the server held ${rise.held.toFixed(1)} MB more at most, its process ${rise.rss.toFixed(1)} MB (limit ${LIMIT_MB}); ` +
				`longest silence to another ${Math.max(...silence.map((one) => one.longestMs)).toFixed(0)} ms; reports, p99: before ${p99.before.toFixed(1)} ms, meanwhile ${p99.meanwhile.toFixed(1)} ms`
		);
		expectAnswered(reports);
		expect(rise.held).toBeLessThanOrEqual(LIMIT_MB);
		// Never cut off themselves, never asked to join again.
		for (const [i, watcher] of others.entries())
			expect([watcher.socket.connected, watcher.answers.length, watcher.faults]).toEqual([true, answers[i], []]);
		for (const { longestMs } of silence) expect(longestMs).toBeLessThan(SILENCE_MS);

		for (const watcher of slow) {
			// Its own end may have noticed the silence before.
			if (watcher.socket.connected) lineOf(watcher).resume();
			await until('it hears that it was let go', () => !watcher.socket.connected);
			watcher.socket.connect();
			await joinAgain(watcher, district.districtId);
		}
		expect(await metric('gridkeeper_live_connections')).toBe(OTHERS + SLOW);
	},
	180_000 + SECONDS * 1000
);
