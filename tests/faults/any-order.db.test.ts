/**
 * Phones send again what they are not sure of, and out of order: each fix three times and shuffled, by whichever format, is the same table and the same
 * coverage as each once and in order, on a server of its own. FAULT_FIXES says how many fixes; 300 unless told.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Fix } from '#lib/patrol/fix.ts';
import { HEIGHT_M, WIDTH_M, at, ground } from '../ground.ts';
import { type LiveServer, openLiveServer, stand } from '../live/live-server.ts';
import { dice, randomLine, shuffled, walksAlong } from '../patrol/walk.ts';

const FIXES = Number(process.env['FAULT_FIXES'] ?? 300);
const AT_ONCE = 20;
const people = ground.people.filter(({ tracked }) => tracked).map(({ sourceId }) => sourceId);

let once: LiveServer;
let thrice: LiveServer;
beforeAll(async () => {
	once = await openLiveServer();
	thrice = await openLiveServer();
});
afterAll(async () => {
	await once?.close();
	await thrice?.close();
});

/** The fix as some tracker says it. */
async function send(server: LiveServer, fix: Fix, how: number): Promise<number> {
	const token = server.tokens.get(people[fix.deviceId - 1] ?? '') ?? '';
	const { lng, lat, accuracyM, speedMps, recordedAtMs } = fix;
	const json = (path: string, body: unknown): Promise<Response> =>
		fetch(`${server.url}${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
			body: JSON.stringify(body)
		});
	const spoken = [
		() =>
			fetch(
				`${server.url}/ingest/gpslogger?${new URLSearchParams({ id: token, lat: String(lat), lon: String(lng), time: new Date(recordedAtMs).toISOString(), ...(accuracyM === null ? {} : { acc: String(accuracyM) }), ...(speedMps === null ? {} : { spd: String(speedMps) }) })}`
			),
		() =>
			json('/ingest/overland', {
				locations: [
					{
						type: 'Feature',
						geometry: { type: 'Point', coordinates: [lng, lat] },
						properties: {
							timestamp: new Date(recordedAtMs).toISOString(),
							...(accuracyM === null ? {} : { horizontal_accuracy: accuracyM }),
							...(speedMps === null ? {} : { speed: speedMps })
						}
					}
				]
			}),
		() =>
			json('/ingest/traccar', {
				location: {
					timestamp: new Date(recordedAtMs).toISOString(),
					coords: {
						latitude: lat,
						longitude: lng,
						...(accuracyM === null ? {} : { accuracy: accuracyM }),
						...(speedMps === null ? {} : { speed: speedMps })
					}
				}
			})
	];
	const answer = await spoken[how % spoken.length]!();
	await answer.arrayBuffer();
	return answer.status;
}

async function sendAll(server: LiveServer, fixes: readonly Fix[], atOnce: number): Promise<void> {
	let next = 0;
	await Promise.all(
		Array.from({ length: atOnce }, async () => {
			for (let i = next++; i < fixes.length; i = next++) expect(await send(server, fixes[i]!, i)).toBe(200);
		})
	);
}

/** Everything that was made of them, without numbers that count arrivals. */
async function madeBy(server: LiveServer): Promise<unknown> {
	await stand(server);
	const { db } = server.database;
	const table = async (name: 'fix' | 'fix_apart'): Promise<unknown[]> =>
		await db
			.selectFrom(name)
			.innerJoin('device', 'device.id', `${name}.device_id`)
			.select(['device.label', `${name}.recorded_at`, `${name}.lng`, `${name}.lat`, `${name}.accuracy_m`, `${name}.speed_mps`])
			.orderBy('device.label')
			.orderBy(`${name}.recorded_at`)
			.execute();
	const district = server.live().district(server.districtId);
	if (!district) throw new Error('no district');
	const buildings = await db.selectFrom('building').select(['id', 'source_id']).orderBy('source_id').execute();
	const codes = new Map((await db.selectFrom('grid').select(['id', 'code']).execute()).map((grid) => [grid.id as number, grid.code]));
	return {
		fixes: await table('fix'),
		apart: await table('fix_apart'),
		coverage: [...district.coverage().values()]
			.map(({ gridId, ...numbers }) => ({ grid: codes.get(gridId), ...numbers }))
			.sort((a, b) => String(a.grid).localeCompare(String(b.grid))),
		seen: buildings.map(({ id, source_id }) => [source_id, district.seenAtMs(id)]),
		positions: [...district.positions()].map(({ lng, lat, recordedAtMs }) => [lng, lat, recordedAtMs]).sort()
	};
}

test(`${FIXES} fixes, each three times and shuffled, are the same table and the same coverage as once in order`, async () => {
	const roll = dice(11);
	const [west, south] = at(5, 5);
	const [east, north] = at(WIDTH_M - 5, HEIGHT_M - 5);
	const lines = Array.from({ length: 6 }, () => randomLine(roll, west, south, east, north, 6));
	const toMs = Math.floor(Date.now() / 1000) * 1000 - 60_000;
	const everyS = 20;
	const each = Math.ceil(FIXES / people.length);
	const walks = walksAlong(lines, { seed: 5, devices: people.length, fromMs: toMs - each * everyS * 1000, toMs, everyS }).map((fix) => ({
		...fix,
		recordedAtMs: Math.floor(fix.recordedAtMs / 1000) * 1000
	}));
	const fixes = walks.toSorted((a, b) => a.recordedAtMs - b.recordedAtMs);
	await sendAll(once, fixes, 1);
	await sendAll(thrice, shuffled([...fixes, ...fixes, ...fixes], 3), AT_ONCE);
	const expected = (await madeBy(once)) as { fixes: unknown[]; apart: unknown[]; coverage: readonly { freshBuildings: number }[] };
	expect(await madeBy(thrice)).toEqual(expected);
	expect(expected.fixes.length + expected.apart.length).toBe(fixes.length);
	expect(expected.coverage.some(({ freshBuildings }) => freshBuildings > 0)).toBe(true);
	console.log(
		`${fixes.length} fixes of ${people.length} phones, sent ${fixes.length * 3} times in any order: ${expected.fixes.length} rows on both, the same coverage of ${expected.coverage.length} grids`
	);
}, 120_000);
