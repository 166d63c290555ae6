import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { at, HEIGHT_M, WIDTH_M } from '../ground.ts';
import { identity, type LiveServer, openLiveServer, stand } from './live-server.ts';
import { holdings, until, watch, type Watcher } from './watcher.ts';

const HOUR_MS = 3_600_000;
let server: LiveServer;
const open: Watcher[] = [];
beforeAll(async () => {
	server = await openLiveServer();
	server.accounts.set('wall', identity('wall', null));
});
afterAll(async () => {
	for (const watcher of open) watcher.close();
	await server?.close();
});

async function joined(areaId: number = server.districtId): Promise<Watcher> {
	const watcher = watch(server.url, 'wall');
	open.push(watcher);
	await until('connected', () => watcher.socket.connected);
	expect((await watcher.join(areaId))['ok']).toBe(true);
	return watcher;
}
const report = async (person: string, eastM: number, northM: number, atMs = server.nowMs()): Promise<void> => {
	const [lon, lat] = at(eastM, northM);
	const response = await fetch(
		`${server.url}/ingest/osmand?id=${server.tokens.get(person)}&lat=${lat}&lon=${lon}&accuracy=5&timestamp=${Math.floor(atMs)}`
	);
	expect(response.status).toBe(200);
};

const still = (): Promise<void> => stand(server);

test('a client cut off at random moments ends in exactly the state of one that was never away', async () => {
	const steady = await joined();
	const people = ['w-0-0', 'w-0-1', 'w-0-2', 'w-1-0', 'w-1-1', 'w-1-2'];
	await fc.assert(
		fc.asyncProperty(
			fc.array(
				fc.oneof(
					{
						weight: 6,
						arbitrary: fc.record({
							do: fc.constant('walk' as const),
							who: fc.integer({ min: 0, max: 5 }),
							east: fc.integer({ min: 5, max: WIDTH_M - 5 }),
							north: fc.integer({ min: 5, max: HEIGHT_M - 5 })
						})
					},
					{ weight: 2, arbitrary: fc.record({ do: fc.constant('time' as const), minutes: fc.integer({ min: 1, max: 130 }) }) },
					{ weight: 2, arbitrary: fc.constant({ do: 'cut' as const }) },
					{ weight: 2, arbitrary: fc.constant({ do: 'return' as const }) },
					{ weight: 1, arbitrary: fc.constant({ do: 'judge' as const }) }
				),
				{ minLength: 4, maxLength: 25 }
			),
			async (steps) => {
				const restless = await joined();
				for (const step of steps) {
					if (step.do === 'walk') await report(people[step.who] ?? '', step.east, step.north);
					else if (step.do === 'time') server.clockAheadMs += step.minutes * 60_000;
					else if (step.do === 'judge') await server.live().district(server.districtId)?.judge();
					// Closed by its own hand while it is still opening, the client would never try again; a line that breaks then is an error to it.
					else if (step.do === 'cut' && restless.socket.connected) restless.socket.io.engine.close();
					else if (step.do === 'cut') continue;
					else if (!restless.socket.connected) {
						await until('it is back', () => restless.socket.connected);
						await restless.join(server.districtId);
					}
				}
				await still();
				await until('it is back', () => restless.socket.connected);
				await restless.join(server.districtId);
				const fresh = await joined();
				// One more beat each: what moved just now goes with the next tick.
				const beat = [restless, steady, fresh].map((one) => one.ticks + 2);
				await until('all have heard the same', () =>
					[restless, steady, fresh].every((one, i) => one.lastSeq === fresh.lastSeq && one.ticks >= (beat[i] ?? 0))
				);
				expect(holdings(restless)).toEqual(holdings(fresh));
				expect({ ...holdings(steady) }).toEqual(holdings(fresh));
				expect([...restless.faults, ...steady.faults, ...fresh.faults]).toEqual([]);
				restless.close();
				fresh.close();
			}
		),
		{ numRuns: 8 }
	);
}, 120_000);

