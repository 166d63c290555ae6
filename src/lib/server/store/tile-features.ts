/** What a vector tile is cut from: the rows that lie in it and that its zoom shows, in one statement and so of one moment; and what a layer is as a whole. */
import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../../../../db/open.ts';
import { tileBox } from '../tiles/tile-box.ts';
import { leastSurfaceM2, roadClassesAt, SUB_LAYERS, type TileLayer } from '../tiles/tile-layers.ts';
import type { TileRows, TileSource } from '../tiles/tile-rows.ts';

/** Decimals of a degree: about a centimetre. */
const DECIMALS = 7;

/** Rows of a tile by their source; a source that its zoom does not show is left out. */
export async function tileRows(db: Db, layer: TileLayer, z: number, x: number, y: number): Promise<TileRows> {
	const { west, south, east, north } = tileBox(z, x, y);
	const box = sql`st_makeenvelope(${west}::float8, ${south}::float8, ${east}::float8, ${north}::float8, 4326)`;
	const asked = sourcesOf(layer, z).map(({ source, attributes, from }) => {
		const row = sql`'[' || json_build_array(t.id, ${attributes})::text || ',' || st_asgeojson(t.geom, ${sql.lit(DECIMALS)}) || ']'`;
		return sql`(select '[' || string_agg(${row}, ',' order by t.id) || ']' from ${from} and t.geom && ${box}) as ${sql.ref(source)}`;
	});
	if (asked.length === 0) return {};
	const { rows } = await sql<Record<TileSource, string | null>>`select ${sql.join(asked)}`.execute(db);
	return Object.fromEntries(Object.entries(rows[0] ?? {}).filter(([, text]) => text !== null));
}

interface Source {
	readonly source: TileSource;
	/** After the id, as `tiles/tile-rows.ts` reads them. */
	readonly attributes: RawBuilder<unknown>;
	/** A table `t` with a condition. */
	readonly from: RawBuilder<unknown>;
}

function sourcesOf(layer: TileLayer, z: number): readonly Source[] {
	const shows = (sub: string): boolean => SUB_LAYERS[layer].some(({ id, minZoom }) => id === sub && z >= minZoom);
	switch (layer) {
		case 'base':
			return [
				{ source: 'land' as const, attributes: sql`t.code, t.name`, from: sql`area t where t.depth = 0` },
				...(shows('water') ? [landuse(z)] : []),
				...(shows('roads') ? [roads(z)] : []),
				...(shows('buildings') ? [{ source: 'footprints' as const, attributes: sql`null`, from: sql`building t where true` }] : []),
				...(shows('pois') ? [{ source: 'pois' as const, attributes: sql`t.kind, t.name`, from: sql`poi t where true` }] : [])
			];
		case 'grids':
			return [
				{
					source: 'grids',
					attributes: sql`t.code, t.name, t.risk, t.area_m2, t.ground_area_m2, a.code`,
					from: sql`grid t join plan p on p.id = t.plan_id join area a on a.id = t.area_id where p.state = 'effective'`
				}
			];
		case 'buildings':
			if (!shows('buildings')) return [];
			return [buildings(z)];
		case 'posts':
			return [{ source: 'posts', attributes: sql`t.code, t.name, t.kind, t.required`, from: sql`post t where true` }];
	}
}

/** Nearer than this a tile holds few buildings: their grids are looked up one by one, for a join would read those of the whole city. */
const NEAR = 14;

const buildings = (z: number): Source =>
	z >= NEAR
		? {
				source: 'buildings',
				attributes: sql`t.source_id, t.name, t.kind, t.floors, t.units,
					(select g.code from grid_building gb join grid g on g.id = gb.grid_id where gb.plan_id = p.id and gb.building_id = t.id)`,
				from: sql`building t left join plan p on p.district_id = t.district_id and p.state = 'effective' where true`
			}
		: {
				source: 'buildings',
				attributes: sql`t.source_id, t.name, t.kind, t.floors, t.units, g.code`,
				from: sql`building t left join plan p on p.district_id = t.district_id and p.state = 'effective'
					left join grid_building gb on gb.plan_id = p.id and gb.building_id = t.id left join grid g on g.id = gb.grid_id where true`
			};

/** A square degree is nowhere larger, m²; and a little more, for shapes whose area is reckoned differently on the spheroid. */
const SQUARE_DEGREE_M2 = 111_700 ** 2 * 1.1;

const landuse = (z: number): Source => ({
	source: 'landuse',
	attributes: sql`t.kind, t.name, st_dimension(t.geom), round(st_area(t.geom::geography))::float8`,
	// What is surely too small is left out before anything is measured on the spheroid.
	from: sql`landuse t where (st_dimension(t.geom) < 2 or st_area(t.geom) >= ${leastSurfaceM2(z) / SQUARE_DEGREE_M2}::float8)`
});

function roads(z: number): Source {
	const classes = roadClassesAt(z);
	const held = classes === null ? sql`true` : sql`regexp_replace(t.class, '_link$', '') = any(${classes}::text[])`;
	return {
		source: 'roads',
		attributes: sql`t.class, t.name, t.bridge, round(st_length(t.geom::geography))::float8`,
		from: sql`road t where ${held}`
	};
}

export interface LayerSummary {
	/** `[west, south, east, north]` of everything in it; null when empty. */
	readonly bounds: readonly [number, number, number, number] | null;
	/** Every character of every name, so that a map can load the fonts it will need. */
	readonly characters: string;
}

/** What a layer draws, and whether it draws the names. */
const DRAWN: Readonly<Record<TileLayer, readonly { readonly from: RawBuilder<unknown>; readonly named: boolean }[]>> = {
	base: [
		{ from: sql`area t where t.depth = 0`, named: true },
		{ from: sql`landuse t`, named: true },
		{ from: sql`road t`, named: true },
		{ from: sql`building t`, named: false },
		{ from: sql`poi t`, named: true }
	],
	grids: [{ from: sql`grid t join plan p on p.id = t.plan_id and p.state = 'effective'`, named: true }],
	buildings: [{ from: sql`building t`, named: true }],
	posts: [{ from: sql`post t`, named: true }]
};

export async function layerSummary(db: Db, layer: TileLayer): Promise<LayerSummary> {
	const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
	const characters = new Set<string>();
	for (const { from, named } of DRAWN[layer]) {
		const { rows } = await sql<{ west: number | null; south: number; east: number; north: number; names: string | null }>`
			select min(st_xmin(t.geom)) as west, min(st_ymin(t.geom)) as south, max(st_xmax(t.geom)) as east, max(st_ymax(t.geom)) as north,
				${named ? sql`string_agg(distinct t.name, '')` : sql`''`} as names from ${from}`.execute(db);
		const row = rows[0];
		if (!row || row.west === null) continue;
		box[0] = Math.min(box[0], rounded(row.west));
		box[1] = Math.min(box[1], rounded(row.south));
		box[2] = Math.max(box[2], rounded(row.east));
		box[3] = Math.max(box[3], rounded(row.north));
		for (const character of row.names ?? '') characters.add(character);
	}
	return { bounds: box[0] === Infinity ? null : box, characters: [...characters].sort().join('') };
}

/** As shapes are written. */
const rounded = (degrees: number): number => Number(degrees.toFixed(DECIMALS));

/** Whose data is drawn, said once each. */
export async function tileAttribution(db: Db): Promise<string> {
	const rows = await db.selectFrom('area').select('attribution').where('depth', '=', 0).where('attribution', '<>', '').distinct().execute();
	return rows.map((row) => row.attribution).join(' · ');
}
