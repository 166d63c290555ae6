import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noRealDistrict, realFeatures, realFile } from '../real-district.ts';
import { collection, feature, runCli, temporaryFolder, type Folder, type Ran } from './run-cli.ts';

let folder: Folder;
beforeAll(async () => {
	folder = await temporaryFolder();
});
afterAll(() => folder.remove());

const rect = (west: number, south: number, east: number, north: number): unknown => ({
	type: 'Polygon',
	coordinates: [
		[
			[west, south],
			[east, south],
			[east, north],
			[west, north],
			[west, south]
		]
	]
});
const BOUNDARY = collection([feature({ code: '990101' }, rect(118, 32, 118.002, 32.001))]);
const WEST = feature({ code: '990101001001001' }, rect(118, 32, 118.001, 32.001));
const EAST = feature({ code: '990101001001002' }, rect(118.001, 32, 118.002, 32.001));

async function check(grids: unknown, more: Readonly<Record<string, unknown>> = {}, boundary: unknown = BOUNDARY): Promise<Ran> {
	const args = [
		'check-grids',
		'--boundary',
		await folder.write('boundary.geojson', boundary),
		'--grids',
		await folder.write('grids.geojson', grids)
	];
	for (const [name, content] of Object.entries(more)) args.push(`--${name}`, await folder.write(`${name}.geojson`, content));
	return runCli(args);
}

interface Answer {
	readonly faults: readonly {
		kind: string;
		codes: string[];
		areaM2: number;
		widthM: number;
		position: [number, number];
		building?: string;
	}[];
	readonly warnings: readonly { kind: string; building: string; codes: string[] }[];
	readonly checked: { grids: number; buildings: number | null; parentAreaM2: number; coveredAreaM2: number };
}
const answer = ({ out }: Ran): Answer => JSON.parse(out) as Answer;

