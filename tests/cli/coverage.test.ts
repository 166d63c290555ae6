import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verb } from '../../src/cli/coverage.ts';
import { instantOf } from '../../src/cli/instant.ts';
import { CallError } from '../../src/cli/verb.ts';
import { at, box } from '../ground.ts';
import { noRealDistrict, realFeatures, realFile } from '../real-district.ts';
import { shuffled, walksAlong } from '../patrol/walk.ts';
import type { Line, LineShape } from '../../src/lib/geo/position.ts';

const AT = '2026-01-31T08:00:00Z';
const AT_MS = Date.parse(AT);

let folder: string;
const path = (name: string): string => join(folder, name);
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'gk-coverage-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs the verb as the command line does; options not named take the files of the drawn ground. */
async function coverage(more: Readonly<Record<string, string>> = {}): Promise<{ status: number; stderr: string }> {
	const options: Record<string, string> = {
		grids: path('grids.geojson'),
		buildings: path('buildings.geojson'),
		tracks: path('tracks.csv'),
		at: AT,
		out: path('gaps.geojson'),
		report: path('report.json'),
		lang: 'en',
		...more
	};
	const args = Object.entries(options).flatMap(([name, value]) => (value === '' ? [] : [`--${name}`, value]));
	try {
		return { status: await verb.run(args), stderr: '' };
	} catch (error) {
		if (!(error instanceof CallError)) throw error;
		return { status: 2, stderr: error.message };
	}
}
const collection = (features: readonly object[]): string => JSON.stringify({ type: 'FeatureCollection', features });
const feature = (geometry: object, properties: object, id?: string | number) => ({
	type: 'Feature',
	...(id === undefined ? {} : { id }),
	properties,
	geometry
});

/** Two grids of 150 m beside each other; four buildings; one walk along the south of the first, eastward at a metre a second. */
async function draw(tracks?: string): Promise<void> {
	await writeFile(
		path('grids.geojson'),
		collection([feature(box(0, 0, 150, 150), { code: '990101001001001' }), feature(box(150, 0, 300, 150), { code: '990101001001002' })])
	);
	await writeFile(
		path('buildings.geojson'),
		collection([
			feature(box(20, 30, 40, 45), { households: 12 }, 'near'),
			feature(box(60, 60, 80, 75), { households: 20, id: 'far' }),
			// Two thirds of it in the second grid.
			feature(box(145, 100, 160, 110), { households: 7 }, 3),
			feature(box(10, 130, 20, 140), { households: 1, gridCode: '990101001001002' }, 'named')
		])
	);
	const rows = Array.from({ length: 11 }, (_, i) => {
		const [lng, lat] = at(i * 10, 10);
		return `d1,${new Date(AT_MS - 3_600_000 + i * 10_000).toISOString()},${lng},${lat},${i === 0 ? '' : 8},`;
	});
	await writeFile(path('tracks.csv'), tracks ?? ['device,at,lng,lat,accuracy_m,speed_mps', ...rows].join('\n'));
}

