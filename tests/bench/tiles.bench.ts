/**
 * Tiles: finished ones asked of the built app beside a bare Node server that sends the same buffer; one made anew after an edit beside PostGIS' own
 * ST_AsMVT; and how long after the commit of an edit the app hands out the new tile, which nobody told it of. On native PostgreSQL, with the 20,000
 * buildings of a district and the 100,000 of a city.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { migrate } from '#db/migrate.ts';
import { openDatabase, type Db } from '#db/open.ts';
import { drawDistrict } from '#geodata/demo/draw-district.ts';
import { beginSession } from '#lib/server/account/sessions.ts';
import { saveDistrict } from '#lib/server/store/save-district.ts';
import { openTileStore } from '#lib/server/tiles/tile-store.ts';
import { findPostgres } from '../../src/cli/system-needs.mjs';
import { startPostgres } from '../../src/cli/throwaway-postgres.mjs';
import { openAppOn, type TestApp } from '../app.ts';
import { withDatabase } from '../database.ts';
import { type Bench, type BenchLine, line, quantile } from './bench.ts';
import { cpuMs } from './cpu-of.ts';

const CONNECTIONS = 64;
const WRK_S = 5;
const EDITS = 100;
const SERVED_MS = 250;
/** Everything is in one tile, or nearly. */
const FAR = 12;
const FAR_EDITS = 9;

export const bench: Bench = {
	name: 'tiles',
	async run() {
		const bin = findPostgres();
		if (!bin) throw new Error('This bench needs PostgreSQL with PostGIS: `npm test` installs it where it may.');
		if (spawnSync('wrk', ['-v']).error) throw new Error('This bench needs `wrk` (Debian: apt-get install wrk).');
		const postgres = await startPostgres(bin);
		const folder = await mkdtemp(join(tmpdir(), 'gk-tiles-'));
		try {
			const lines: BenchLine[] = [];
			for (const [size, buildings] of [
				['district', '20,000'],
				['city', '100,000']
			] as const) {
				const admin = await openDatabase({ databaseUrl: postgres.url });
				await sql`create database ${sql.ref(size)}`.execute(admin.db);
				await admin.close();
				const databaseUrl = withDatabase(postgres.url, size);
				const { db, close } = await openDatabase({ databaseUrl });
				await migrate(db);
				await saveDistrict(db, drawDistrict({ seed: 1, size }), { nowMs: Date.now(), plan: { state: 'effective', faults: [] } });
				await sql`vacuum analyze`.execute(db);
				const ofCity = size === 'city' ? 'city: ' : '';
				const near = await middle(db, 16);
				const how = (n: number, z: number, held: number): string =>
					`${n} buildings renamed one after another among ${buildings}, tile of zoom ${z} with ${held} of them, native PostgreSQL; load ${loadavg()[0]!.toFixed(0)}`;

				for (const [z, edits] of [
					[16, EDITS],
					[FAR, FAR_EDITS]
				] as const) {
					const { ours, peer, held } = await fresh(db, await middle(db, z), edits);
					lines.push(
						line({
							what: `${ofCity}fresh tile after an edit, ${z === FAR ? `zoom ${FAR}, ` : ''}median`,
							unit: 'ms',
							ours: quantile(ours, 0.5),
							peer: { name: 'PostGIS ST_AsMVT', value: quantile(peer, 0.5) },
							aim: { ratio: 1, better: 'lower' },
							how: how(edits, z, held)
						})
					);
				}

				const app = await openAppOn(databaseUrl);
				try {
					await settled(app);
					const cookie = await signedIn(db);
					const served = await untilServed(db, app, cookie, near);
					lines.push(
						line({
							what: `${ofCity}from commit of an edit to the new tile served, p99`,
							unit: 'ms',
							ours: quantile(served, 0.99),
							peer: { name: 'limit', value: SERVED_MS },
							aim: { ratio: 1, better: 'lower' },
							how: `by another process than the app, asked over HTTP until it is new (median ${quantile(served, 0.5).toFixed(0)} ms); ${how(EDITS, near.z, (await buildingsIn(db, near)).length)}`
						})
					);
					if (size === 'district') {
						lines.push(await finished(app, `/tiles/base/${path(near)}`, null, folder));
						lines.push(await finished(app, `/tiles/buildings/${path(near)}`, cookie, folder));
					}
				} finally {
					await app.stop();
					await close();
				}
			}
			return lines;
		} finally {
			await postgres.stop();
			await rm(folder, { recursive: true, force: true });
		}
	}
};

interface Tile {
	readonly z: number;
	readonly x: number;
	readonly y: number;
}
const path = ({ z, x, y }: Tile): string => `${z}/${x}/${y}.mvt`;

/** The tile in the middle of all buildings. */
async function middle(db: Db, z: number): Promise<Tile> {
	const { rows } = await sql<{ lng: number; lat: number }>`
		select st_x(st_centroid(e)) as lng, st_y(st_centroid(e)) as lat from (select st_extent(geom)::geometry as e from building) b`.execute(db);
	const { lng, lat } = rows[0]!;
	return {
		z,
		x: Math.floor(((lng + 180) / 360) * 2 ** z),
		y: Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z)
	};
}

const envelope = ({ z, x, y }: Tile) => sql`st_transform(st_tileenvelope(${z}::int, ${x}::int, ${y}::int), 4326)`;

async function buildingsIn(db: Db, tile: Tile): Promise<readonly number[]> {
	const { rows } = await sql<{ id: number }>`select id from building where st_intersects(geom, ${envelope(tile)}) order by id`.execute(db);
	return rows.map(({ id }) => id);
}

let renamed = 0;
const rename = (db: Db, id: number) => sql`update building set name = ${`${++renamed} 号楼`} where id = ${id}`.execute(db);

