/** Recorded tracks go in by the same door as a phone's, and what the server knows afterwards is what they say. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { saveDistrict } from '#lib/server/store/save-district.ts';
import { startApp, type TestApp } from '../app.ts';
import { at, DISTRICT_CODE, ground } from '../ground.ts';
import { runCli, temporaryFolder, type Folder } from './run-cli.ts';

let app: TestApp;
let folder: Folder;

beforeAll(async () => {
	folder = await temporaryFolder();
	app = await startApp({
		prepare: async (db) => void (await saveDistrict(db, ground, { nowMs: Date.now(), plan: { state: 'effective', faults: [] } }))
	});
});
afterAll(async () => {
	await app?.stop();
	await folder?.remove();
});

const STEPS = 60;
const STEP_MS = 5_000;
const FIRST = Date.UTC(2026, 0, 31, 8);
/** Two people walk east, 5 m in 5 s, each along a line of their own. */
const walk = Array.from({ length: STEPS }, (_, i) =>
	['walker', 'other'].map((device, row) => ({ device, atMs: FIRST + i * STEP_MS, place: at(20 + 5 * i, 60 + 100 * row) }))
).flat();

test('a replay stores every fix once, as far apart in time as it was recorded, and leaves no token behind', async () => {
	const csv = [
		'device,at,lng,lat,accuracy_m,speed_mps',
		...walk.map((fix) => `${fix.device},${new Date(fix.atMs).toISOString()},${fix.place.join()},6,`)
	];
	const tracks = await folder.write('tracks.csv', csv.join('\n'));
	const ran = await runCli(['replay', '--tracks', tracks, '--district', DISTRICT_CODE, '--speed', '120', '--url', app.url], app.env);
	expect(ran).toMatchObject({ status: 0, err: '' });
	expect(ran.out).toContain('120 fixes stored, 0 refused, 0 not sent');

	const rows = await app.db.selectFrom('fix').select(['device_id', 'recorded_at', 'lng', 'lat']).orderBy('recorded_at').execute();
	expect(rows).toHaveLength(walk.length);
	for (const fixes of Map.groupBy(rows, (row) => row.device_id).values()) {
		expect(fixes).toHaveLength(STEPS);
		const [first, last] = [fixes[0]!.recorded_at.getTime(), fixes.at(-1)!.recorded_at.getTime()];
		expect(fixes.map((fix) => fix.recorded_at.getTime() - first)).toEqual(fixes.map((_, i) => i * STEP_MS));
		// Moved to now, and never into the future.
		expect(last).toBeLessThanOrEqual(Date.now());
		expect(Date.now() - last).toBeLessThan(120_000);
	}
	const devices = await app.db.selectFrom('device').select(['exercise', 'revoked_at']).where('exercise', '=', true).execute();
	expect(devices).toHaveLength(2);
	expect(devices.every((device) => device.revoked_at !== null)).toBe(true);
});

test('a file that names no fix, a district that is not there, and a server that is not are told in a sentence', async () => {
	const empty = await folder.write('empty.csv', 'device,at,lng,lat\n');
	expect(await runCli(['replay', '--tracks', empty, '--district', DISTRICT_CODE], app.env)).toMatchObject({
		status: 2,
		err: expect.stringContaining('there is no fix in it') as string
	});
	const one = await folder.write('one.csv', 'device,at,lng,lat\nx,2026-01-31T08:00:00Z,123,30\n');
	expect(await runCli(['replay', '--tracks', one, '--district', '000000'], app.env)).toMatchObject({
		status: 2,
		err: expect.stringContaining('No such district: 000000') as string
	});
	expect(await runCli(['replay', '--tracks', one, '--district', DISTRICT_CODE, '--speed', '0'], app.env)).toMatchObject({
		status: 2,
		err: expect.stringContaining('--speed') as string
	});
});
