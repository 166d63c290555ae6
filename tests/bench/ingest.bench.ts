/**
 * Durable ingest: reports a second on `/ingest/osmand` of the built app, each answered after its commit, with tokens, judging, coverage and watchers,
 * beside a bare handler that only commits the row. Same load, same native PostgreSQL, one after the other.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from '#db/migrate.ts';
import { openDatabase } from '#db/open.ts';
import { drawDistrict } from '#geodata/demo/draw-district.ts';
import { labelPoint } from '#lib/geo/label-point.ts';
import { hashDeviceToken, newDeviceToken } from '#lib/server/store/device-token.ts';
import { saveDistrict } from '#lib/server/store/save-district.ts';
import { findPostgres } from '../../src/cli/system-needs.mjs';
import { startPostgres } from '../../src/cli/throwaway-postgres.mjs';
import { openAppOn, type TestApp } from '../app.ts';
import { type Bench, line } from './bench.ts';
import { cpuMs, mainThreadMs } from './cpu-of.ts';
import { type Profile, profileParts } from './profile-parts.ts';

const PHONES = 3_000;
const CONNECTIONS = 256;
const SECONDS = 10;
const WARM_SECONDS = 4;
const PROFILED_SECONDS = 5;
const CLAIM_PER_S = 8_000;
const LIVE_WITHIN_MS = 60_000;

interface Load {
	readonly answered: number;
	readonly statuses: Readonly<Record<string, number>>;
	readonly p50Ms: number;
	readonly p99Ms: number;
	/** Processor time that the server spent on each, µs: all its threads, and the main one. */
	readonly cpuUs: number;
	readonly mainUs: number;
}

type Answered = Omit<Load, 'cpuUs' | 'mainUs'>;

export const bench: Bench = {
	name: 'ingest',
	async run() {
		const bin = findPostgres();
		if (!bin) throw new Error('This bench needs PostgreSQL with PostGIS: `npm test` installs it where it may.');
		const postgres = await startPostgres(bin, { durable: true });
		let bare: ChildProcess | null = null;
		try {
			const open = await openDatabase({ databaseUrl: postgres.url });
			await migrate(open.db);
			const source = drawDistrict({ seed: 1, size: 'district' });
			const { districtId } = await saveDistrict(open.db, source, {
				nowMs: Date.now() - 7_200_000,
				plan: { state: 'effective', faults: [] }
			});
			const tokens = Array.from({ length: PHONES }, newDeviceToken);
			const people = await open.db.selectFrom('person').where('district_id', '=', districtId).select('id').limit(PHONES).execute();
			for (let i = 0; i < PHONES; i += 500)
				await open.db
					.insertInto('device')
					.values(
						tokens.slice(i, i + 500).map((token, k) => ({
							district_id: districtId,
							person_id: people[(i + k) % people.length]?.id ?? null,
							label: `bench ${i + k}`,
							token_hash: hashDeviceToken(token)
						}))
					)
					.execute();
			await open.close();
			const spots = source.buildings.map((building) => labelPoint(building.shape));
			const phones = tokens.map((token, i) => `${token} ${(spots[(i * 37) % spots.length] ?? [0, 0]).join(' ')}`).join('\n');

			const app = await openAppOn(postgres.url);
			const ours = await untilLive(app)
				.then(() => measured(Number(new URL(app.url).port), app.pid, phones, () => app.fetch('/healthz').then((answer) => answer.ok)))
				.finally(() => app.stop());
			const port = await freePort();
			bare = spawn(process.execPath, [fileURLToPath(new URL('bare-ingest.ts', import.meta.url)), String(port), postgres.url], {
				stdio: ['ignore', 'pipe', 'inherit']
			});
			await once(bare.stdout!, 'data');
			const peer = await measured(port, bare.pid ?? 0, phones, async () => true);
			bare.kill('SIGKILL');
			const parts = await profiled(postgres.url, phones);
			const how = `${PHONES} phones over ${CONNECTIONS} connections, ${SECONDS} s, district of 1,000 grids and 20,000 buildings, native PostgreSQL with fsync; p50 ${ours.p50Ms.toFixed(1)} ms, p99 ${ours.p99Ms.toFixed(1)} ms (bare ${peer.p50Ms.toFixed(1)} and ${peer.p99Ms.toFixed(1)}); processor time of the process a report ${ours.cpuUs.toFixed(0)} µs (bare ${peer.cpuUs.toFixed(0)}), ${ours.mainUs.toFixed(0)} of it in the main thread, which was busy ${((ours.mainUs * ours.answered) / SECONDS / 1e4).toFixed(0)} % of the time (bare ${((peer.mainUs * peer.answered) / SECONDS / 1e4).toFixed(0)} %); its parts in a run of its own: ${parts}; load ${loadavg()[0]!.toFixed(0)}`;
			const perS = ours.answered / SECONDS;
			return [
				line({
					what: 'durable reports a second on /ingest/osmand',
					unit: '/s',
					ours: perS,
					peer: { name: 'bare handler that only commits', value: peer.answered / SECONDS },
					aim: { ratio: 0.6, better: 'higher' },
					how
				}),
				line({
					what: 'durable reports a second on /ingest/osmand',
					unit: '/s',
					ours: perS,
					peer: { name: 'claim of a well-known tracking server', value: CLAIM_PER_S },
					aim: { ratio: 1, better: 'higher' },
					how
				})
			];
		} finally {
			bare?.kill('SIGKILL');
			await postgres.stop();
		}
	}
};