/** How long a tile takes that has just changed, here and by PostGIS itself, ms. */
async function fresh(db: Db, tile: Tile, edits: number): Promise<{ ours: readonly number[]; peer: readonly number[]; held: number }> {
	const { z, x, y } = tile;
	const store = openTileStore(db);
	const ids = await buildingsIn(db, tile);
	const [ours, peer]: [number[], number[]] = [[], []];
	for (let i = -3; i < edits; i++) {
		const before = (await store.tile('buildings', z, x, y)).tile?.etag;
		await rename(db, ids.at(i % ids.length)!);
		let began = performance.now();
		store.changed();
		const { tile: made } = await store.tile('buildings', z, x, y);
		const took = performance.now() - began;
		if (!made || made.etag === before) throw new Error('the tile is still the old one');
		began = performance.now();
		await sql`select st_asmvt(t, 'buildings', 4096, 'geom', 'id') from (
			select b.id::int, b.source_id, b.name, b.kind, b.floors, b.units, g.code as grid_code,
				st_asmvtgeom(st_transform(b.geom, 3857), st_tileenvelope(${z}::int, ${x}::int, ${y}::int), 4096, 128) as geom
			from building b left join grid_building gb on gb.building_id = b.id left join grid g on g.id = gb.grid_id
			where b.geom && st_transform(st_tileenvelope(${z}::int, ${x}::int, ${y}::int, margin => 128.0 / 4096), 4326)) t`.execute(db);
		// The first ones warm both up.
		if (i < 0) continue;
		ours.push(took);
		peer.push(performance.now() - began);
	}
	await store.close();
	return { ours, peer, held: ids.length };
}

/** The district is live and every grid of it judged once: what comes at a start is measured elsewhere. */
async function settled(app: TestApp): Promise<void> {
	const due = /^gridkeeper_grids_due\{district="[^"]+"\} 0$/m;
	while (!due.test(await (await app.fetch('/metrics')).text())) await new Promise((next) => setTimeout(next, 200));
}

async function signedIn(db: Db): Promise<string> {
	await db.insertInto('account').values({ id: 'bench', username: 'bench', name: 'bench', password_hash: '-' }).execute();
	await db.insertInto('account_grant').values({ user_id: 'bench', role: 'viewer', area_id: null, person_id: null }).execute();
	return `gk-session=${await beginSession(db, 'bench', Date.now())}`;
}

/** From the commit of an edit until the app hands out another tile than before, ms. */
async function untilServed(db: Db, app: TestApp, cookie: string, tile: Tile): Promise<readonly number[]> {
	const ask = async (): Promise<string | null> => {
		const answer = await app.fetch(`/tiles/buildings/${path(tile)}`, { headers: { cookie } });
		await answer.arrayBuffer();
		if (answer.status !== 200) throw new Error(`the tile is answered with ${answer.status}`);
		return answer.headers.get('etag');
	};
	const ids = await buildingsIn(db, tile);
	const served: number[] = [];
	for (let i = -3; i < EDITS; i++) {
		const before = await ask();
		await rename(db, ids.at(i % ids.length)!);
		const began = performance.now();
		while ((await ask()) === before);
		if (i >= 0) served.push(performance.now() - began);
	}
	return served;
}

async function finished(app: TestApp, address: string, cookie: string | null, folder: string): Promise<BenchLine> {
	const headers = ['accept-encoding: gzip', ...(cookie === null ? [] : [`cookie: ${cookie}`])];
	const file = join(folder, 'tile');
	const body = spawnSync('curl', ['-s', ...headers.flatMap((one) => ['-H', one]), app.url + address]).stdout;
	await writeFile(file, body);
	const ours = await load(app.url + address, headers, app.pid);
	const bare = spawn(
		process.execPath,
		['--disable-warning=ExperimentalWarning', fileURLToPath(new URL('bare-buffer.ts', import.meta.url)), file],
		{ stdio: ['ignore', 'pipe', 'inherit'] }
	);
	const port = String((await once(bare.stdout, 'data'))[0]).trim();
	const peer = await load(`http://127.0.0.1:${port}${address}`, headers, bare.pid ?? 0).finally(() => bare.kill('SIGKILL'));
	return line({
		what: cookie === null ? 'finished tiles a second' : 'finished tiles a second, for whoever has signed in',
		unit: '/s',
		ours: ours.perS,
		peer: { name: 'bare Node server sending the same buffer', value: peer.perS },
		aim: { ratio: 0.5, better: 'higher' },
		how: `wrk, ${CONNECTIONS} connections, ${WRK_S} s, ${body.byteLength} bytes packed; processor time a request ${ours.cpuUs.toFixed(0)} µs (bare ${peer.cpuUs.toFixed(0)}); load ${loadavg()[0]!.toFixed(0)}`
	});
}

async function load(url: string, headers: readonly string[], pid: number): Promise<{ readonly perS: number; readonly cpuUs: number }> {
	const wrk = async (seconds: number): Promise<{ readonly requests: number; readonly perS: number }> => {
		const child = spawn('wrk', ['-t', '2', '-c', String(CONNECTIONS), '-d', `${seconds}s`, ...headers.flatMap((one) => ['-H', one]), url]);
		let said = '';
		child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
		await once(child, 'close');
		if (/Non-2xx/.test(said)) throw new Error(said);
		return { requests: Number(/(\d+) requests in/.exec(said)?.[1]), perS: Number(/Requests\/sec:\s+([\d.]+)/.exec(said)?.[1]) };
	};
	await wrk(1);
	const before = cpuMs(pid);
	const { requests, perS } = await wrk(WRK_S);
	return { perS, cpuUs: ((cpuMs(pid) - before) * 1000) / requests };
}
