/**
 * Stored features on their way into vector tiles: read in pages, so that neither the database nor this process stands still over a hundred
 * thousand buildings, and a fingerprint that changes whenever a row of a layer was added, changed or taken away.
 */
import { sql } from 'kysely';
import type { Db } from '../../../../db/open.ts';
import type { TileFeature } from '../tiles/tile-feature.ts';
import { isWater, roadRank, type TileLayer } from '../tiles/tile-layers.ts';

const PAGE = 5000;
/** Decimals of a degree: about a centimetre. */
const DECIMALS = 7;

type Tags = TileFeature['tags'];
interface Row {
	readonly id: number;
	readonly shape: string;
}
interface Source<R extends Row> {
	page(db: Db, afterId: number): Promise<readonly R[]>;
	feature(row: R): TileFeature;
}

const TABLES: Readonly<Record<TileLayer, readonly string[]>> = {
	base: ['area', 'landuse', 'road', 'building', 'poi'],
	grids: ['grid', 'plan'],
	buildings: ['building', 'grid_building'],
	posts: ['post']
};

/** A short text that stays the same exactly as long as the rows of the layer do. */
export async function tileRevision(db: Db, layer: TileLayer): Promise<string> {
	const parts: string[] = [];
	for (const table of TABLES[layer]) {
		// Areas count their events in their own row, so only what is drawn of them is looked at.
		const changed =
			table === 'area'
				? sql`select count(*) as n, coalesce(sum(hashtext(id || ':' || depth || ':' || code || ':' || name || ':' || st_npoints(geom))::bigint), 0) as x
					from area where depth = 0`
				: sql`select count(*) as n, coalesce(max(xmin::text::bigint), 0) as x from ${sql.table(table)}`;
		const { rows } = await sql<{ n: number; x: number }>`${changed}`.execute(db);
		const row = rows[0];
		parts.push(`${row?.n ?? 0}.${row?.x ?? 0}`);
	}
	return parts.join('-');
}

/** Pages of features of a layer, in a stable order. */
export async function* tileFeatures(db: Db, layer: TileLayer): AsyncGenerator<readonly TileFeature[]> {
	switch (layer) {
		case 'base':
			yield* pages(db, LAND);
			yield* pages(db, LANDUSE);
			yield* pages(db, ROADS);
			yield* pages(db, FOOTPRINTS);
			yield* pages(db, POIS);
			break;
		case 'grids':
			yield* pages(db, GRIDS);
			break;
		case 'buildings':
			yield* pages(db, BUILDINGS);
			break;
		case 'posts':
			yield* pages(db, POSTS);
	}
}

/** Whose data is drawn, said once each. */
export async function tileAttribution(db: Db): Promise<string> {
	const rows = await db.selectFrom('area').select('attribution').where('depth', '=', 0).where('attribution', '<>', '').distinct().execute();
	return rows.map((row) => row.attribution).join(' · ');
}

async function* pages<R extends Row>(db: Db, source: Source<R>): AsyncGenerator<readonly TileFeature[]> {
	for (let after = 0; ;) {
		const rows = await source.page(db, after);
		if (rows.length > 0) yield rows.map((row) => source.feature(row));
		if (rows.length < PAGE) return;
		after = rows.at(-1)?.id ?? Infinity;
	}
}

const named = (tags: Tags, name: string): Tags => (name === '' ? tags : { ...tags, name });
const shape = sql<string>`st_asgeojson(geom, ${sql.lit(DECIMALS)})`;
const areaM2 = sql<number>`round(st_area(geom::geography))::float8`;

const LAND: Source<Row & { code: string; name: string }> = {
	page: async (db, after) =>
		(
			await sql<Row & { code: string; name: string }>`select id, code, name, ${shape} as shape from area
				where depth = 0 and id > ${after} order by id limit ${PAGE}`.execute(db)
		).rows,
	feature: (row) => ({
		sub: 'land',
		id: row.id,
		minZoom: 0,
		tags: named({ code: row.code }, row.name),
		shapeJson: row.shape
	})
};

type LanduseRow = Row & { kind: string; name: string; dimension: number; area_m2: number };
const LANDUSE: Source<LanduseRow> = {
	page: async (db, after) =>
		(
			await sql<LanduseRow>`select id, kind, name, st_dimension(geom) as dimension, ${areaM2} as area_m2, ${shape} as shape
				from landuse where id > ${after} order by id limit ${PAGE}`.execute(db)
		).rows,
	feature: ({ id, kind, name, dimension, area_m2, shape: shapeJson }) => {
		if (dimension < 2) return { sub: 'waterways', id, minZoom: 9, tags: named({ kind }, name), shapeJson };
		const water = isWater(kind);
		const minZoom = zoomToSee(area_m2, water ? 6 : 9);
		return { sub: water ? 'water' : 'landuse', id, minZoom, tags: named({ kind, areaM2: area_m2 }, name), shapeJson };
	}
};

