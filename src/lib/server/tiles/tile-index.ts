/**
 * The index of one tile layer: stored features in, encoded vector tiles out. Pure of I/O. The same features always give the same bytes, on
 * either database engine.
 */
import { GeoJSONVT, type GeoJSONVTTile } from '@maplibre/geojson-vt';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import type { TileFeature } from './tile-feature.ts';
import { EXTENT, MAX_ZOOM, SUB_LAYERS, type TileLayer } from './tile-layers.ts';

/** Pixels of 4096 around a tile, wide enough for the widest road casing and the longest label overlap. */
const BUFFER = 128;
/** How far a simplified line may stray, in the same pixels. At the deepest zoom nothing is simplified. */
const TOLERANCE = 3;
const MIN_ZOOM_TAG = 'min_zoom';

export interface TileIndex {
	/** The encoded tile, null where nothing is. */
	tile(z: number, x: number, y: number): Uint8Array | null;
	/** `[west, south, east, north]` of everything in it; null when empty. */
	readonly bounds: readonly [number, number, number, number] | null;
	/** Every character of every name, so that a map can load the fonts it will need. */
	readonly characters: string;
	readonly features: number;
}

export function makeTileIndex(layer: TileLayer, features: Iterable<TileFeature>): TileIndex {
	const bySub = new Map<string, GeoJSON.Feature[]>(SUB_LAYERS[layer].map((sub) => [sub.id, []]));
	const characters = new Set<string>();
	const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
	let count = 0;
	for (const feature of features) {
		const geometry = JSON.parse(feature.shapeJson) as GeoJSON.Geometry;
		if (geometry.type !== 'GeometryCollection') widen(box, geometry.coordinates);
		const name = feature.tags['name'];
		if (typeof name === 'string') for (const character of name) characters.add(character);
		bySub.get(feature.sub)?.push({
			type: 'Feature',
			id: feature.id,
			properties: { ...feature.tags, [MIN_ZOOM_TAG]: feature.minZoom },
			geometry
		});
		count++;
	}
	const indexes = SUB_LAYERS[layer].map((sub) => ({
		sub,
		index: new GeoJSONVT(
			{ type: 'FeatureCollection', features: bySub.get(sub.id) ?? [] },
			{ maxZoom: MAX_ZOOM, indexMaxZoom: 4, indexMaxPoints: 0, tolerance: TOLERANCE, extent: EXTENT, buffer: BUFFER }
		)
	}));
	return {
		tile(z, x, y) {
			const layers: Record<string, GeoJSONVTTile> = {};
			for (const { sub, index } of indexes) {
				if (z < sub.minZoom) continue;
				const found = index.getTile(z, x, y);
				const visible = found?.features.filter((feature) => Number(feature.tags?.[MIN_ZOOM_TAG] ?? 0) <= z) ?? [];
				if (!found || visible.length === 0) continue;
				const features = visible.map((feature) => ({ ...feature, tags: withoutMinZoom(feature.tags) }));
				layers[sub.id] = { ...found, features } as GeoJSONVTTile;
			}
			return Object.keys(layers).length === 0 ? null : fromGeojsonVt(layers, { version: 2, extent: EXTENT });
		},
		bounds: count === 0 ? null : box,
		characters: [...characters].sort().join(''),
		features: count
	};
}

function withoutMinZoom(tags: GeoJSON.GeoJsonProperties): GeoJSON.GeoJsonProperties {
	if (!tags) return tags;
	const { [MIN_ZOOM_TAG]: _, ...kept } = tags;
	return kept;
}

type Nested = readonly number[] | readonly Nested[];
function widen(box: [number, number, number, number], at: Nested): void {
	if (typeof at[0] === 'number') {
		const [lng, lat] = at as readonly [number, number];
		if (lng < box[0]) box[0] = lng;
		if (lat < box[1]) box[1] = lat;
		if (lng > box[2]) box[2] = lng;
		if (lat > box[3]) box[3] = lat;
	} else for (const inner of at as readonly Nested[]) widen(box, inner);
}
