/**
 * `node tests/faults/soak.ts [--minutes 30] [--phones 300] [--watchers 10]`: the built app under its ordinary load for a long while. Prints, minute by
 * minute, what its memory holds and how long reports take, and at the end how fast either grows. A command of its own; nothing else should
 * run on the machine. TEST_ENGINE=native with TEST_DATABASE_URL runs it on that server.
 */
import { drawDistrict } from '#geodata/demo/draw-district.ts';
import { labelPoint } from '#lib/geo/label-point.ts';
import { createAccount } from '#lib/server/account/accounts.ts';
import { hashDeviceToken, newDeviceToken } from '#lib/server/store/device-token.ts';
import { saveDistrict } from '#lib/server/store/save-district.ts';
import { startApp } from '../app.ts';
import { quantile } from '../bench/bench.ts';
import { until, watch, type Watcher } from '../live/watcher.ts';
import { lookInside, OPEN_TO_LOOK } from './look-inside.ts';

const option = (name: string, or: number): number => {
	const at = process.argv.indexOf(`--${name}`);
	return at < 0 ? or : Number(process.argv[at + 1]);
};
const MINUTES = option('minutes', 30);
const PHONES = option('phones', 300);
const WATCHERS = option('watchers', 10);
/** Code is still being compiled and caches filled. */
const WARM_MINUTES = Math.min(5, Math.floor(MINUTES / 4));
const EVERY_MS = 5_000;
const MINUTE_MS = 60_000;
const PACE_MPS = 1.3;
const LIMIT = { memoryMbPerMinute: 1, driftPart: 0.1 } as const;
const PASSWORD = 'a long enough password';

let tokens: string[] = [];
let devices: number[] = [];
let districtId = 0;
const source = drawDistrict({ seed: 1, size: 'demo' });
const app = await startApp({
	env: OPEN_TO_LOOK,
	prepare: async (db) => {
		({ districtId } = await saveDistrict(db, source, { nowMs: Date.now() - 3_600_000, plan: { state: 'effective', faults: [] } }));
		const people = await db.selectFrom('person').where('district_id', '=', districtId).select('id').orderBy('id').limit(PHONES).execute();
		tokens = Array.from({ length: PHONES }, newDeviceToken);
		devices = (
			await db
				.insertInto('device')
				.values(
					tokens.map((token, i) => ({
						district_id: districtId,
						person_id: people[i % people.length]?.id ?? null,
						label: `soak ${i}`,
						token_hash: hashDeviceToken(token)
					}))
				)
				.returning('id')
				.execute()
		).map((row) => row.id);
		await createAccount(db, { username: 'soak', name: 'Soak', password: PASSWORD, grants: [{ role: 'commander', areaId: districtId }] });
	}
});
const look = await lookInside(app);
const cookie = await app.signIn('soak', PASSWORD);
const watchers = Array.from({ length: WATCHERS }, () => watch(app.url, { cookie, origin: app.url }));
/** The app answers before its districts are live, and whoever comes then is asked to come again. */
const join = (watcher: Watcher): Promise<void> =>
	until('a picture', async () => watcher.socket.connected && (await watcher.join(districtId))['ok'] === true, 60_000);
await Promise.all(
	watchers.map(async (watcher) => {
		await join(watcher);
		watcher.socket.on('connect', () => void join(watcher));
	})
);

/** Around the middle of a grid, square by square, as somebody who walks between houses. */
const homes = source.grids.map((grid) => labelPoint(grid.shape));
function place(phone: number, step: number): readonly [lng: number, lat: number] {
	const [lng, lat] = homes[phone % homes.length] ?? [0, 0];
	const walkedM = step * (EVERY_MS / 1000) * PACE_MPS;
	const sideM = 40 + ((Math.floor(walkedM / 320) * 7 + phone) % 9) * 12;
	const along = (walkedM % (4 * sideM)) / sideM;
	const [east, north] = along < 1 ? [along, 0] : along < 2 ? [1, along - 1] : along < 3 ? [3 - along, 1] : [0, 4 - along];
	return [lng + ((east - 0.5) * sideM) / 96_000, lat + ((north - 0.5) * sideM) / 111_000];
}

interface Minute {
	readonly acknowledgedMs: number[];
	readonly heardMs: number[];
	readonly answers: Map<number, number>;
}
const fresh = (): Minute => ({ acknowledgedMs: [], heardMs: [], answers: new Map() });
let minute = fresh();
/** While memory is looked at, the app stands still: what was sent then is no measure of it. */
let looking = false;
const sentAt = new Map<string, { readonly ms: number; readonly of: Minute | null }>();

watchers[0]?.socket.on('tick', () => {
	const now = performance.now();
	for (const [no, { recordedAtMs }] of watchers[0]?.positions ?? []) {
		const key = `${no} ${recordedAtMs}`;
		const sent = sentAt.get(key);
		if (!sent) continue;
		sent.of?.heardMs.push(now - sent.ms);
		sentAt.delete(key);
	}
});