describe('coverage from files', () => {
	test('says for each grid and building what was seen, and draws what was not', async () => {
		await draw();
		expect(await coverage()).toEqual({ status: 0, stderr: '' });
		const report = JSON.parse(await readFile(path('report.json'), 'utf8')) as { grids: Record<string, number>[]; buildings: object[] };
		const [first, second] = report.grids;
		expect(Object.keys(first!)).toEqual([
			'code',
			'buildings',
			'freshBuildings',
			'buildingCoverage',
			'areaCoverage',
			'freshAreaM2',
			'gapCount'
		]);
		expect(first).toMatchObject({ code: '990101001001001', buildings: 2, freshBuildings: 1, buildingCoverage: 0.5 });
		// 100 m of a strip 35 m high, and what of the round ends lies in the grid: above, west of the start is outside.
		expect(first!['freshAreaM2']).toBeGreaterThan(3500);
		expect(first!['freshAreaM2']).toBeLessThan(3500 + Math.PI * 25 * 25);
		expect(first!['areaCoverage']).toBeCloseTo(first!['freshAreaM2']! / 22_500, 2);
		expect(second).toMatchObject({ buildings: 2, freshBuildings: 0, areaCoverage: 0, freshAreaM2: 0 });
		expect(report.buildings).toEqual([
			// The last leg that passes within 25 m of it ends 60 m along, at the very latest.
			{ id: 'near', gridCode: '990101001001001', lastSeenAt: expect.stringMatching(/^2026-01-31T07:01:0\d/) },
			{ id: 'far', gridCode: '990101001001001', lastSeenAt: null },
			{ id: 3, gridCode: '990101001001002', lastSeenAt: null },
			{ id: 'named', gridCode: '990101001001002', lastSeenAt: null }
		]);
		const gaps = JSON.parse(await readFile(path('gaps.geojson'), 'utf8')) as {
			type: string;
			features: { properties: Record<string, unknown>; geometry: { type: string } }[];
		};
		expect(gaps.type).toBe('FeatureCollection');
		expect(
			gaps.features.map(({ properties }) => [
				properties['kind'],
				properties['gridCode'],
				properties['ids'],
				properties['households'],
				properties['oldestAgeS']
			])
		).toEqual([
			['buildings', '990101001001001', ['far'], 20, null],
			['ground', '990101001001001', undefined, undefined, undefined],
			['buildings', '990101001001002', [3], 7, null],
			// `named` is given to the second grid and stands in the first: it is drawn where it stands.
			['buildings', '990101001001002', ['named'], 1, null],
			['ground', '990101001001002', undefined, undefined, undefined]
		]);
		expect(gaps.features.every(({ geometry }) => /^(Multi)?Polygon$/.test(geometry.type))).toBe(true);
		expect(await readdir(folder)).toHaveLength(5);
	});

	test('a building seen before the window is stale and keeps its last sighting; a later fix is not looked at', async () => {
		await draw();
		await coverage({ 'window-hours': '0.5' });
		const old = JSON.parse(await readFile(path('report.json'), 'utf8')) as {
			grids: { freshBuildings: number }[];
			buildings: { lastSeenAt: string | null }[];
		};
		expect(old.grids[0]!.freshBuildings).toBe(0);
		expect(old.buildings[0]!.lastSeenAt).not.toBeNull();
		await coverage({ at: '2026-01-31T14:00:00+08:00' });
		const early = JSON.parse(await readFile(path('report.json'), 'utf8')) as typeof old;
		expect(early.buildings.map(({ lastSeenAt }) => lastSeenAt)).toEqual([null, null, null, null]);
	});

	test('a wider radius reaches the farther building', async () => {
		await draw();
		await coverage({ 'radius-m': '50.5' });
		const report = JSON.parse(await readFile(path('report.json'), 'utf8')) as { buildings: { lastSeenAt: string | null }[] };
		expect(report.buildings[1]!.lastSeenAt).not.toBeNull();
	});

	test.skipIf(noRealDistrict !== null)(
		`the real district: lines shuffled and tripled give the same bytes${noRealDistrict ? ` (skipped: ${noRealDistrict})` : ''}`,
		{ timeout: 120_000 },
		async () => {
			const lines = realFeatures('roads').map((road): Line => (road.geometry as LineShape).coordinates);
			const fixes = walksAlong(lines, { seed: 11, devices: 8, fromMs: AT_MS - 3 * 3_600_000, toMs: AT_MS, everyS: 20 });
			const rows = fixes.map(
				(fix) =>
					`d${fix.deviceId},${new Date(fix.recordedAtMs).toISOString()},${fix.lng},${fix.lat},${fix.accuracyM ?? ''},${fix.speedMps ?? ''}`
			);
			const header = 'device,at,lng,lat,accuracy_m,speed_mps';
			const real = { grids: realFile('grids'), buildings: realFile('buildings'), landuse: realFile('landuse-water') };
			await writeFile(path('tracks.csv'), [header, ...rows].join('\n'));
			expect(await coverage(real)).toEqual({ status: 0, stderr: '' });
			const [gaps, report] = [await readFile(path('gaps.geojson')), await readFile(path('report.json'))];
			await writeFile(path('tracks.csv'), [header, ...shuffled([...rows, ...rows, ...rows], 4)].join('\r\n'));
			expect(await coverage(real)).toEqual({ status: 0, stderr: '' });
			expect(gaps.equals(await readFile(path('gaps.geojson')))).toBe(true);
			expect(report.equals(await readFile(path('report.json')))).toBe(true);
			const read = JSON.parse(report.toString()) as { grids: object[]; buildings: { lastSeenAt: string | null }[] };
			expect(read.grids).toHaveLength(36);
			expect(read.buildings).toHaveLength(1766);
			expect(read.buildings.filter(({ lastSeenAt }) => lastSeenAt !== null).length).toBeGreaterThan(300);
		}
	);
});

