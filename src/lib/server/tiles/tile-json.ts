/** TileJSON 3.0 of a layer, so that any map program can open it from one address. */
import type { LayerSummary } from '../store/tile-features.ts';
import { MAX_ZOOM, SUB_LAYERS, type TileLayer } from './tile-layers.ts';

export interface TileJson {
	readonly tilejson: '3.0.0';
	readonly name: string;
	readonly description: string;
	readonly version: string;
	readonly format: 'pbf';
	readonly scheme: 'xyz';
	readonly tiles: readonly string[];
	readonly minzoom: number;
	readonly maxzoom: number;
	readonly bounds: readonly number[];
	readonly center: readonly number[];
	readonly attribution: string;
	readonly vector_layers: readonly {
		readonly id: string;
		readonly description: string;
		readonly minzoom: number;
		readonly maxzoom: number;
		readonly fields: Readonly<Record<string, string>>;
	}[];
	/** Every character of the names in it: what a map without a glyph server has to load of its font. */
	readonly characters: string;
}

const WORLD = [-180, -85.0511, 180, 85.0511] as const;

export function tileJson(layer: TileLayer, of: { origin: string; revision: string; summary: LayerSummary; attribution: string }): TileJson {
	const [west, south, east, north] = of.summary.bounds ?? WORLD;
	return {
		tilejson: '3.0.0',
		name: `gridkeeper-${layer}`,
		description: SUB_LAYERS[layer].map((sub) => sub.description).join(', '),
		version: '1.0.0',
		format: 'pbf',
		scheme: 'xyz',
		tiles: [`${of.origin}/tiles/${layer}/{z}/{x}/{y}.mvt?r=${of.revision}`],
		minzoom: Math.min(...SUB_LAYERS[layer].map((sub) => sub.minZoom)),
		maxzoom: MAX_ZOOM,
		bounds: [west, south, east, north],
		center: [(west + east) / 2, (south + north) / 2, 13],
		attribution: of.attribution,
		vector_layers: SUB_LAYERS[layer].map((sub) => ({
			id: sub.id,
			description: sub.description,
			minzoom: sub.minZoom,
			maxzoom: MAX_ZOOM,
			fields: sub.fields
		})),
		characters: of.summary.characters
	};
}
