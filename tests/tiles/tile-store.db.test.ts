/** Tiles of a stored district against PostGIS: what lies in a tile, and where. */
import { VectorTile, type VectorTileFeature } from '@mapbox/vector-tile';
import { sql } from 'kysely';
import { PbfReader } from 'pbf';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { saveDistrict } from '#lib/server/store/save-district.ts';
import { openTileStore, type TileStore } from '#lib/server/tiles/tile-store.ts';
import { drawDistrict } from '#geodata/demo/draw-district.ts';
import { openTestDatabase, testEngine, type TestDatabase } from '../database.ts';

let open: TestDatabase;
let store: TileStore;
const Z = 16;
/** Pixels around a tile that it holds besides, of 4096. */
const BUFFER = 128;

beforeAll(async () => {
	open = await openTestDatabase();
	await saveDistrict(open.db, drawDistrict({ seed: 109, size: 'demo' }), { nowMs: Date.now(), plan: { state: 'effective', faults: [] } });
	store = openTileStore(open.db);
});
afterAll(async () => {
	await store.close();
	await open.close();
});

/** Tiles with something in them, spread over the district. */
async function someTiles(): Promise<{ x: number; y: number }[]> {
	const { summary } = await store.layer('buildings');
	const [west, south, east, north] = summary.bounds!;
	const column = (lng: number) => Math.floor(((lng + 180) / 360) * 2 ** Z);
	const row = (lat: number) => Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** Z);
	const tiles: { x: number; y: number }[] = [];
	for (let i = 1; i <= 5; i++) {
		for (let j = 1; j <= 5; j++) tiles.push({ x: column(west + ((east - west) * i) / 6), y: row(south + ((north - south) * j) / 6) });
	}
	return tiles;
}

async function featuresOf(
	layer: 'base' | 'buildings' | 'grids' | 'posts',
	sub: string,
	x: number,
	y: number
): Promise<VectorTileFeature[]> {
	const { tile } = await store.tile(layer, Z, x, y);
	if (!tile) return [];
	expect(Buffer.from(tile.raw).equals(gunzipSync(tile.gzip))).toBe(true);
	const found = new VectorTile(new PbfReader(tile.raw)).layers[sub];
	return found ? Array.from({ length: found.length }, (_, i) => found.feature(i)) : [];
}

/** Ids of rows in a tile and its buffer, by PostGIS; grown or shrunk by a fraction of a tile. */
async function inTile(from: string, x: number, y: number, by: number): Promise<Set<number>> {
	const { rows } = await sql<{ id: number }>`select t.id from ${sql.raw(from)}
		where st_intersects(st_transform(t.geom, 3857), st_tileenvelope(${Z}::int, ${x}::int, ${y}::int, margin => ${BUFFER / 4096 + by}::float8))`.execute(
		open.db
	);
	return new Set(rows.map((row) => row.id));
}

it.each([
	['buildings', 'buildings', 'building t'],
	['base', 'buildings', 'building t'],
	['base', 'roads', 'road t'],
	['grids', 'grids', `(select g.* from grid g join plan p on p.id = g.plan_id where p.state = 'effective') t`],
	['posts', 'posts', 'post t']
] as const)('a tile of %s/%s holds exactly what PostGIS finds in it', async (layer, sub, from) => {
	let all = 0;
	for (const { x, y } of await someTiles()) {
		const ids = new Set((await featuresOf(layer, sub, x, y)).map((feature) => feature.id!));
		all += ids.size;
		// What only touches the edge within a pixel may be on either side.
		for (const id of await inTile(from, x, y, -1 / 4096)) expect(ids).toContain(id);
		const atMost = await inTile(from, x, y, 1 / 4096);
		for (const id of ids) expect(atMost).toContain(id);
	}
	expect(all).toBeGreaterThan(layer === 'posts' ? 5 : 50);
});

it.skipIf(testEngine === 'embedded')('shapes are those of ST_AsMVTGeom (native only: the embedded build has none)', async () => {
	let compared = 0;
	for (const { x, y } of (await someTiles()).slice(0, 8)) {
		const { rows } = await sql<{ id: number; area: number }>`select t.id, st_area(st_asmvtgeom(st_transform(t.geom, 3857),
				st_tileenvelope(${Z}::int, ${x}::int, ${y}::int), 4096, ${BUFFER}::int)) as area from building t
			where st_intersects(st_transform(t.geom, 3857), st_tileenvelope(${Z}::int, ${x}::int, ${y}::int))`.execute(open.db);
		const ours = new Map((await featuresOf('buildings', 'buildings', x, y)).map((feature) => [feature.id!, areaOf(feature)]));
		for (const { id, area } of rows) {
			if (!(area > 400)) continue;
			// Rounding to whole pixels moves each side by at most one.
			expect(Math.abs(ours.get(id)! - area)).toBeLessThan(4 * Math.sqrt(area) + 8);
			compared++;
		}
	}
	expect(compared).toBeGreaterThan(30);
});

it('attributes are those of the rows', async () => {
	const { x, y } = (await someTiles())[12]!;
	const features = await featuresOf('buildings', 'buildings', x, y);
	expect(features.length).toBeGreaterThan(0);
	for (const feature of features.slice(0, 10)) {
		const row = await open.db
			.selectFrom('building')
			.leftJoin('grid_building', 'grid_building.building_id', 'building.id')
			.leftJoin('grid', 'grid.id', 'grid_building.grid_id')
			.select(['building.source_id', 'building.floors', 'grid.code as grid_code'])
			.where('building.id', '=', feature.id!)
			.executeTakeFirstOrThrow();
		expect(feature.properties).toMatchObject(row);
		expect(feature.properties).not.toHaveProperty('households');
	}
});

it('a changed row changes the revision and the tile, and nothing else does', async () => {
	const { x, y } = (await someTiles())[12]!;
	const before = await store.tile('posts', 12, x >> 4, y >> 4);
	store.changed();
	expect((await store.tile('posts', 12, x >> 4, y >> 4)).tile?.etag).toBe(before.tile?.etag);
	const base = (await store.layer('base')).revision;
	await sql`update post set required = required + 1`.execute(open.db);
	store.changed();
	const after = await store.tile('posts', 12, x >> 4, y >> 4);
	expect(after.revision).not.toBe(before.revision);
	expect(after.tile?.etag).not.toBe(before.tile?.etag);
	expect((await store.layer('base')).revision).toBe(base);
});

it('two who ask at once get one index', async () => {
	const fresh = openTileStore(open.db);
	const [a, b] = await Promise.all([fresh.layer('grids'), fresh.layer('grids')]);
	expect(a).toBe(b);
	await fresh.close();
});

function areaOf(feature: VectorTileFeature): number {
	let twice = 0;
	for (const ring of feature.loadGeometry()) {
		for (let i = 0; i < ring.length; i++) {
			const [a, b] = [ring[i]!, ring[(i + 1) % ring.length]!];
			twice += a.x * b.y - b.x * a.y;
		}
	}
	return Math.abs(twice) / 2;
}
