/**
 * Start: a city in the database, the process started as `npm start` starts it, until its first healthy answer, and until its judged picture can be
 * joined. The limit is the pause after which a watcher's line counts as dead (Socket.IO's ping interval): a restart shorter than that is a blink.
 */
import { loadavg } from 'node:os';
import { migrate } from '#db/migrate.ts';
import { openDatabase } from '#db/open.ts';
import { drawDistrict } from '#geodata/demo/draw-district.ts';
import { saveDistrict } from '#lib/server/store/save-district.ts';
import { findPostgres } from '../../src/cli/system-needs.mjs';
import { startPostgres } from '../../src/cli/throwaway-postgres.mjs';
import { openAppOn } from '../app.ts';
import { type Bench, line } from './bench.ts';
import { cpuMs } from './cpu-of.ts';

const LIMIT_S = 10;
const STARTS = 2;
const PATIENCE_MS = 60_000;

export const bench: Bench = {
	name: 'start',
	async run() {
		const bin = findPostgres();
		if (!bin) throw new Error('This bench needs PostgreSQL with PostGIS: `npm test` installs it where it may.');
		const postgres = await startPostgres(bin);
		try {
			const { db, close } = await openDatabase({ databaseUrl: postgres.url });
			await migrate(db);
			const city = drawDistrict({ seed: 1, size: 'city' });
			await saveDistrict(db, city, { nowMs: Date.now() - 3_600_000, plan: { state: 'effective', faults: [] } });
			await close();
			const healthy: number[] = [];
			const live: number[] = [];
			let usedS = 0;
			for (let i = 0; i < STARTS; i++) {
				const began = performance.now();
				const app = await openAppOn(postgres.url);
				healthy.push((performance.now() - began) / 1000);
				try {
					while (!/gridkeeper_open_gaps(\{|\s)/.test(await (await app.fetch('/metrics')).text())) {
						if (performance.now() - began > PATIENCE_MS) throw new Error('the city never came alive');
						await new Promise((next) => setTimeout(next, 50));
					}
					live.push((performance.now() - began) / 1000);
					usedS = cpuMs(app.pid) / 1000;
				} finally {
					await app.stop();
				}
			}
			const how = `${city.grids.length} grids, ${city.buildings.length} buildings, native PostgreSQL; the better of ${STARTS} starts; ${usedS.toFixed(1)} s of processor time until it is live; load ${loadavg()[0]!.toFixed(0)}`;
			const limit = (what: string, took: readonly number[]) =>
				line({
					what,
					unit: 's',
					ours: Math.min(...took),
					peer: { name: 'limit', value: LIMIT_S },
					aim: { ratio: 1, better: 'lower' },
					how
				});
			return [limit('city: process start to first healthy answer', healthy), limit('city: process start to a picture to join', live)];
		} finally {
			await postgres.stop();
		}
	}
};
