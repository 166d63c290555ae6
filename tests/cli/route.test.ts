/** The verb as it is typed, on files of every kind of wrong. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collection, feature, runCli, temporaryFolder, type Folder, type Ran } from './run-cli.ts';

let folder: Folder;
beforeAll(async () => {
	folder = await temporaryFolder();
});
afterAll(() => folder.remove());

const point = (lng: number, lat: number, properties: Readonly<Record<string, unknown>> = {}): unknown =>
	feature(properties, { type: 'Point', coordinates: [lng, lat] });
const STOPS = collection([
	point(164.5, 32, { id: 'a', overdueMinutes: 4000 }),
	point(164.501, 32, { id: 'b', lastSeenAt: '2026-01-31T08:00:00Z' }),
	point(164.502, 32.001, { id: 'c', serviceMinutes: 5, priority: 3 }),
	point(164.6, 32.05, { id: 'far' })
]);
const ROADS = collection([
	feature(
		{ highway: 'residential' },
		{
			type: 'LineString',
			coordinates: [
				[164.499, 32],
				[164.503, 32]
			]
		}
	),
	feature(
		{ highway: 'footway' },
		{
			type: 'LineString',
			coordinates: [
				[164.502, 32],
				[164.502, 32.002]
			]
		}
	)
]);

async function route(stops: unknown, ...args: string[]): Promise<Ran & { written: () => Promise<string> }> {
	const path = await folder.write('stops.geojson', stops);
	const out = path.replace('stops.geojson', 'route.geojson');
	const ran = await runCli(['route', '--stops', path, '--out', out, '--rounds', '3', '--at', '2026-02-01T08:00:00Z', ...args]);
	return { ...ran, written: () => readFile(out, 'utf8') };
}

test('a walk within minutes is written with its order and times, and what does not fit with its reason', async () => {
	const roads = await folder.write('roads.geojson', ROADS);
	const gpx = roads.replace('roads.geojson', 'route.gpx');
	const ran = await route(STOPS, '--roads', roads, '--start', '164.5,32', '--minutes', '40', '--gpx', gpx);
	expect(ran.err).toBe('');
	expect(ran.status).toBe(1);
	const { features } = JSON.parse(await ran.written()) as {
		features: { geometry: { type: string; coordinates: number[][] }; properties: Record<string, unknown> }[];
	};
	const [line, ...points] = features;
	expect(line).toMatchObject({ geometry: { type: 'LineString' }, properties: { person: 1, stops: 3, limitMinutes: 40 } });
	expect(line!.properties['minutes']).toBeLessThanOrEqual(40);
	expect(line!.geometry.coordinates[0]).toEqual([164.5, 32]);
	expect(line!.geometry.coordinates.at(-1)).toEqual([164.5, 32]);
	expect(points.slice(0, 3).map(({ properties }) => properties['order'])).toEqual([1, 2, 3]);
	const etas = points.slice(0, 3).map(({ properties }) => properties['etaMinutes'] as number);
	expect([...etas].sort((a, b) => a - b)).toEqual(etas);
	expect(points[3]).toMatchObject({
		properties: { id: 'far', feature: 4, skipped: 'too-far', reason: 'cannot be reached and left again in the time' }
	});
	expect(await readFile(gpx, 'utf8')).toContain('<trkpt lat="32" lon="164.5"/>');
});

test('the same call writes the same bytes', async () => {
	const once = await (await route(STOPS, '--people', '2', '--seed', '4')).written();
	expect(await (await route(STOPS, '--people', '2', '--seed', '4')).written()).toBe(once);
});

test.each([
	['an empty file', '', [], 'the file is empty'],
	['no stop at all', collection([]), [], 'There is no stop to walk to'],
	[
		'a place that is not a number',
		collection([point(164.5, 32), feature({}, { type: 'Point', coordinates: [164.5, 'x'] })]),
		[],
		'feature 2'
	],
	['a place off the earth', collection([point(164.5, 132)]), [], 'out of range'],
	['a priority below nothing', collection([point(164.5, 32, { priority: -1 })]), [], 'priority is -1'],
	['minutes at a stop that are no number', collection([point(164.5, 32, { serviceMinutes: 'long' })]), [], 'serviceMinutes'],
	['a day that does not exist', collection([point(164.5, 32, { lastSeenAt: '2026-02-30T08:00:00Z' })]), [], 'lastSeenAt'],
	['a risk nobody knows', collection([point(164.5, 32, { risk: 'huge' })]), [], 'risk'],
	[
		'a line as a stop',
		collection([
			feature(
				{},
				{
					type: 'LineString',
					coordinates: [
						[1, 2],
						[3, 4]
					]
				}
			)
		]),
		[],
		'wrong geometry type'
	],
	['stops a continent apart', collection([point(164.5, 32), point(110, 20)]), [], 'km apart'],
	['a start that is no place', STOPS, ['--start', '164.5'], '--start is 164.5'],
	['no people', STOPS, ['--people', '0'], '--people is 0'],
	['no minutes', STOPS, ['--minutes', '-5'], '--minutes is -5'],
	['a walk at no speed', STOPS, ['--speed-m-per-min', '0'], '--speed-m-per-min is 0']
])('%s is refused in a sentence', async (_, stops, args, said) => {
	const ran = await route(stops, ...args);
	expect(ran.status).toBe(2);
	expect(ran.err).toContain(said);
	expect(ran.err).not.toMatch(/\n\s+at /);
});

test('refusals are told in Chinese as well', async () => {
	expect((await route(collection([point(164.5, 32, { priority: 'x' })]), '--lang', 'zh')).err).toContain('第 1 个要素');
});

test('a TSPLIB file is answered with a TSPLIB tour', async () => {
	const file = await folder.write(
		'ring.tsp',
		`NAME: ring\nTYPE: TSP\nDIMENSION: 12\nEDGE_WEIGHT_TYPE: EUC_2D\nNODE_COORD_SECTION\n${Array.from({ length: 12 }, (_, i) => `${i + 1} ${Math.round(1000 * Math.cos(((i * 5) % 12) * (Math.PI / 6)))} ${Math.round(1000 * Math.sin(((i * 5) % 12) * (Math.PI / 6)))}`).join('\n')}\nEOF\n`
	);
	const out = file.replace('ring.tsp', 'ring.tour');
	const ran = await runCli(['route', '--tsplib', file, '--seconds', '0.1', '--out', out]);
	expect(ran).toMatchObject({ status: 0, err: '' });
	// Twelve chords of 2·1000·sin 15° = 517.6, each rounded up to 518.
	expect(ran.out).toContain('length 6216');
	const lines = (await readFile(out, 'utf8')).split('\n');
	expect(lines.slice(2, 5)).toEqual(['TYPE : TOUR', 'DIMENSION : 12', 'TOUR_SECTION']);
	expect(
		lines
			.slice(5, 17)
			.map(Number)
			.sort((a, b) => a - b)
	).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
	expect(lines.slice(17)).toEqual(['-1', 'EOF', '']);
});

test('a file that is no TSPLIB is refused with its line', async () => {
	const file = await folder.write('bad.tsp', 'DIMENSION: 2\nEDGE_WEIGHT_TYPE: EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 zero 0\n');
	const ran = await runCli(['route', '--tsplib', file, '--out', file.replace('bad.tsp', 'x')]);
	expect(ran.status).toBe(2);
	expect(ran.err).toContain('line 5: "zero" is not a number');
});