describe('what cannot be used is named with its place, and nothing is written', () => {
	const header = 'device,at,lng,lat,accuracy_m,speed_mps\n';
	const good = `d1,${AT},123,30,,\n`;

	test.each([
		['a latitude beyond the pole', `${header}${good}d1,${AT},123,91,,\n`, /tracks\.csv: line 3, column lat: "91"/],
		['a longitude that is no number', `${header}d1,${AT},east,30,,\n`, /line 2, column lng: "east"/],
		['a day without a time', `${header}d1,2026-01-31,123,30,,\n`, /line 2, column at: "2026-01-31"/],
		['30 February', `${header}d1,2026-02-30T08:00:00Z,123,30,,\n`, /line 2, column at/],
		['a negative accuracy', `${header}d1,${AT},123,30,-1,\n`, /line 2, column accuracy_m: "-1"/],
		['no device', `${header},${AT},123,30,,\n`, /line 2, column device/],
		['a line too short', `${header}${good}d1,${AT}\n`, /line 3 has only 2 columns/],
		['a missing column', `device,at,lng,accuracy_m\n`, /no column lat/],
		['a column twice', `device,at,lng,lat,lat\n`, /two columns lat/],
		['a quote left open', `${header}"d1,${AT},123,30,,\n`, /tracks\.csv: not CSV at line/],
		['an empty file', ``, /not a line in it/]
	])('%s', async (_name, tracks, message) => {
		await draw(tracks);
		const { status, stderr } = await coverage();
		expect(stderr).toMatch(message);
		expect(status).toBe(2);
		expect((await readdir(folder)).sort()).toEqual(['buildings.geojson', 'grids.geojson', 'tracks.csv']);
	});

	test.each([
		[{ tracks: '/nowhere/t.csv' }, /t\.csv: no such file/],
		[{ at: 'noon' }, /--at is noon/],
		[{ at: '2026-01-31' }, /--at/],
		[{ at: '' }, /--at is missing/],
		[{ 'window-hours': '0' }, /--window-hours is 0/],
		[{ 'radius-m': 'near' }, /--radius-m is near/],
		[{ out: '/nowhere/gaps.geojson' }, /gaps\.geojson: cannot be written/],
		[{ speed: '3' }, /--speed/]
	])('%o', async (more, message) => {
		await draw();
		const { status, stderr } = await coverage(more);
		expect(stderr).toMatch(message);
		expect(status).toBe(2);
		expect((await readdir(folder)).sort()).toEqual(['buildings.geojson', 'grids.geojson', 'tracks.csv']);
	});

	test.each([
		['a grid without a code', 'grids.geojson', collection([feature(box(0, 0, 9, 9), {})]), /grids\.geojson: feature 1, byte \d+/],
		[
			'a code twice',
			'grids.geojson',
			collection([feature(box(0, 0, 9, 9), { code: '990101001001001' }), feature(box(9, 0, 19, 9), { code: '990101001001001' })]),
			/feature 2 \(990101001001001\)/
		],
		[
			'a point for a building',
			'buildings.geojson',
			collection([feature({ type: 'Point', coordinates: [1, 2] }, {}, 'b')]),
			/buildings\.geojson: feature 1 \(b\)/
		],
		[
			'a ring that crosses itself',
			'buildings.geojson',
			collection([feature({ type: 'Polygon', coordinates: [[at(0, 0), at(9, 9), at(9, 0), at(0, 9), at(0, 0)]] }, {}, 'b')]),
			/buildings\.geojson: feature 1 \(b\)/
		],
		['a building without an id', 'buildings.geojson', collection([feature(box(0, 0, 9, 9), {})]), /buildings\.geojson: feature 1/],
		[
			'a file that is no JSON',
			'buildings.geojson',
			'{ "type": "FeatureCollection", "features": [,] }',
			/buildings\.geojson: not JSON at byte 44/
		]
	])('%s', async (_name, file, text, message) => {
		await draw();
		await writeFile(path(file), text);
		const { status, stderr } = await coverage();
		expect(stderr).toMatch(message);
		expect(status).toBe(2);
		expect(await readdir(folder)).toHaveLength(3);
	});

	test('a report from before is kept whole when the next run fails', async () => {
		await draw();
		await coverage();
		const before = await readFile(path('report.json'));
		await writeFile(path('tracks.csv'), 'nonsense');
		expect((await coverage()).status).toBe(2);
		expect(before.equals(await readFile(path('report.json')))).toBe(true);
	});
});

describe('a moment', () => {
	test.each([
		['2026-01-31T08:00:00Z', Date.UTC(2026, 0, 31, 8)],
		['2026-01-31T16:00:00+08:00', Date.UTC(2026, 0, 31, 8)],
		['2026-01-31T08:00Z', Date.UTC(2026, 0, 31, 8)],
		['2026-01-31T08:00:00', Date.UTC(2026, 0, 31, 8)],
		['2026-01-31 08:00:00.250Z', Date.UTC(2026, 0, 31, 8, 0, 0, 250)]
	])('%s is understood', (text, ms) => expect(instantOf(text)).toBe(ms));
	test.each([
		'',
		'2026-01-31',
		'2026-02-29T08:00:00Z',
		'2026-01-31T24:00:00Z',
		'1769846400',
		'2026-01-31T08:00:00+99:00',
		' 2026-01-31T08:00:00Z'
	])('"%s" is none', (text) => expect(instantOf(text)).toBeNull());
});
