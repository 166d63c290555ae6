/** Importing a district as a person would, into a real database: what arrives, what is refused and where, and that nothing half-done stays. */
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../database.ts';
import { at, box, ground, gridCode } from '../ground.ts';
import { noRealDistrict, realFile } from '../real-district.ts';
import { collection, feature, runCli, temporaryFolder, type Folder, type Ran, type TestFeature } from './run-cli.ts';

let open: TestDatabase;
let folder: Folder;
beforeAll(async () => {
	open = await openTestDatabase();
	folder = await temporaryFolder();
});
afterEach(async () => {
	await open.db.deleteFrom('area').execute();
	await open.db.deleteFrom('rule_set').execute();
	// Codes outlive their grids; the next test begins with none.
	await open.db.deleteFrom('grid_code').execute();
	await open.db.deleteFrom('account').execute();
});
afterAll(async () => {
	await folder.remove();
	await open.close();
});

type Layers = Record<'boundary' | 'grids' | 'buildings' | 'roads' | 'posts' | 'pois' | 'landuse' | 'compounds', TestFeature[]>;

type Files = Omit<Layers, 'compounds'>;

/** The drawn district as files. */
const drawn = (): Files => ({
	boundary: [feature({ code: ground.code, name: ground.name }, ground.boundary)],
	grids: ground.grids.map(({ code, name, risk, work, shape }) => feature({ code, name, risk, ...work }, shape)),
	buildings: ground.buildings.map(({ sourceId, name, households, floors, units, shape }) =>
		feature({ id: sourceId, name, households, floors, units }, shape)
	),
	roads: ground.roads.map(({ sourceId, class: highway, name, shape }) => feature({ id: sourceId, highway, name }, shape)),
	posts: ground.posts.map(({ code, kind, name, required, shape }) => feature({ id: code, kind, name, required }, shape)),
	pois: ground.pois.map(({ sourceId, name, kind, shape }) => feature({ id: sourceId, name, amenity: kind }, shape)),
	landuse: [feature({ natural: 'water', name: '月塘' }, ground.landuse[0]!.shape), feature({ leisure: 'park' }, ground.landuse[1]!.shape)]
});

async function importThese(layers: Partial<Record<keyof Layers, unknown>>, ...more: string[]): Promise<Ran> {
	const args: string[] = [];
	for (const [layer, content] of Object.entries(layers)) {
		args.push(`--${layer}`, await folder.write(`${layer}.geojson`, Array.isArray(content) ? collection(content) : content));
	}
	return runImport([...args, ...more]);
}

function runImport(args: readonly string[]): Promise<Ran> {
	const { databaseUrl } = open.options;
	return runCli(
		['import', ...args],
		'dataDir' in open.options ? { DATABASE_URL: '', GRIDKEEPER_DATA: open.options.dataDir } : { DATABASE_URL: databaseUrl }
	);
}

