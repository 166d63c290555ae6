/**
 * Durable ingest: reports a second on `/ingest/osmand` of the built app, each answered after its commit, with tokens, judging, coverage and watchers,
 * beside a bare handler that only commits the row. Same load, same native PostgreSQL, one after the other.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { migrate } from '#db/migrate.ts';
import { openDatabase } from '#db/open.ts';
import { drawDistrict } from '#geodata/demo/draw-district.ts';
import { hashDeviceToken, newDeviceToken } from '#lib/server/store/device-token.ts';
import { saveDistrict } from '#lib/server/store/save-district.ts';
import { findPostgres } from '../../src/cli/system-needs.mjs';
import { startPostgres } from '../../src/cli/throwaway-postgres.mjs';
import { openAppOn } from '../app.ts';
import { type Bench, line } from './bench.ts';

const PHONES = 3_000;
const CONNECTIONS = 256;
const SECONDS = 12;
const WARM_SECONDS = 4;
const CLAIM_PER_S = 8_000;

interface Load {
	readonly answered: number;
	readonly statuses: Readonly<Record<string, number>>;
	readonly p50Ms: number;
	readonly p99Ms: number;
}

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
			const { districtId } = await saveDistrict(open.db, drawDistrict({ seed: 1, size: 'district' }), {
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

			const app = await openAppOn(postgres.url);
			const ours = await measured(Number(new URL(app.url).port), tokens, () => app.fetch('/healthz').then((answer) => answer.ok)).finally(
				() => app.stop()
			);
			const port = await freePort();
			bare = spawn(process.execPath, [fileURLToPath(new URL('bare-ingest.ts', import.meta.url)), String(port), postgres.url], {
				stdio: ['ignore', 'pipe', 'inherit']
			});
			await once(bare.stdout!, 'data');
			const peer = await measured(port, tokens, async () => true);
			const how = `${PHONES} phones over ${CONNECTIONS} connections, ${SECONDS} s, district of 1,000 grids and 20,000 buildings, native PostgreSQL with fsync; p50 ${ours.p50Ms.toFixed(1)} ms, p99 ${ours.p99Ms.toFixed(1)} ms (bare ${peer.p50Ms.toFixed(1)} and ${peer.p99Ms.toFixed(1)})`;
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

async function measured(port: number, tokens: readonly string[], isWell: () => Promise<boolean>): Promise<Load> {
	await load(port, tokens, WARM_SECONDS);
	const done = await load(port, tokens, SECONDS);
	const refused = Object.entries(done.statuses).filter(([status]) => status !== '200');
	if (refused.length > 0 || !(await isWell())) throw new Error(`not all were stored: ${JSON.stringify(done.statuses)}`);
	return done;
}

async function load(port: number, tokens: readonly string[], seconds: number): Promise<Load> {
	const phones = spawn(
		process.execPath,
		[fileURLToPath(new URL('phones-on-a-wire.ts', import.meta.url)), String(port), String(CONNECTIONS), String(seconds)],
		{ stdio: ['pipe', 'pipe', 'inherit'] }
	);
	let said = '';
	phones.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
	phones.stdin.end(tokens.join('\n'));
	await once(phones, 'close');
	return JSON.parse(said) as Load;
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	if (address === null || typeof address === 'string') throw new Error('no free port');
	return address.port;
}