type RoadRow = Row & { class: string; name: string; bridge: boolean; length_m: number };
const ROADS: Source<RoadRow> = {
	page: async (db, after) =>
		(
			await sql<RoadRow>`select id, class, name, bridge, round(st_length(geom::geography))::float8 as length_m, ${shape} as shape
				from road where id > ${after} order by id limit ${PAGE}`.execute(db)
		).rows,
	feature: ({ id, class: roadClass, name, bridge, length_m, shape: shapeJson }) => {
		const { rank, minZoom } = roadRank(roadClass);
		return { sub: 'roads', id, minZoom, tags: named({ class: roadClass, rank, bridge, lengthM: length_m }, name), shapeJson };
	}
};

const FOOTPRINTS: Source<Row> = {
	page: async (db, after) =>
		(await sql<Row>`select id, ${shape} as shape from building where id > ${after} order by id limit ${PAGE}`.execute(db)).rows,
	feature: (row) => ({ sub: 'buildings', id: row.id, minZoom: 13, tags: {}, shapeJson: row.shape })
};

type PoiRow = Row & { kind: string; name: string };
const POIS: Source<PoiRow> = {
	page: async (db, after) =>
		(await sql<PoiRow>`select id, kind, name, ${shape} as shape from poi where id > ${after} order by id limit ${PAGE}`.execute(db)).rows,
	feature: (row) => ({ sub: 'pois', id: row.id, minZoom: 14, tags: named({ kind: row.kind }, row.name), shapeJson: row.shape })
};

type GridRow = Row & { code: string; name: string; risk: string; area_m2: number; ground_area_m2: number; area_code: string };
const GRIDS: Source<GridRow> = {
	page: async (db, after) =>
		(
			await sql<GridRow>`select g.id, g.code, g.name, g.risk, g.area_m2, g.ground_area_m2, a.code as area_code,
					st_asgeojson(g.geom, ${sql.lit(DECIMALS)}) as shape
				from grid g join plan p on p.id = g.plan_id and p.state = 'effective' join area a on a.id = g.area_id
				where g.id > ${after} order by g.id limit ${PAGE}`.execute(db)
		).rows,
	feature: ({ id, shape: shapeJson, name, ...tags }) => ({ sub: 'grids', id, minZoom: 0, tags: named(tags, name), shapeJson })
};

type BuildingRow = Row & { source_id: string; name: string; kind: string; floors: number; units: number; grid_code: string | null };
const BUILDINGS: Source<BuildingRow> = {
	page: async (db, after) =>
		(
			await sql<BuildingRow>`select b.id, b.source_id, b.name, b.kind, b.floors, b.units, g.code as grid_code,
					st_asgeojson(b.geom, ${sql.lit(DECIMALS)}) as shape
				from building b
				left join (grid_building gb join plan p on p.id = gb.plan_id and p.state = 'effective' join grid g on g.id = gb.grid_id)
					on gb.building_id = b.id
				where b.id > ${after} order by b.id limit ${PAGE}`.execute(db)
		).rows,
	feature: ({ id, shape: shapeJson, name, grid_code, ...tags }) => ({
		sub: 'buildings',
		id,
		minZoom: 12,
		tags: named(grid_code === null ? tags : { ...tags, grid_code }, name),
		shapeJson
	})
};

type PostRow = Row & { code: string; name: string; kind: string; required: number };
const POSTS: Source<PostRow> = {
	page: async (db, after) =>
		(
			await sql<PostRow>`select id, code, name, kind, required, ${shape} as shape from post
				where id > ${after} order by id limit ${PAGE}`.execute(db)
		).rows,
	feature: ({ id, shape: shapeJson, name, ...tags }) => ({ sub: 'posts', id, minZoom: 0, tags: named(tags, name), shapeJson })
};

/** The zoom at which a surface is about three pixels wide: below it, it would be a speck. */
function zoomToSee(surfaceM2: number, least: number): number {
	const metresPerPixelAtZoom0 = 78_271.5;
	const zoom = Math.log2((metresPerPixelAtZoom0 * 3) / Math.sqrt(Math.max(surfaceM2, 1)));
	return Math.max(least, Math.min(14, Math.floor(zoom)));
}
