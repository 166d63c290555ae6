/**
 * Ten times the ordinary load at once, and phones that come out of a tunnel with more than fits: whoever is refused is told so and when to come again,
 * what was acknowledged is stored, and soon everything is as before. FAULT_BURST_S says how long; 3 s unless told, 60 in the long form.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../app.ts';
import { at } from '../ground.ts';
import { readyDistrict, type ReadyDistrict } from './ready-district.ts';
import { countAnswers, startSteadyPhones, tookBetween } from './steady-phones.ts';

const SECONDS = Number(process.env['FAULT_BURST_S'] ?? 3);
const PHONES = 60;
const PER_S = 60;
const TIMES = 10;
/** Phones with a day's points each, all at once: more than may wait. */
const TUNNEL = { phones: 60, points: 1_000 } as const;
/** As soon as this is wished for; asserted is what any machine does. */
const NORMAL_MS = { aim: 5_000, bound: 30_000 } as const;

let app: TestApp;
let district: ReadyDistrict;
beforeAll(async () => {
	app = await startApp({
		prepare: async (db) => {
			district = await readyDistrict(db, PHONES + TUNNEL.phones);
		}
	});
});
afterAll(async () => {
	await app?.stop();
});

const countStatus = (all: readonly { readonly status: number }[]): Record<string, number> =>
	Object.fromEntries([...Map.groupBy(all, ({ status }) => status)].map(([status, of]) => [status, of.length]));

interface Batch {
	readonly device: number;
	readonly fromMs: number;
	readonly status: number;
	readonly retryAfter: string | null;
}

async function sendTunnel(no: number, fromMs: number): Promise<Batch> {
	const phone = PHONES + no;
	const [lng, lat] = at(20 + no * 3, 30);
	const locations = Array.from({ length: TUNNEL.points }, (_, i) => ({
		type: 'Feature',
		geometry: { type: 'Point', coordinates: [lng + i * 1e-6, lat] },
		properties: { timestamp: new Date(fromMs + i * 1000).toISOString(), horizontal_accuracy: 5 }
	}));
	const answer = await app.fetch('/ingest/overland', {
		method: 'POST',
		headers: { 'content-type': 'application/json', authorization: `Bearer ${district.tokens[phone]}` },
		body: JSON.stringify({ locations })
	});
	await answer.arrayBuffer();
	return { device: district.devices[phone] ?? 0, fromMs, status: answer.status, retryAfter: answer.headers.get('retry-after') };
}

test(
	`${TIMES} times the load for ${SECONDS} s: refused with a word, never acknowledged in vain, and normal again`,
	async () => {
		const phones = await startSteadyPhones(app.url, district.tokens.slice(0, PHONES), PER_S, at(60, 60));
		const calmAt = Date.now();
		await new Promise((next) => setTimeout(next, 2_000));
		const burstAt = Date.now();
		phones.pace(PER_S * TIMES);
		const tunnelMs = burstAt - 86_400_000;
		const batches = await Promise.all(Array.from({ length: TUNNEL.phones }, (_, no) => sendTunnel(no, tunnelMs)));
		await new Promise((next) => setTimeout(next, Math.max(0, burstAt + SECONDS * 1000 - Date.now())));
		const overAt = Date.now();
		phones.pace(PER_S);
		await new Promise((next) => setTimeout(next, 6_000));
		const reports = await phones.stop();

		const refused = [...reports, ...batches].filter((one) => one.status !== 200);
		expect(refused.filter((one) => one.status !== 429 && one.status !== 503)).toEqual([]);
		expect(refused.filter((one) => !(Number(one.retryAfter) > 0))).toEqual([]);

		const rows = await app.db.selectFrom('fix').select(['device_id', 'recorded_at']).execute();
		const stored = new Set(rows.map((row) => `${row.device_id} ${row.recorded_at.getTime()}`));
		expect(stored.size).toBe(rows.length);
		const lost = [
			...reports.filter((one) => one.status === 200).map((one) => `${district.devices[one.phone]} ${one.atMs}`),
			...batches
				.filter((batch) => batch.status === 200)
				.flatMap(({ device, fromMs }) => Array.from({ length: TUNNEL.points }, (_, i) => `${device} ${fromMs + i * 1000}`))
		].filter((key) => !stored.has(key));
		expect(lost).toEqual([]);

		// Normal: from then on every report is stored as quickly as before, give or take what chance does on a shared machine.
		const calm = tookBetween(reports, calmAt + 500, burstAt, 0.99);
		const slow = reports.filter((one) => one.sentAtMs >= overAt && (one.status !== 200 || one.tookMs > Math.max(2 * calm, 300)));
		const normalMs = Math.max(0, ...slow.map((one) => one.sentAtMs + one.tookMs - overAt));
		console.log(
			`${reports.length} reports, in the burst ${PER_S * TIMES} a second, and ${TUNNEL.phones} × ${TUNNEL.points} points at once; answers ${JSON.stringify(countAnswers(reports))}, ` +
				`to the batches ${JSON.stringify(countStatus(batches))}; ${stored.size} fixes stored, 0 acknowledged and lost; ` +
				`p99 before ${calm.toFixed(0)} ms, in the burst ${tookBetween(reports, burstAt, overAt, 0.99).toFixed(0)} ms; normal again ${(normalMs / 1000).toFixed(1)} s after it (aim ${NORMAL_MS.aim / 1000} s)`
		);
		expect(normalMs).toBeLessThan(NORMAL_MS.bound);
		expect(reports.filter((one) => one.sentAtMs > overAt + 5_500 && one.status !== 200)).toEqual([]);
	},
	120_000 + SECONDS * 3_000
);
