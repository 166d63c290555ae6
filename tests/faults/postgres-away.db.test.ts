/**
 * PostgreSQL is killed under load and comes back: nothing that was not stored is called a success, and the app goes on by itself. Native only; the
 * embedded engine lives and dies with the app (kill-app).
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from '#db/migrate.ts';
import { openDatabase } from '#db/open.ts';
import { startPostgres } from '../../src/cli/throwaway-postgres.mjs';
import { openAppOn, type TestApp } from '../app.ts';
import { quantile } from '../bench/bench.ts';
import { testEngine } from '../database.ts';
import { until } from '../live/watcher.ts';
import { startPhones } from './phones.ts';
import { readyDistrict } from './ready-district.ts';

const KILLS = Number(process.env['FAULT_KILLS'] ?? 20);
const PHONES = 20;
/** Each report of a phone is a second later than the one before: none may come into the future, where it would be kept apart. */
const WALK_MS = 6 * 3_600_000;
/** Writes are back within so long of the database, ms. */
const BACK_MS = 5_000;
const BIN = process.env['TEST_POSTGRES'] ?? '';

let postgres: Awaited<ReturnType<typeof startPostgres>> | null = null;
let app: TestApp;
let district: Awaited<ReturnType<typeof readyDistrict>>;

const native = testEngine === 'native' && BIN !== '';
if (!native)
	console.log(
		'skipped: needs a PostgreSQL of its own to kill (TEST_ENGINE=native and TEST_POSTGRES, its folder of programs; `npm test` gives both)'
	);

beforeAll(async () => {
	if (!native) return;
	postgres = await startPostgres(BIN, { durable: true });
	const open = await openDatabase({ databaseUrl: postgres.url });
	await migrate(open.db);
	district = await readyDistrict(open.db, PHONES);
	await open.close();
	app = await openAppOn(postgres.url);
});
afterAll(async () => {
	await app?.stop();
	await postgres?.stop();
});

test.skipIf(!native)(
	`PostgreSQL killed ${KILLS} times under load: no false success, and writes are back within ${BACK_MS / 1000} s of it`,
	async () => {
		if (!postgres) throw new Error('no server');
		const startedAt = performance.now();
		const phones = startPhones(district.tokens, () => app.url, Date.now() - WALK_MS);
		const backMs: number[] = [];
		for (let kill = 0; kill < KILLS; kill++) {
			const before = phones.acknowledged.length;
			await until('acknowledged under load', () => phones.acknowledged.length >= before + 100 + Math.floor(Math.random() * 400), 30_000);
			await postgres.kill();
			const refused = phones.answers.get(503) ?? 0;
			await until('phones are told to come again', () => (phones.answers.get(503) ?? 0) > refused, 20_000);
			await postgres.start();
			const backAt = performance.now();
			const then = phones.acknowledged.length;
			await until('writes are back', () => phones.acknowledged.length > then, 30_000);
			backMs.push(performance.now() - backAt);
		}
		await phones.stop();
		const rows = await app.db.selectFrom('fix').select(['device_id', 'recorded_at']).execute();
		const stored = new Set(rows.map(({ device_id, recorded_at }) => `${device_id} ${recorded_at.getTime()}`));
		expect(phones.acknowledged.filter(({ phone, atMs }) => !stored.has(`${district.devices[phone]} ${atMs}`))).toEqual([]);
		expect(rows.length).toBe(stored.size);
		expect([...phones.answers.keys()].filter((status) => ![200, 429, 503].includes(status))).toEqual([]);
		expect(Math.max(...backMs)).toBeLessThan(BACK_MS);
		expect((await app.fetch('/healthz')).status).toBe(200);
		console.log(
			`${KILLS} kills in ${((performance.now() - startedAt) / 1000).toFixed(0)} s: ${phones.acknowledged.length} acknowledged, ${rows.length} stored; ` +
				`writes back after ${Math.round(quantile(backMs, 0.5))} ms (median), ${Math.round(Math.max(...backMs))} ms (longest); answers ${JSON.stringify([...phones.answers])}`
		);
	},
	60_000 + KILLS * 60_000
);