/** A district that is only being read covers nothing yet: the load begins when it is live. */
async function untilLive(app: TestApp): Promise<void> {
	const endsAt = performance.now() + LIVE_WITHIN_MS;
	while (performance.now() < endsAt) {
		if ((await (await app.fetch('/metrics')).text()).includes('gridkeeper_grids_due{')) return;
		await new Promise((next) => setTimeout(next, 200));
	}
	throw new Error('the district did not come alive');
}

async function measured(port: number, pid: number, phones: string, isWell: () => Promise<boolean>): Promise<Load> {
	await load(port, phones, WARM_SECONDS);
	const before = [cpuMs(pid), mainThreadMs(pid)] as const;
	const done = await load(port, phones, SECONDS);
	const cpuUs = ((cpuMs(pid) - before[0]) * 1000) / done.answered;
	const mainUs = ((mainThreadMs(pid) - before[1]) * 1000) / done.answered;
	const refused = Object.entries(done.statuses).filter(([status]) => status !== '200');
	if (refused.length > 0 || !(await isWell())) throw new Error(`not all were stored: ${JSON.stringify(done.statuses)}`);
	return { ...done, cpuUs, mainUs };
}

async function load(port: number, phones: string, seconds: number): Promise<Answered> {
	const wire = spawn(
		process.execPath,
		[fileURLToPath(new URL('phones-on-a-wire.ts', import.meta.url)), String(port), String(CONNECTIONS), String(seconds)],
		{ stdio: ['pipe', 'pipe', 'inherit'] }
	);
	let said = '';
	wire.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
	wire.stdin.end(phones);
	await once(wire, 'close');
	return JSON.parse(said) as Answered;
}

/** What the main thread is doing while reports come in: µs a report by part, from the sources, so that the parts can be told apart. */
async function profiled(databaseUrl: string, phones: string): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'gk-profile-'));
	const port = await freePort();
	const live = spawn(
		process.execPath,
		[
			'--disable-warning=ExperimentalWarning',
			'--cpu-prof',
			`--cpu-prof-dir=${folder}`,
			fileURLToPath(new URL('live-alone.ts', import.meta.url)),
			String(port),
			databaseUrl
		],
		{ stdio: ['ignore', 'pipe', 'inherit'] }
	);
	try {
		await once(live.stdout!, 'data');
		const { answered } = await load(port, phones, PROFILED_SECONDS);
		const ended = once(live, 'exit');
		live.kill('SIGTERM');
		await ended;
		const [name = ''] = await readdir(folder);
		const parts = profileParts(
			JSON.parse(await readFile(join(folder, name), 'utf8')) as Profile,
			PROFILED_SECONDS * 1000,
			PARTS,
			'HTTP and sockets'
		);
		return [...parts]
			.sort((a, b) => b[1] - a[1])
			.map(([part, ms]) => `${part} ${((ms * 1000) / answered).toFixed(1)}`)
			.join(', ');
	} finally {
		live.kill('SIGKILL');
		await rm(folder, { recursive: true, force: true });
	}
}

/** The first that fits a frame of the stack, outermost first in this list. */
const PARTS: readonly (readonly [string, RegExp])[] = [
	['judging', /live\/(judge|gap-search)\.ts/],
	['database', /store\/fixes\.ts|node_modules\/(kysely|pg)/],
	['coverage and positions', /lib\/patrol\/|live\/district-live\.ts/],
	['tokens', /know-device\.ts|device-token\.ts/],
	['reading and recording', /trackers\/|receive-report\.ts|record-fixes\.ts/]
];

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	if (address === null || typeof address === 'string') throw new Error('no free port');
	return address.port;
}
