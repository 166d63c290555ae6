/** Rows as the database writes them for a tile, and the features they are: which sublayer, which tags, from which zoom. */
import type { TileFeature } from './tile-feature.ts';
import { isWater, roadRank, zoomToSee } from './tile-layers.ts';

/** By source, a JSON list of `[[id, attributes…], geometry]`, unparsed: it is parsed where the tile is cut. */
export type TileRows = Readonly<Partial<Record<TileSource, string>>>;

type Tags = TileFeature['tags'];
type Made = Omit<TileFeature, 'shape'>;

const named = (tags: Tags, name: string): Tags => (name === '' ? tags : { ...tags, name });

const SOURCES = {
	land: ([id, code, name]: [number, string, string]): Made => ({ sub: 'land', id, minZoom: 0, tags: named({ code }, name) }),
	landuse: ([id, kind, name, dimension, areaM2]: [number, string, string, number, number]): Made => {
		if (dimension < 2) return { sub: 'waterways', id, minZoom: 9, tags: named({ kind }, name) };
		const water = isWater(kind);
		return {
			sub: water ? 'water' : 'landuse',
			id,
			minZoom: zoomToSee(areaM2, water ? 6 : 9),
			tags: named({ kind, areaM2 }, name)
		};
	},
	roads: ([id, roadClass, name, bridge, lengthM]: [number, string, string, boolean, number]): Made => {
		const { rank, minZoom } = roadRank(roadClass);
		return { sub: 'roads', id, minZoom, tags: named({ class: roadClass, rank, bridge, lengthM }, name) };
	},
	footprints: ([id]: [number]): Made => ({ sub: 'buildings', id, minZoom: 13, tags: {} }),
	pois: ([id, kind, name]: [number, string, string]): Made => ({ sub: 'pois', id, minZoom: 14, tags: named({ kind }, name) }),
	grids: ([id, code, name, risk, area_m2, ground_area_m2, area_code]: [number, string, string, string, number, number, string]): Made => ({
		sub: 'grids',
		id,
		minZoom: 0,
		tags: named({ code, risk, area_m2, ground_area_m2, area_code }, name)
	}),
	buildings: ([id, source_id, name, kind, floors, units, grid_code]: [
		number,
		string,
		string,
		string,
		number,
		number,
		string | null
	]): Made => {
		const tags = { source_id, kind, floors, units };
		return { sub: 'buildings', id, minZoom: 12, tags: named(grid_code === null ? tags : { ...tags, grid_code }, name) };
	},
	posts: ([id, code, name, kind, required]: [number, string, string, string, number]): Made => ({
		sub: 'posts',
		id,
		minZoom: 0,
		tags: named({ code, kind, required }, name)
	})
};

export type TileSource = keyof typeof SOURCES;

/** In the order in which tiles hold them. */
export function* tileFeatures(rows: TileRows): Generator<TileFeature> {
	for (const [source, make] of Object.entries(SOURCES) as [TileSource, (attributes: never) => Made][])
		for (const [attributes, shape] of JSON.parse(rows[source] ?? '[]') as [never, GeoJSON.Geometry][]) yield { ...make(attributes), shape };
}
