/**
 * The way from a phone to a watcher: the demo district on a real database, 300 phones reporting every five seconds over HTTP, one browser's worth of
 * sockets. Measured from the moment the request is sent to the moment its position is in a watcher's hand.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { drawDistrict } from '#geodata/demo/draw-district.ts';
import { labelPoint } from '#lib/geo/label-point.ts';
import { identity, openLiveServer } from '../live/live-server.ts';
import { until, watch } from '../live/watcher.ts';
import { type Bench, line, quantile } from './bench.ts';

const PHONES = 300;
const EVERY_MS = 5_000;
const RUN_MS = 30_000;
const WATCHERS = 10;

export const bench: Bench = {
	name: 'live',
	async run() {
		const source = drawDistrict({ seed: 1, size: 'demo' });
		const server = await openLiveServer(source);
		server.accounts.set('wall', identity('wall', null));
		const watchers = Array.from({ length: WATCHERS }, () => watch(server.url, 'wall'));
		for (const watcher of watchers) {
			await until('connected', () => watcher.socket.connected);
			await watcher.join(server.districtId);
		}
		const devices = await server.database.db.selectFrom('device').select(['id', 'label']).orderBy('id').limit(PHONES).execute();
		const grids = source.grids.map((grid) => labelPoint(grid.shape));
		const sentAt = new Map<string, number>();
		const answered: number[] = [];
		const heard: number[] = [];
		let refused = 0;

		const first = watchers[0];
		first?.socket.on('tick', () => {
			const now = performance.now();
			for (const [no, position] of first.positions) {
				const key = `${no} ${position.recordedAtMs}`;
				const since = sentAt.get(key);
				if (since === undefined) continue;
				heard.push(now - since);
				sentAt.delete(key);
			}
		});
		const loop = monitorEventLoopDelay({ resolution: 5 });
		loop.enable();
		let sent = 0;
		const start = performance.now();
		const under: Promise<void>[] = [];
		while (performance.now() - start < RUN_MS) {
			const phone = devices[sent % devices.length];
			const home = grids[sent % grids.length] ?? [0, 0];
			if (!phone) break;
			const step = Math.floor(sent / devices.length) * 5e-5;
			const at = Date.now();
			const since = performance.now();
			sentAt.set(`${phone.id} ${at}`, since);
			under.push(
				fetch(
					`${server.url}/ingest/osmand?id=${server.tokens.get(phone.label)}&lat=${home[1]}&lon=${home[0] + step}&timestamp=${at}&accuracy=5`
				).then((response) => {
					answered.push(performance.now() - since);
					if (response.status !== 200) refused++;
				})
			);
			sent++;
			await until('its turn', () => performance.now() - start >= (sent * EVERY_MS) / PHONES);
		}
		await Promise.all(under);
		await until('everything is heard', () => sentAt.size === 0, 5_000).catch(() => undefined);
		loop.disable();
		const longest = server.live().metrics.longestPassMs;
		for (const watcher of watchers) watcher.close();
		await server.close();
		if (refused > 0 || sentAt.size > 0) throw new Error(`${refused} of ${sent} reports refused, ${sentAt.size} never heard`);

		const how = `${sent} fixes in ${RUN_MS / 1000} s from ${PHONES} phones, ${source.grids.length} grids, ${source.buildings.length} buildings, ${WATCHERS} watchers, ${server.database.engine} engine, all in one process`;
		const limit = (what: string, ours: number, limitMs: number) =>
			line({ what, unit: 'ms', ours, peer: { name: 'limit', value: limitMs }, aim: { ratio: 1, better: 'lower' }, how });
		return [
			limit('fix sent → in a watcher’s hand, p50', quantile(heard, 0.5), 250),
			limit('fix sent → in a watcher’s hand, p99', quantile(heard, 0.99), 500),
			limit('fix sent → acknowledged (committed), p99', quantile(answered, 0.99), 300),
			limit('event loop late, p99', loop.percentile(99) / 1e6, 50),
			limit('longest stretch of judging', longest, 50)
		];
	}
};