test('who was away a moment gets the rest, who was away too long gets everything', async () => {
	// Whatever was walked before is long stale: the two fixes below are news, wherever chance went earlier.
	server.clockAheadMs += 25 * HOUR_MS;
	await still();
	const watcher = await joined();
	const seq = watcher.lastSeq ?? 0;
	watcher.socket.disconnect();
	await report('w-0-0', 30, 35);
	await report('w-0-0', 70, 35);
	server.clockAheadMs += 5_000;
	// A judgement may be under way already, begun before these fixes.
	await until('there is more to tell', async () => {
		await server.live().district(server.districtId)?.judge();
		const district = await server.database.db
			.selectFrom('area')
			.where('id', '=', server.districtId)
			.select('last_seq')
			.executeTakeFirstOrThrow();
		return Number(district.last_seq) > seq;
	});
	watcher.socket.connect();
	await until('connected', () => watcher.socket.connected);
	const heard = watcher.heard.length;
	await watcher.join(server.districtId);
	expect(watcher.answers.at(-1)).toBe('events');
	const missed = watcher.heard.slice(heard);
	expect(missed[0]?.seq).toBe(seq + 1);
	await watcher.join(server.districtId, 10_000_000);
	expect(watcher.answers.at(-1)).toBe('snapshot');
	await watcher.join(server.districtId, null);
	expect(watcher.answers.at(-1)).toBe('snapshot');
	expect(watcher.faults).toEqual([]);
});

test('a gap opens because time passed, and closes with a fix', async () => {
	const watcher = await joined();
	// The north-east grid is of high risk: fresh for two hours. Every building and nearly all its ground is walked.
	const walkAll = async (): Promise<void> => {
		for (let row = 0; row < 8; row++)
			for (let i = 0; i < 4; i++) {
				server.clockAheadMs += 25_000;
				await report('w-1-2', row % 2 === 0 ? 410 + i * 60 : 590 - i * 60, 212 + row * 25);
			}
	};
	const grid = await server.database.db.selectFrom('grid').where('code', 'like', '%002003').select('id').executeTakeFirstOrThrow();
	const ofGrid = () => [...watcher.gaps.values()].filter((gap) => gap['gridId'] === grid.id && gap['kind'] === 'buildings-stale');
	await walkAll();
	await still();
	await until('no building of it is stale', () => ofGrid().length === 0);
	expect(watcher.coverage.get(grid.id)).toMatchObject({ buildings: 7, freshBuildings: 7, neverSeenBuildings: 0 });

	server.clockAheadMs += 2 * HOUR_MS;
	await until('a gap opens with no fix at all', () => ofGrid().length > 0);
	expect(ofGrid()[0]).toMatchObject({ cause: 'limit-passed', measures: { limitH: 2 } });
	const row = await server.database.db
		.selectFrom('gap')
		.where('id', '=', Number(ofGrid()[0]?.['id']))
		.selectAll()
		.executeTakeFirstOrThrow();
	expect(row.closed_at).toBeNull();
	expect(row.due_at.getTime() - row.opened_at.getTime()).toBe(120 * 60_000);
	const owner = await server.database.db.selectFrom('person').where('source_id', '=', 'w-1-2').select('id').executeTakeFirstOrThrow();
	expect(row.owner_id).toBe(owner.id);

	const id = Number(ofGrid()[0]?.['id']);
	await walkAll();
	await until('it closes', () => !watcher.gaps.has(id));
	const closed = await server.database.db.selectFrom('gap').where('id', '=', id).selectAll().executeTakeFirstOrThrow();
	expect(closed.closed_cause).toBe('seen-again');
	expect(watcher.faults).toEqual([]);
}, 60_000);

test('a tracker that falls silent on shift is a gap of information, with its person; a fix closes it', async () => {
	const watcher = await joined();
	await report('w-0-1', 300, 100);
	const silent = () =>
		[...watcher.gaps.values()].filter((gap) => gap['kind'] === 'tracker-silent' && (gap['subject'] as { name: string }).name === '网格员2');
	await until('it is not silent', () => silent().length === 0);
	server.clockAheadMs += 6 * 60_000;
	await until('it is silent', () => silent().length === 1);
	expect(silent()[0]).toMatchObject({ dimension: 'D6', measures: { limitS: 300 }, shape: { type: 'Point' } });
	await report('w-0-1', 302, 100);
	await until('it is heard again', () => silent().length === 0);
	server.clockAheadMs += 6 * 60_000;
	await until('it is silent again', () => silent().length === 1);
	server.clockAheadMs += 5 * HOUR_MS;
	await until('it has gone off shift', () => silent().length === 0);
});

test.each([
	['closed in order', false],
	['killed', true]
])(
	'a server that was %s comes back with the same coverage, gaps and positions',
	async (_, crash) => {
		await report('w-0-0', 30, 35);
		await report('w-1-1', 330, 235, server.nowMs() - 20 * 60_000);
		await still();
		const before = await joined();
		const held = holdings(before);
		before.close();
		await server.restart(crash);
		await still();
		const after = await joined();
		const without = ({ gaps, ...rest }: ReturnType<typeof holdings>) => ({
			...rest,
			gaps: gaps.map(({ changedAtMs: _changed, sinceMs: _since, ...gap }) => gap)
		});
		expect(without(holdings(after))).toEqual(without(held));
	},
	60_000
);
