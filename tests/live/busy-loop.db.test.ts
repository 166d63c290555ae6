/**
 * While other work fills the event loop, what people cover is told all the same: the judge gives way, and still comes to the end of what is due.
 */
import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { at } from '../ground.ts';
import { identity, type LiveServer, openLiveServer } from './live-server.ts';
import { until, watch, type Watcher } from './watcher.ts';

let server: LiveServer;
let wall: Watcher;
beforeAll(async () => {
	server = await openLiveServer();
	server.accounts.set('wall', identity('wall', server.districtId));
	wall = watch(server.url, 'wall');
	await until('connected', () => wall.socket.connected);
	expect((await wall.join(server.districtId))['ok']).toBe(true);
});
afterAll(async () => {
	wall?.close();
	await server?.close();
});

const report = (token: string, eastM: number, northM: number): Promise<Response> => {
	const [lon, lat] = at(eastM, northM);
	return fetch(`${server.url}/ingest/osmand?id=${token}&lat=${lat}&lon=${lon}&timestamp=${Math.floor(server.nowMs())}&accuracy=5&speed=2`);
};

/** Nothing but work: each turn of the loop ends with the next one due. @returns what ends it, and says how much of the time was worked */
function fillLoop(): () => number {
	const before = performance.eventLoopUtilization();
	let going = true;
	const work = (): void => {
		const untilMs = performance.now() + 20;
		while (performance.now() < untilMs);
		if (going) setImmediate(work);
	};
	setImmediate(work);
	return () => {
		going = false;
		return performance.eventLoopUtilization(before).utilization;
	};
}

test('every grid that somebody walks through is told of, one after another', async () => {
	const endWork = fillLoop();
	try {
		let n = 0;
		for (const [row, column] of [
			[0, 0],
			[0, 1],
			[0, 2],
			[1, 0],
			[1, 1],
			[1, 2]
		] as const) {
			const token = [...server.tokens.values()][n++ % server.tokens.size]!;
			// Beside the first building of the grid: 20–40 m east, 40–52 m north of its corner.
			expect((await report(token, column * 200 + 30, row * 200 + 35)).status).toBe(200);
		}
		await until('each grid counts a fresh building', () =>
			[...wall.coverage.values()].every((grid) => (grid['freshBuildings'] as number) > 0)
		);
		await until('each gap of buildings has shrunk', () => {
			const stale = [...wall.gaps.values()].filter(({ kind }) => kind === 'buildings-stale');
			return stale.length > 0 && stale.every((gap) => (gap['measures'] as { buildings: number }).buildings < 7);
		});
	} finally {
		expect(endWork()).toBeGreaterThan(0.9);
	}
	expect(wall.faults).toEqual([]);
});

test('what goes stale meanwhile opens as a gap, though nobody reports', async () => {
	const closedOrShrunk = wall.heard.length;
	const endWork = fillLoop();
	try {
		server.clockAheadMs = 25 * 3_600_000;
		await until('all is stale again', () =>
			[...wall.coverage.values()].every((grid) => (grid['freshBuildings'] as number) === 0 && (grid['freshAreaM2'] as number) === 0)
		);
		await until('the gaps were told', () =>
			wall.heard.slice(closedOrShrunk).some(({ kind }) => kind === 'gap-changed' || kind === 'gap-opened')
		);
	} finally {
		endWork();
	}
	// Whoever joins now gets the same picture.
	const late = watch(server.url, 'wall');
	try {
		await until('connected', () => late.socket.connected);
		expect((await late.join(server.districtId))['ok']).toBe(true);
		await until('the two agree', () => JSON.stringify(sorted(late)) === JSON.stringify(sorted(wall)));
	} finally {
		late.close();
	}
});

const sorted = (watcher: Watcher): unknown[] =>
	[...watcher.coverage].sort(([a], [b]) => a - b).map(([id, grid]) => [id, grid['freshBuildings'], grid['buildings'], grid['gapCount']]);
