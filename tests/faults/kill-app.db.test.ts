/** The app is killed at random under load and started again. FAULT_KILLS says how often; twenty times unless told. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../app.ts';
import { until } from '../live/watcher.ts';
import { startPhones } from './phones.ts';
import { readyDistrict } from './ready-district.ts';

const KILLS = Number(process.env['FAULT_KILLS'] ?? 20);
const PHONES = 20;
/** Each report of a phone is a second later than the one before, thousands of them in the long form: none may come into the future, where it would be kept apart. */
const WALK_MS = 6 * 3_600_000;

let app: TestApp;
let district: Awaited<ReturnType<typeof readyDistrict>>;
beforeAll(async () => {
	app = await startApp({
		prepare: async (db) => {
			district = await readyDistrict(db, PHONES);
		}
	});
});
afterAll(async () => {
	await app?.stop();
});

test(
	`killed ${KILLS} times at random under load, every acknowledged fix is stored exactly once`,
	async () => {
		const startedAt = performance.now();
		const phones = startPhones(district.tokens, () => app.url, Date.now() - WALK_MS);
		const moments: number[] = [];
		for (let kill = 0; kill < KILLS; kill++) {
			const before = phones.acknowledged.length;
			// Never twice at the same place: after some hundreds of acknowledgements, whatever is under way then.
			const more = 100 + Math.floor(Math.random() * 400);
			await until('acknowledged under load', () => phones.acknowledged.length >= before + more, 30_000);
			moments.push(phones.acknowledged.length);
			await app.kill();
			await app.resume();
		}
		const last = phones.acknowledged.length;
		await until('it goes on', () => phones.acknowledged.length >= last + 100, 30_000);
		await phones.stop();

		const rows = await app.db.selectFrom('fix').select(['device_id', 'recorded_at']).execute();
		const stored = new Map<string, number>();
		for (const { device_id, recorded_at } of rows) {
			const key = `${device_id} ${recorded_at.getTime()}`;
			stored.set(key, (stored.get(key) ?? 0) + 1);
		}
		const wrong = phones.acknowledged.filter(({ phone, atMs }) => stored.get(`${district.devices[phone]} ${atMs}`) !== 1);
		expect(wrong, `killed after ${moments.join(', ')} acknowledgements`).toEqual([]);
		expect(rows.length - stored.size).toBe(0);
		// Nothing was called a success while nobody was there to store it, and nothing was called a fault of the phone.
		expect([...phones.answers.keys()].filter((status) => ![0, 200, 429, 503].includes(status))).toEqual([]);
		console.log(
			`${KILLS} kills in ${((performance.now() - startedAt) / 1000).toFixed(0)} s: ${phones.acknowledged.length} acknowledged, ${rows.length} stored, ${wrong.length} lost, ` +
				`${rows.length - stored.size} doubled; answers ${JSON.stringify([...phones.answers])}`
		);
	},
	60_000 + KILLS * 40_000
);