/** Rows in every table but those that say which migrations ran and what is to be drawn anew. */
async function counts(): Promise<Record<string, number>> {
	const { rows } = await sql<{ name: string }>`select table_name as name from information_schema.tables
		where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like 'kysely%' and table_name not in ('spatial_ref_sys', 'drawn_change')`.execute(
		open.db
	);
	const found: Record<string, number> = {};
	for (const { name } of rows) {
		const { rows: counted } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(name)}`.execute(open.db);
		if (counted[0]!.n > 0) found[name] = counted[0]!.n;
	}
	return found;
}

describe('import', { timeout: 60_000 }, () => {
	test('everything arrives: tree, plan, grids, buildings in their grids, posts, roads, land, places', async () => {
		const ran = await importThese(drawn(), '--attribution', 'drawn for tests');
		expect([ran.status, ran.out.includes('Features refused')]).toEqual([0, false]);
		expect(ran.out).toContain('Imported 测试区 (990101)');
		expect(ran.out).toContain('grids: 6 loaded, 0 refused');
		expect(ran.out).toContain('buildings: 42 loaded, 0 refused');
		expect(await counts()).toEqual({
			area: 4,
			area_level: 3,
			plan: 1,
			grid: 6,
			grid_code: 6,
			grid_work: 12,
			building: 42,
			grid_building: 42,
			post: 3,
			road: 2,
			landuse: 2,
			poi: 1,
			rule_set: 1,
			event: 1
		});
		const areas = await open.db.selectFrom('area').select(['code', 'depth', 'name', 'attribution', 'fictional']).orderBy('code').execute();
		expect(areas).toEqual([
			{ code: '990101', depth: 0, name: '测试区', attribution: 'drawn for tests', fictional: false },
			{ code: '990101001', depth: 1, name: '街道001', attribution: 'drawn for tests', fictional: false },
			{ code: '990101001001', depth: 2, name: '社区001', attribution: 'drawn for tests', fictional: false },
			{ code: '990101001002', depth: 2, name: '社区002', attribution: 'drawn for tests', fictional: false }
		]);
		const plan = await open.db.selectFrom('plan').selectAll().executeTakeFirstOrThrow();
		expect(plan).toMatchObject({ revision: 1, state: 'effective', faults: [] });
		// PostGIS as the witness: communities are the ground of their grids, and each building lies in the grid it was given.
		const { rows } = await sql<{ tiles: boolean; held: number; water: number }>`select
			(select bool_and(st_area(area.geom) between 0.999999 * g.sum and 1.000001 * g.sum) from area
				join lateral (select sum(st_area(grid.geom)) as sum from grid where grid.area_id = area.id) g on true where area.depth = 2) as tiles,
			(select count(*)::int from grid_building gb join grid on grid.id = gb.grid_id join building b on b.id = gb.building_id
				where st_contains(grid.geom, b.geom)) as held,
			(select sum(area_m2 - ground_area_m2) from grid) as water`.execute(open.db);
		expect(rows[0]).toMatchObject({ tiles: true, held: 42 });
		// The pond is 40 m × 50 m.
		expect(rows[0]!.water).toBeCloseTo(2000, -1);
		const residents = await open.db.selectFrom('building').select(['households', 'residents']).executeTakeFirstOrThrow();
		expect(residents).toEqual({ households: 24, residents: 62 });
	});

	test('compounds arrive from their file and from what buildings name; a building that names none is of the one it stands in', async () => {
		const files = drawn();
		const [first, second, third] = files.buildings;
		const compounds = [
			feature({ id: 'east', name: '东园', company: '安居物业', gates: 2 }, box(200, 0, 400, 200)),
			feature({ id: 'west', kind: '开放式', gates: 'many' }, box(0, 200, 200, 400)),
			feature({ name: '无物业院' }, box(0, 200, 200, 400))
		];
		for (const [building, compound] of [
			[first, 'old'],
			[second, 'old'],
			[third, 'east']
		] as const)
			(building!.properties as Record<string, unknown>)['compound'] = compound;
		const ran = await importThese({ ...files, compounds });
		expect(ran.status).toBe(1);
		expect(ran.out).toContain('compounds: 3 loaded, 1 refused');
		expect(ran.out).toMatch(/compounds\.geojson.*west.*gates/s);
		const { rows } =
			await sql`select c.source_id, c.name, c.kind, c.property_company, c.gates, count(b.id)::int as buildings, bool_and(st_isvalid(c.geom)) as valid,
				bool_and(st_intersects(c.geom, b.geom) or b.source_id = ${third!.properties!['id'] as string}) as there
			from compound c left join building b on b.compound_id = c.id group by c.id order by c.source_id collate "C"`.execute(open.db);
		expect(rows).toEqual([
			{
				source_id: 'east',
				name: '东园',
				kind: 'managed',
				property_company: '安居物业',
				gates: 2,
				buildings: 8,
				valid: true,
				there: true
			},
			{ source_id: 'old', name: 'old', kind: 'unmanaged', property_company: null, gates: 0, buildings: 2, valid: true, there: true },
			{
				source_id: '无物业院',
				name: '无物业院',
				kind: 'unmanaged',
				property_company: null,
				gates: 0,
				buildings: 7,
				valid: true,
				there: true
			}
		]);
	});

	test('the same district again is refused with what to do, and --replace replaces it whole', async () => {
		await importThese(drawn());
		const before = await counts();
		const again = await importThese(drawn());
		expect(again.status).toBe(2);
		expect(again.err).toMatch(/测试区 \(990101\) is already in the database .* Add --replace/);
		expect(await counts()).toEqual(before);
		const fewer = drawn();
		fewer.buildings.splice(0, 2);
		const replaced = await importThese(fewer, '--replace', '--name', '新区');
		expect(replaced.status).toBe(0);
		expect(replaced.out).toContain('Replaced 新区 (990101)');
		expect(await counts()).toEqual({ ...before, building: 40, grid_building: 40 });
	});

	test('accounts keep what they were granted over a replacement', async () => {
		await importThese(drawn());
		const { id } = await open.db.selectFrom('area').select('id').where('code', '=', '990101001002').executeTakeFirstOrThrow();
		await open.db.insertInto('account').values({ id: 'u1', username: 'u1', name: 'u1', password_hash: 'x' }).execute();
		await open.db.insertInto('account_grant').values({ user_id: 'u1', role: 'lead', area_id: id }).execute();
		await importThese(drawn(), '--replace');
		const kept = await open.db
			.selectFrom('account_grant')
			.innerJoin('area', 'area.id', 'account_grant.area_id')
			.select(['user_id', 'role', 'code'])
			.execute();
		expect(kept).toEqual([{ user_id: 'u1', role: 'lead', code: '990101001002' }]);
	});

	test('a second district lies beside the first', async () => {
		await importThese(drawn());
		const other = JSON.parse(JSON.stringify(drawn()).replaceAll('"990101', '"990102')) as Layers;
		expect((await importThese(other)).status).toBe(0);
		expect(await counts()).toMatchObject({ area: 8, plan: 2, grid: 12, rule_set: 1 });
	});

	test('grids with a hole become a draft with their faults, never in effect', async () => {
		const layers = drawn();
		layers.grids.splice(4, 1);
		const ran = await importThese(layers);
		expect(ran.status).toBe(1);
		expect(ran.out).toMatch(/plan: revision 1, a draft and not in effect; faults of the grids: 8/);
		const plan = await open.db.selectFrom('plan').selectAll().executeTakeFirstOrThrow();
		expect(plan).toMatchObject({ state: 'draft', effective_from: null });
		expect((plan.faults as { kind: string; areaM2: number; shape: { type: string } }[]).map(({ kind }) => kind).sort()).toEqual([
			'gap',
			...Array<string>(7).fill('orphan-building')
		]);
		const [gap] = plan.faults as { areaM2: number; shape: { type: string } }[];
		expect(gap!.areaM2).toBeCloseTo(40_000, -3);
		expect(gap!.shape.type).toBe('Polygon');
		expect(await counts()).toMatchObject({ grid: 5, building: 42, grid_building: 35 });
	});

	test('grids that overlap become a draft', async () => {
		const layers = drawn();
		layers.grids[0] = feature(layers.grids[0]!.properties, box(0, 0, 210, 200));
		const ran = await importThese(layers);
		expect(ran.status).toBe(1);
		expect(ran.out).toContain(`overlap: ground in two grids (${gridCode(0, 0)}, ${gridCode(0, 1)})`);
		expect((await open.db.selectFrom('plan').select('state').executeTakeFirstOrThrow()).state).toBe('draft');
	});

	test('single features are refused with their place, every one, and the rest arrives', async () => {
		const tie = { type: 'Polygon', coordinates: [[at(20, 20), at(40, 40), at(40, 20), at(20, 40), at(20, 20)]] };
		const bad: [string, keyof Files, TestFeature, RegExp][] = [
			[
				'a self-crossing ring',
				'buildings',
				feature({ id: 'tie' }, tie),
				/\(tie\), byte \d+ \(line 1, column \d+\): a self-crossing ring, at 123\.00031\d+, 30\.00027\d+/
			],
			[
				'a wrong type',
				'buildings',
				feature({ id: 'line' }, { type: 'LineString', coordinates: [at(0, 0), at(1, 1)] }),
				/feature \d+ \(line\).*wrong geometry type: LineString, wanted Polygon, MultiPolygon/
			],
			[
				'a house beyond the boundary',
				'buildings',
				feature({ id: 'far' }, box(900, 0, 910, 10)),
				/feature \d+ \(far\).*outside the boundary, at 123\.0093/
			],
			['an id that was there', 'buildings', feature({ id: 'b-0-0-0' }, box(5, 5, 9, 9)), /feature \d+ \(b-0-0-0\).*duplicate code b-0-0-0/],
			[
				'no coordinates',
				'buildings',
				feature({ id: 'none' }, { type: 'Polygon', coordinates: [] }),
				/feature \d+ \(none\).*no coordinates/
			],
			['no geometry', 'posts', feature({ id: 'K91', kind: 'checkpoint' }, null), /posts\.geojson: feature \d+ \(K9\d\).*no coordinates/],
			[
				'text for a coordinate',
				'posts',
				feature({ id: 'K92', kind: 'checkpoint' }, { type: 'Point', coordinates: ['123', 30] }),
				/a coordinate is not a number: coordinates\[0\] is "123"/
			],
			[
				'a coordinate out of range',
				'posts',
				feature({ id: 'K93', kind: 'checkpoint' }, { type: 'Point', coordinates: [30, 123] }),
				/out of range: coordinates\[1\] is 123/
			],
			[
				'a post without an id',
				'posts',
				feature({ kind: 'checkpoint' }, { type: 'Point', coordinates: at(5, 5) }),
				/feature \d+, byte .*missing code, at 123\.0000/
			],
			[
				'a post of no kind',
				'posts',
				feature({ id: 'K94', kind: 'pub' }, { type: 'Point', coordinates: at(5, 5) }),
				/the property kind is "pub", wanted checkpoint/
			],
			[
				'a post far beyond the border',
				'posts',
				feature({ id: 'K95', kind: 'checkpoint' }, { type: 'Point', coordinates: at(-60, 5) }),
				/feature \d+ \(K9\d\).*outside the boundary/
			],
			[
				'a road without a class',
				'roads',
				feature({ id: 'r91' }, { type: 'LineString', coordinates: [at(0, 0), at(1, 1)] }),
				/roads\.geojson: feature \d+ \(r9\d\).*the property highway is nothing/
			],
			[
				'a road far away',
				'roads',
				feature({ id: 'r92', highway: 'path' }, { type: 'LineString', coordinates: [at(9000, 0), at(9001, 1)] }),
				/feature \d+ \(r9\d\).*outside the boundary/
			],
			[
				'a road of one place',
				'roads',
				feature({ id: 'r93', highway: 'path' }, { type: 'LineString', coordinates: [at(5, 5), at(5, 5)] }),
				/a line of a single place/
			],
			['households below nothing', 'buildings', feature({ id: 'x', households: -1 }, box(5, 5, 9, 9)), /the property households is -1/],
			[
				'a grid without a code',
				'grids',
				feature({ name: '多余' }, box(10, 10, 20, 20)),
				/grids\.geojson: feature \d+, byte \d+ .*missing code/
			],
			[
				'a grid with a code of 14 digits',
				'grids',
				feature({ code: '99010100100100' }, box(10, 10, 20, 20)),
				/the code 99010100100100 is not 15 digits/
			],
			['a grid of another district', 'grids', feature({ code: '990102001001001' }, box(10, 10, 20, 20)), /not of district 990101/],
			['a code that was there', 'grids', feature({ code: gridCode(0, 0) }, box(10, 10, 20, 20)), /duplicate code 990101001001001/],
			[
				'a grid beyond the boundary',
				'grids',
				feature({ code: '990101001001900' }, box(900, 0, 910, 10)),
				/feature \d+ \(990101001001900\).*outside the boundary/
			],
			[
				'something that is no feature',
				'landuse',
				{ type: 'Fature' } as unknown as TestFeature,
				/landuse\.geojson: feature \d+, byte \d+ .*not an object of type Feature/
			],
			[
				'a place without a name',
				'pois',
				feature({ id: 'p9', amenity: 'bank' }, { type: 'Point', coordinates: at(5, 5) }),
				/the property name is nothing/
			]
		];
		const layers = drawn();
		const expected = bad.map(([what, layer, one, why]) => ({ what, layer, number: layers[layer].push(one), why }));
		const ran = await importThese(layers);
		expect([ran.status, ran.err.includes('    at ')]).toEqual([1, false]);
		expect(ran.out).toContain(`Features refused: ${bad.length}`);
		const lines = ran.out.split('\n');
		for (const { what, layer, number, why } of expected) {
			const line = lines.find((one) => one.startsWith(`  ${layer}.geojson: feature ${number}`));
			expect(line, what).toMatch(/^ {2}\w+\.geojson: feature \d+( \(.*\))?, byte \d+ \(line 1, column \d+\): /);
			expect(line, what).toMatch(why);
		}
		expect(await counts()).toMatchObject({ grid: 6, building: 42, post: 3, road: 2, landuse: 2, poi: 1 });
		expect((await open.db.selectFrom('plan').select('state').executeTakeFirstOrThrow()).state).toBe('effective');
	});

	test('--strict imports nothing when one feature is refused', async () => {
		const layers = drawn();
		layers.buildings.push(feature({ id: 'far' }, box(900, 0, 910, 10)));
		const ran = await importThese(layers, '--strict');
		expect(ran.status).toBe(2);
		expect(ran.err).toMatch(/--strict: nothing was imported, for features were refused: 1/);
		expect(ran.err).toMatch(/feature 43 \(far\)/);
		expect(await counts()).toEqual({});
	});

	test.each<[string, Partial<Record<keyof Layers, unknown>>, RegExp]>([
		[
			'text that is no JSON',
			{ roads: '{"type":"FeatureCollection","features":[}' },
			/roads\.geojson: not JSON at byte 40 \(line 1, column 41\)/
		],
		[
			'two files that are no JSON',
			{ roads: '[', posts: '{' },
			/roads\.geojson: not JSON at byte 1[\s\S]*posts\.geojson: not JSON at byte 1/
		],
		['an empty file', { posts: '' }, /posts\.geojson: the file is empty/],
		['no FeatureCollection', { buildings: { type: 'Topology' } }, /buildings\.geojson: not a FeatureCollection \(its type is "Topology"\)/],
		['an empty boundary', { boundary: [] }, /The boundary file holds no boundary/],
		[
			'a self-crossing boundary',
			{ boundary: [feature({ code: '990101' }, { type: 'Polygon', coordinates: [[at(0, 0), at(9, 9), at(9, 0), at(0, 9), at(0, 0)]] })] },
			/boundary\.geojson: feature 1 \(990101\).*a self-crossing ring/
		],
		['no grid', { grids: [] }, /Not one grid can be used/]
	])('%s: nothing is imported and no row is left', async (_, bad, sentence) => {
		const ran = await importThese({ ...drawn(), ...bad });
		expect([ran.status, ran.out]).toEqual([2, '']);
		expect(ran.err).toMatch(sentence);
		expect(await counts()).toEqual({});
	});

	test('a fault of the database in the middle leaves nothing behind', async () => {
		// The last table that an import writes refuses.
		await sql`alter table poi add constraint none check (false)`.execute(open.db);
		try {
			const ran = await importThese(drawn());
			expect(ran.status).not.toBe(0);
			expect(await counts()).toEqual({});
		} finally {
			await sql`alter table poi drop constraint none`.execute(open.db);
		}
	});

	test('a missing option, an unknown datum and a file that is not there are refused', async () => {
		expect(await runImport(['--boundary', 'x'])).toMatchObject({ status: 2, err: '--grids is missing\n' });
		expect((await importThese(drawn(), '--datum', 'tokyo')).err).toBe('--datum is tokyo; it has to be wgs84 | gcj02 | bd09\n');
		const ran = await runImport(
			['boundary', 'grids', 'buildings', 'roads', 'posts'].flatMap((layer) => [`--${layer}`, `/no/${layer}.geojson`])
		);
		expect(ran.status).toBe(2);
		expect(ran.err).toContain('/no/posts.geojson: no such file');
	});

	test('coordinates of Amap arrive where they are on the ground', async () => {
		// Tiananmen's flagpole: GCJ-02 as published by the map service, WGS-84 as surveyed, a few metres either way.
		const [east, north] = [116.397827 - 123, 39.90374 - 30];
		const move = (value: unknown): unknown =>
			Array.isArray(value)
				? typeof value[0] === 'number'
					? [(value[0] as number) + east, (value[1] as number) + north]
					: value.map(move)
				: value;
		const moved = Object.fromEntries(
			Object.entries(drawn()).map(([layer, features]) => [
				layer,
				features.map(({ geometry, ...rest }) => ({
					...rest,
					geometry: { ...(geometry as object), coordinates: move((geometry as { coordinates: unknown }).coordinates) }
				}))
			])
		);
		expect((await importThese(moved, '--datum', 'gcj02')).status).toBe(0);
		const { rows } = await sql<{
			off: number;
		}>`select st_distance(st_boundary(geom)::geography, st_setsrid(st_makepoint(116.391585, 39.902338), 4326)::geography) as off
			from area where depth = 0`.execute(open.db);
		expect(rows[0]!.off).toBeLessThan(10);
	});

	describe.skipIf(noRealDistrict)(`the real district${noRealDistrict ? ` (skipped: ${noRealDistrict})` : ''}`, () => {
		const files = (): string[] => [
			...['boundary', 'grids', 'buildings', 'roads', 'posts', 'pois'].flatMap((layer) => [`--${layer}`, realFile(layer)]),
			'--landuse',
			realFile('landuse-water')
		];

		test('its 36 grids, 1,766 buildings and 38 posts arrive, each building in the grid that PostGIS finds', async () => {
			const ran = await runImport(files());
			expect(ran.status).toBe(0);
			expect(await counts()).toMatchObject({
				area: 3,
				grid: 36,
				building: 1766,
				grid_building: 1766,
				post: 38,
				road: 537,
				poi: 229,
				landuse: 108
			});
			const area = await open.db.selectFrom('area').select(['name', 'attribution']).where('depth', '=', 0).executeTakeFirstOrThrow();
			expect(area).toEqual({ name: '秦淮区（老城段）', attribution: '© OpenStreetMap contributors' });
			const { rows } = await sql<{ wrong: number }>`select count(*)::int as wrong from grid_building gb
				join building b on b.id = gb.building_id join grid own on own.id = gb.grid_id
				where exists (select from grid where grid.id <> own.id and st_intersects(grid.geom, b.geom)
					and st_area(st_intersection(grid.geom, b.geom)) > st_area(st_intersection(own.geom, b.geom)) + 1e-13)`.execute(open.db);
			expect(rows[0]!.wrong).toBe(0);
		});
	});
});