const under = new Set<Promise<void>>();
async function report(phone: number, step: number): Promise<void> {
	const of = looking ? null : minute;
	const [lng, lat] = place(phone, step);
	const atMs = Date.now();
	const since = performance.now();
	sentAt.set(`${devices[phone]} ${atMs}`, { ms: since, of });
	const status = await fetch(
		`${app.url}/ingest/osmand?id=${tokens[phone]}&lat=${lat.toFixed(7)}&lon=${lng.toFixed(7)}&timestamp=${atMs}&accuracy=5&speed=2.5`,
		{ signal: AbortSignal.timeout(20_000) }
	).then(
		async (answer) => {
			await answer.arrayBuffer();
			return answer.status;
		},
		() => 0
	);
	of?.acknowledgedMs.push(performance.now() - since);
	minute.answers.set(status, (minute.answers.get(status) ?? 0) + 1);
}

let sent = 0;
const startMs = performance.now();
const sending = setInterval(() => {
	const due = Math.floor(((performance.now() - startMs) * PHONES) / EVERY_MS);
	for (; sent < due; sent++) {
		const one = report(sent % PHONES, Math.floor(sent / PHONES)).finally(() => under.delete(one));
		under.add(one);
	}
}, 10);

const rows: { minute: number; rss: number; heap: number; buffers: number; acknowledgedMs: number; heardMs: number }[] = [];
const faults: string[] = [];
console.log(
	`${PHONES} phones every ${EVERY_MS / 1000} s, ${WATCHERS} watchers, ${source.grids.length} grids, ${source.buildings.length} buildings`
);
console.log('minute   rss MB  heap MB  buffers MB   acknowledged p99 ms   in a watcher’s hand p99 ms   answers');
for (let n = 1; n <= MINUTES; n++) {
	await until('the minute', () => performance.now() - startMs >= n * MINUTE_MS, 2 * MINUTE_MS);
	const of = minute;
	looking = true;
	await new Promise((next) => setTimeout(next, 1_000));
	const memory = await look.memory();
	minute = fresh();
	looking = false;
	const row = { minute: n, ...memory, acknowledgedMs: quantile(of.acknowledgedMs, 0.99), heardMs: quantile(of.heardMs, 0.99) };
	rows.push(row);
	const answers = [...of.answers].map(([status, count]) => `${status}: ${count}`).join(', ');
	console.log(
		[
			String(n).padStart(6),
			row.rss.toFixed(1).padStart(9),
			row.heap.toFixed(1).padStart(9),
			row.buffers.toFixed(1).padStart(12),
			row.acknowledgedMs.toFixed(1).padStart(22),
			row.heardMs.toFixed(1).padStart(29),
			`   ${answers}`
		].join('')
	);
	for (const [key, { ms }] of sentAt) {
		if (performance.now() - ms < MINUTE_MS) continue;
		sentAt.delete(key);
		faults.push(`never heard of ${key}`);
	}
}
clearInterval(sending);
await Promise.all(under);
for (const watcher of watchers) {
	faults.push(...watcher.faults);
	watcher.close();
}
look.close();
await app.stop();

const steady = rows.slice(WARM_MINUTES);
/** Least squares: how much a figure rises a minute. */
function slope(of: (row: (typeof rows)[number]) => number): number {
	const xs = steady.map((row) => row.minute);
	const ys = steady.map(of);
	const mean = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length;
	const [x0, y0] = [mean(xs), mean(ys)];
	const across = xs.reduce((sum, x) => sum + (x - x0) ** 2, 0);
	return xs.reduce((sum, x, i) => sum + (x - x0) * ((ys[i] ?? 0) - y0), 0) / across;
}
/** Of the median minute of the last third over that of the first third. */
function drift(of: (row: (typeof rows)[number]) => number): number {
	const third = Math.max(1, Math.floor(steady.length / 3));
	return quantile(steady.slice(-third).map(of), 0.5) / quantile(steady.slice(0, third).map(of), 0.5) - 1;
}
const said = (what: string, value: number, limit: number, unit: string): void =>
	console.log(`${value <= limit ? 'meets' : 'SHORT'}  ${what}: ${value.toFixed(2)} ${unit} (limit ${limit} ${unit})`);
console.log(`\nafter ${WARM_MINUTES} minutes of warming up, over ${steady.length} minutes:`);
for (const part of ['rss', 'heap', 'buffers'] as const)
	said(
		`${part}, slope`,
		slope((row) => row[part]),
		LIMIT.memoryMbPerMinute,
		'MB/min'
	);
said('acknowledged p99, drift', drift((row) => row.acknowledgedMs) * 100, LIMIT.driftPart * 100, '%');
said('in a watcher’s hand p99, drift', drift((row) => row.heardMs) * 100, LIMIT.driftPart * 100, '%');
console.log(faults.length === 0 ? 'no fault, nothing missing' : `faults: ${faults.length}: ${faults.slice(0, 10).join('; ')}`);
process.exit(faults.length === 0 ? 0 : 1);
