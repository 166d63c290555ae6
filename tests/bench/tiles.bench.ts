/**
 * Tiles: finished ones asked of the built app beside a bare Node server that sends the same buffer; one made anew after an edit beside PostGIS' own
 * ST_AsMVT; and how long after the commit of an edit the new tile is there. A district of 20,000 buildings on native PostgreSQL.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { migrate } from '#db/migrate.ts';
import { openDatabase } from '#db/open.ts';
import { drawDistrict } from '#geodata/demo/draw-district.ts';
import { saveDistrict } from '#lib/server/store/save-district.ts';
import { openTileStore } from '#lib/server/tiles/tile-store.ts';
import { findPostgres } from '../../src/cli/system-needs.mjs';
import { startPostgres } from '../../src/cli/throwaway-postgres.mjs';
import { openAppOn } from '../app.ts';
import { type Bench, type BenchLine, line, quantile } from './bench.ts';
import { cpuMs } from './cpu-of.ts';

const Z = 16;
const CONNECTIONS = 64;
const WRK_S = 5;
const EDITS = 25;
const SERVED_MS = 250;

export const bench: Bench = {
	name: 'tiles',
	async run() {
		const bin = findPostgres();
		if (!bin) throw new Error('This bench needs PostgreSQL with PostGIS: `npm test` installs it where it may.');
		if (spawnSync('wrk', ['-v']).error) throw new Error('This bench needs `wrk` (Debian: apt-get install wrk).');
		const postgres = await startPostgres(bin);
		const folder = await mkdtemp(join(tmpdir(), 'gk-tiles-'));
		try {
			const { db, close } = await openDatabase({ databaseUrl: postgres.url });
			await migrate(db);
			await saveDistrict(db, drawDistrict({ seed: 1, size: 'district' }), { nowMs: Date.now(), plan: { state: 'effective', faults: [] } });
			await sql`analyze`.execute(db);
			const lines: BenchLine[] = [];

			const store = openTileStore(db);
			const { summary } = await store.layer('buildings');
			const [west, south, east, north] = summary.bounds ?? [0, 0, 0, 0];
			const x = Math.floor((((west + east) / 2 + 180) / 360) * 2 ** Z);
			const y = Math.floor(((1 - Math.asinh(Math.tan(((south + north) * Math.PI) / 360)) / Math.PI) / 2) * 2 ** Z);
			const inSight = await sql<{ id: number }>`
				select id from building where st_intersects(st_transform(geom, 3857), st_tileenvelope(${Z}::int, ${x}::int, ${y}::int)) order by id`.execute(
				db
			);
			const served: number[] = [];
			const asMvt: number[] = [];
			for (let i = 0; i < EDITS; i++) {
				const id = inSight.rows[i % inSight.rows.length]!.id;
				const before = (await store.tile('buildings', Z, x, y)).tile?.etag;
				await sql`update building set name = ${`${i} 号楼`} where id = ${id}`.execute(db);
				let began = performance.now();
				store.changed();
				const { tile } = await store.tile('buildings', Z, x, y);
				served.push(performance.now() - began);
				if (!tile || tile.etag === before) throw new Error('the tile is still the old one');
				began = performance.now();
				await sql`select st_asmvt(t, 'buildings', 4096, 'geom', 'id') from (
					select b.id::int, b.source_id, b.name, b.kind, b.floors, b.units, g.code as grid_code,
						st_asmvtgeom(st_transform(b.geom, 3857), st_tileenvelope(${Z}::int, ${x}::int, ${y}::int), 4096, 128) as geom
					from building b left join grid_building gb on gb.building_id = b.id left join grid g on g.id = gb.grid_id
					where b.geom && st_transform(st_tileenvelope(${Z}::int, ${x}::int, ${y}::int, margin => 128.0 / 4096), 4326)) t`.execute(db);
				asMvt.push(performance.now() - began);
			}
			await store.close();
			const how = `${EDITS} buildings renamed one after another among 20,000, tile of zoom ${Z} with ${inSight.rows.length} of them, native PostgreSQL; load ${loadavg()[0]!.toFixed(0)}`;
			lines.push(
				line({
					what: 'fresh tile after an edit, median',
					unit: 'ms',
					ours: quantile(served, 0.5),
					peer: { name: 'PostGIS ST_AsMVT', value: quantile(asMvt, 0.5) },
					aim: { ratio: 1, better: 'lower' },
					how
				}),
				line({
					what: 'from commit of an edit to the new tile served, p99',
					unit: 'ms',
					ours: quantile(served, 0.99),
					peer: { name: 'limit', value: SERVED_MS },
					aim: { ratio: 1, better: 'lower' },
					how
				})
			);

			const app = await openAppOn(postgres.url);
			const address = `/tiles/base/${Z}/${x}/${y}.mvt`;
			const answer = await app.fetch(address, { headers: { 'accept-encoding': 'gzip' } });
			const body = new Uint8Array(await answer.arrayBuffer());
			const file = join(folder, 'tile');
			await app.fetch(address);
			await writeFile(file, spawnSync('curl', ['-s', '-H', 'accept-encoding: gzip', app.url + address]).stdout);
			const ours = await load(app.url + address, app.pid).finally(() => app.stop());
			const bare = spawn(
				process.execPath,
				['--disable-warning=ExperimentalWarning', fileURLToPath(new URL('bare-buffer.ts', import.meta.url)), file],
				{
					stdio: ['ignore', 'pipe', 'inherit']
				}
			);
			const port = String((await once(bare.stdout, 'data'))[0]).trim();
			const peer = await load(`http://127.0.0.1:${port}${address}`, bare.pid ?? 0).finally(() => bare.kill('SIGKILL'));
			lines.push(
				line({
					what: 'finished tiles a second',
					unit: '/s',
					ours: ours.perS,
					peer: { name: 'bare Node server sending the same buffer', value: peer.perS },
					aim: { ratio: 0.5, better: 'higher' },
					how: `wrk, ${CONNECTIONS} connections, ${WRK_S} s, ${body.byteLength} bytes unpacked; processor time a request ${ours.cpuUs.toFixed(0)} µs (bare ${peer.cpuUs.toFixed(0)}); load ${loadavg()[0]!.toFixed(0)}`
				})
			);
			await close();
			return lines;
		} finally {
			await postgres.stop();
			await rm(folder, { recursive: true, force: true });
		}
	}
};

async function load(url: string, pid: number): Promise<{ readonly perS: number; readonly cpuUs: number }> {
	const wrk = async (seconds: number): Promise<{ readonly requests: number; readonly perS: number }> => {
		const child = spawn('wrk', ['-t', '2', '-c', String(CONNECTIONS), '-d', `${seconds}s`, '-H', 'accept-encoding: gzip', url]);
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
