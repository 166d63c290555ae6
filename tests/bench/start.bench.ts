/**
 * Start: a city in the database, the process started as `npm start` starts it, until its first healthy answer; and the live side alone until every
 * grid is judged and the picture can be joined. The first limit is the pause after which a watcher's line counts as dead, so that a restart is a
 * blink; the second is what trackers wait before they send again, three times.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { migrate } from '#db/migrate.ts';
import { openDatabase } from '#db/open.ts';
import { drawDistrict } from '#geodata/demo/draw-district.ts';
import { saveDistrict } from '#lib/server/store/save-district.ts';
import { findPostgres } from '../../src/cli/system-needs.mjs';
import { startPostgres } from '../../src/cli/throwaway-postgres.mjs';
import { openAppOn } from '../app.ts';
import { type Bench, line } from './bench.ts';
import { cpuMs } from './cpu-of.ts';

const HEALTHY_S = 10;
const LIVE_S = 30;

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
			// The first time every gap there is becomes a row: that is bringing a city in, and not a start.
			const first = await untilLive(postgres.url);
			const live = await untilLive(postgres.url);
			const began = performance.now();
			const app = await openAppOn(postgres.url);
			const healthyS = (performance.now() - began) / 1000;
			await app.kill();
			const how = `${city.grids.length} grids, ${city.buildings.length} buildings, native PostgreSQL; load ${loadavg()[0]!.toFixed(0)}`;
			const limit = (what: string, ours: number, limitS: number, more: string) =>
				line({ what, unit: 's', ours, peer: { name: 'limit', value: limitS }, aim: { ratio: 1, better: 'lower' }, how: `${how}${more}` });
			return [
				limit('city: process start to first healthy answer', healthyS, HEALTHY_S, ''),
				limit(
					'city: process start to a picture to join',
					live.tookS,
					LIVE_S,
					`; ${live.usedS.toFixed(1)} s of processor time; the very first time ${first.tookS.toFixed(1)} s`
				)
			];
		} finally {
			await postgres.stop();
		}
	}
};

/** The live side in a process of its own. */
async function untilLive(databaseUrl: string): Promise<{ readonly tookS: number; readonly usedS: number }> {
	const began = performance.now();
	const child = spawn(
		process.execPath,
		['--disable-warning=ExperimentalWarning', fileURLToPath(new URL('live-alone.ts', import.meta.url)), '0', databaseUrl],
		{ stdio: ['ignore', 'pipe', 'inherit'] }
	);
	try {
		await once(child.stdout, 'data');
		return { tookS: (performance.now() - began) / 1000, usedS: cpuMs(child.pid ?? 0) / 1000 };
	} finally {
		const ended = once(child, 'exit');
		child.kill('SIGKILL');
		await ended;
	}
}