describe('check-grids', { timeout: 30_000 }, () => {
	test('says nothing is wrong and exits 0', async () => {
		const ran = await check(collection([WEST, EAST]), {
			buildings: collection([feature({ id: 'a' }, rect(118.0002, 32.0002, 118.0003, 32.0003))])
		});
		expect([ran.status, ran.err]).toEqual([0, '']);
		expect(answer(ran)).toMatchObject({ faults: [], warnings: [], checked: { grids: 2, buildings: 1 } });
	});

	test('prints every fault with area, width and position, and exits 1', async () => {
		const buildings = collection([
			feature({ id: 'lost' }, rect(118.0015, 32.0004, 118.0016, 32.0005)),
			feature({ id: 'through' }, rect(118.00095, 32.0004, 118.00099, 32.0005))
		]);
		const ran = await check(collection([WEST]), { buildings });
		expect(ran.status).toBe(1);
		const { faults, checked } = answer(ran);
		expect(faults.map(({ kind, codes, building }) => [kind, codes, building])).toEqual([
			['gap', ['990101001001001'], undefined],
			['orphan-building', [], 'lost']
		]);
		// Half of the boundary, 0.001° × 0.001° at 32° north.
		expect(faults[0]!.areaM2).toBeCloseTo(94.4929 * 110.889, -2);
		expect(faults[0]!.widthM).toBeCloseTo(94.49, 0);
		expect(faults[0]!.position[0]).toBeCloseTo(118.0015, 4);
		expect(checked.coveredAreaM2).toBeCloseTo(checked.parentAreaM2 / 2, 0);
	});

	test('tells of buildings that a border runs through without calling it a fault', async () => {
		const buildings = collection([feature({ id: 'through' }, rect(118.0009, 32.0004, 118.0014, 32.0005))]);
		const ran = await check(collection([WEST, EAST]), { buildings });
		expect(ran.status).toBe(0);
		expect(answer(ran).warnings).toMatchObject([
			{ kind: 'border-through-building', building: 'through', codes: ['990101001001002', '990101001001001'] }
		]);
	});

	test('the shapes of faults come on demand', async () => {
		const args = ['--boundary', await folder.write('b.geojson', BOUNDARY), '--grids', await folder.write('g.geojson', collection([WEST]))];
		const ran = await runCli(['check-grids', ...args, '--shapes']);
		expect((JSON.parse(ran.out) as { faults: { shape: { type: string } }[] }).faults[0]!.shape.type).toBe('Polygon');
	});

	test('an empty collection of grids leaves the whole parent bare', async () => {
		const ran = await check(collection([]));
		expect(ran.status).toBe(1);
		expect(answer(ran).faults.map(({ kind }) => kind)).toEqual(['gap']);
	});

	test('a self-crossing grid is a fault, not bad input', async () => {
		const tie = {
			type: 'Polygon',
			coordinates: [
				[
					[118.001, 32],
					[118.002, 32.001],
					[118.002, 32],
					[118.001, 32.001],
					[118.001, 32]
				]
			]
		};
		const ran = await check(collection([WEST, feature({ code: '990101001001002' }, tie)]));
		expect(ran.status).toBe(1);
		const [first] = answer(ran).faults;
		expect(first).toMatchObject({ kind: 'invalid', codes: ['990101001001002'] });
		expect(first!.position).toEqual([118.0015, 32.0005]);
	});

	test.each<[string, unknown, RegExp]>([
		[
			'text that breaks off',
			'{"type":"FeatureCollection",\n"features":[{]}',
			/^grids\.geojson: not JSON at byte 42 \(line 2, column 14\), where " was expected\n$/
		],
		['Chinese before the fault, which counts in bytes', '{"名":"网格",\n oops}', /not JSON at byte 18 \(line 2, column 2\)/],
		['an empty file', '', /^grids\.geojson: the file is empty\n$/],
		['bytes of another encoding', Uint8Array.of(0x7b, 0x22, 0xcd, 0xf8, 0x22, 0x7d), /not UTF-8 at byte 2 \(line 1, column 3\)/],
		['a lone feature', WEST, /^grids\.geojson: not a FeatureCollection \(its type is "Feature"\)\n$/],
		['a list', [1, 2], /not a FeatureCollection/],
		['features that are no list', { type: 'FeatureCollection', features: {} }, /its features are not an array/],
		[
			'no code',
			collection([WEST, feature({ name: '第2网格' }, EAST.geometry)]),
			/^grids\.geojson: feature 2, byte \d+ \(line 1, column \d+\): missing code\n$/
		],
		['no geometry', collection([feature({ code: '1' }, null)]), /feature 1 \(1\), byte 40 .*: no coordinates/],
		[
			'a point',
			collection([feature({ code: '1' }, { type: 'Point', coordinates: [118, 32] })]),
			/wrong geometry type: Point, wanted Polygon, MultiPolygon/
		],
		[
			'text for a coordinate',
			collection([feature({ code: '1' }, { type: 'Polygon', coordinates: [[[118, '32']]] })]),
			/coordinates\[0\]\[0\]\[1\] is "32"/
		],
		[
			'a coordinate that is missing',
			collection([feature({ code: '1' }, { type: 'Polygon', coordinates: [[[118]]] })]),
			/coordinates\[0\]\[0\]\[1\] is nothing/
		],
		[
			'latitude first',
			collection([feature({ code: '1' }, { type: 'Polygon', coordinates: [[[32, 118]]] })]),
			/out of range: coordinates\[0\]\[0\]\[1\] is 118/
		],
		['something that is no feature', collection([7]), /feature 1, byte 40 .*: not an object of type Feature/],
		[
			'a foreign coordinate system',
			{ type: 'FeatureCollection', crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4549' } }, features: [] },
			/coordinate system is urn:ogc:def:crs:EPSG::4549/
		]
	])('%s is refused with the place and exit status 2', async (_, grids, sentence) => {
		const ran = await check(grids);
		expect([ran.status, ran.out]).toEqual([2, '']);
		expect(ran.err).toMatch(sentence);
	});

	test('every feature that cannot be read is told, not only the first', async () => {
		const ran = await check(collection([feature({ code: '1' }, null), WEST, feature({}, EAST.geometry)]));
		expect(ran.err.trim().split('\n')).toHaveLength(2);
	});

	test('a file that is not there, an option without a file, a missing and an unknown option are refused', async () => {
		const grids = await folder.write('g.geojson', collection([WEST]));
		const lost = await runCli(['check-grids', '--boundary', '/no/such.geojson', '--grids', grids]);
		expect([lost.status, lost.err]).toEqual([2, '/no/such.geojson: no such file\n']);
		expect(await runCli(['check-grids', '--grids', grids])).toMatchObject({ status: 2, err: '--boundary is missing\n' });
		expect(await runCli(['check-grids', '--grids'])).toMatchObject({ status: 2, err: '--grids is empty; it has to be a value\n' });
		expect(await runCli(['check-grids', '--gird', grids])).toMatchObject({ status: 2, err: 'Unknown option: --gird\n' });
	});

	test('a boundary without ground is refused', async () => {
		const ran = await check(collection([WEST]), {}, collection([]));
		expect([ran.status, ran.err]).toEqual([2, 'boundary.geojson: no feature, so there is no ground to tile\n']);
	});

	test('it speaks Chinese where the machine does', async () => {
		const ran = await runCli(['check-grids', '--boundary', '/no/such.geojson', '--grids', '/x'], { LC_ALL: 'zh_CN.UTF-8' });
		expect(ran.err).toBe('找不到文件 /no/such.geojson\n');
	});

	describe.skipIf(noRealDistrict)(`the real district${noRealDistrict ? ` (skipped: ${noRealDistrict})` : ''}`, () => {
		test('its 36 grids are clean and every building is in one', async () => {
			const ran = await runCli([
				'check-grids',
				'--boundary',
				realFile('boundary'),
				'--grids',
				realFile('grids'),
				'--buildings',
				realFile('buildings')
			]);
			expect(ran.status).toBe(0);
			const { faults, warnings, checked } = answer(ran);
			expect(faults).toEqual([]);
			expect(checked).toMatchObject({ grids: 36, buildings: 1766 });
			expect(warnings.length).toBeGreaterThan(0);
		});

		test.each([0, 17, 35])('without grid %i there is one gap of its size, and its buildings are orphans', async (lost) => {
			const all = realFeatures('grids');
			const grids = await folder.write('fewer.geojson', collection(all.filter((_, i) => i !== lost)));
			const ran = await runCli(['check-grids', '--boundary', realFile('boundary'), '--grids', grids, '--buildings', realFile('buildings')]);
			expect(ran.status).toBe(1);
			const { faults } = answer(ran);
			expect(faults.filter(({ kind }) => kind === 'gap')).toHaveLength(1);
			expect(faults.filter(({ kind }) => kind === 'orphan-building').length).toBeGreaterThan(0);
			expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(['gap', 'orphan-building']));
		});
	});
});
