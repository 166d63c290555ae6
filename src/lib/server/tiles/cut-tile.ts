/**
 * Cuts one vector tile out of features. Pure of I/O. Each feature is cut by itself, so that the features near a tile give the same bytes as all there
 * are, and the same features always give the same bytes, whichever database engine they came from.
 */
import { geoJSONToTile, type GeoJSONVTTile } from '@maplibre/geojson-vt';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import type { TileFeature } from './tile-feature.ts';
import { BUFFER, EXTENT, MAX_ZOOM, SUB_LAYERS, type TileLayer } from './tile-layers.ts';

/** How far a simplified line may stray, in pixels of the extent. At the deepest zoom nothing is simplified. */
const TOLERANCE = 3;
const OPTIONS = { maxZoom: MAX_ZOOM, tolerance: TOLERANCE, extent: EXTENT, buffer: BUFFER, clip: true, wrap: true } as const;

/** @returns the encoded tile, null where nothing is in it */
export function cutTile(layer: TileLayer, features: Iterable<TileFeature>, z: number, x: number, y: number): Uint8Array | null {
	const bySub = new Map<string, GeoJSON.Feature[]>(SUB_LAYERS[layer].filter((sub) => z >= sub.minZoom).map((sub) => [sub.id, []]));
	for (const { sub, id, minZoom, tags, shape } of features)
		if (z >= minZoom) bySub.get(sub)?.push({ type: 'Feature', id, properties: tags, geometry: shape });
	const layers: Record<string, GeoJSONVTTile> = {};
	for (const [id, found] of bySub) {
		if (found.length === 0) continue;
		const tile = geoJSONToTile({ type: 'FeatureCollection', features: found }, z, x, y, OPTIONS);
		if (tile.features.length > 0) layers[id] = tile;
	}
	return Object.keys(layers).length === 0 ? null : fromGeojsonVt(layers, { version: 2, extent: EXTENT });
}
