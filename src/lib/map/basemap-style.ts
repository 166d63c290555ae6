/**
 * The MapLibre style of the basemap: our own tiles, both themes, no glyph server (text is drawn from the page's own fonts). Its layers are the
 * basemap rows of the draw order, in that order.
 */
import type { DataDrivenPropertyValueSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import { BASEMAP_ROWS, type BasemapRow } from './layers/draw-order.ts';
import type { ExternalPart } from './external-layers.ts';
import type { Palette } from './palette.ts';

/** Roads grow by this much a zoom, from their width at `ROAD_ZOOM`. */
const ROAD_GROWTH = 2 ** 0.72;
const ROAD_ZOOM = 14.75;

export interface StyleOptions {
	/** The wall draws strokes wider and no street names. */
	readonly scale: number;
	readonly wall: boolean;
	readonly pois: boolean;
	/** Where plain buildings stand in for the live ones: up to this zoom. */
	readonly liveBuildingsFrom: number | null;
	readonly base: SourceSpecification | null;
	/** A basemap from elsewhere, drawn below ours, where the server allows one. */
	readonly external: readonly ExternalPart[];
	/** Below this zoom communities carry their names, from it on grids their boxes. */
	readonly gridsSpeakFrom: number;
	/** A plan is shown: its grids have plain words in place of boxes. */
	readonly plan?: boolean;
	/** What the page's own sources hold now, so that another theme leaves them as they are. */
	readonly own: Readonly<Record<OwnSource, GeoJSON.FeatureCollection>>;
}

/** Sources that the page itself fills. */
export const OWN_SOURCES = ['chips', 'areas', 'post-places'] as const;
export type OwnSource = (typeof OWN_SOURCES)[number];

export function basemapStyle(palette: Palette, options: StyleOptions): StyleSpecification {
	const made = rows(palette, options);
	const layers: LayerSpecification[] = [];
	for (const row of BASEMAP_ROWS) {
		const layer = made[row];
		if (Array.isArray(layer)) layers.push(...layer);
		else if (layer) layers.push(layer);
	}
	return {
		version: 8,
		sources: {
			...(options.base ? { base: options.base } : {}),
			...Object.fromEntries(options.external.map((part) => [part.id, part.source])),
			...Object.fromEntries(OWN_SOURCES.map((id) => [id, { type: 'geojson', data: options.own[id] }]))
		},
		layers
	};
}

/** The font of labels. The first name only carries the weight: MapLibre reads it out of the name. */
export const fontStack = (palette: Palette, weight: 'Medium' | 'SemiBold'): string[] => [
	`Gridkeeper ${weight}`,
	...palette.fontFamily.split(',').map((name) => name.trim().replace(/^['"]|['"]$/g, ''))
];

function rows(palette: Palette, options: StyleOptions): Partial<Record<BasemapRow, LayerSpecification | LayerSpecification[]>> {
	const { css } = palette;
	const { scale } = options;
	const ground: LayerSpecification = { id: 'ground', type: 'background', paint: { 'background-color': css.out } };
	const own = {
		'label-area': areaLabels(palette, options),
		'grid-chip': gridChips(palette, options),
		'post-ground': postGround(options)
	};
	if (!options.base) return { ground, ...own };
	const base = { source: 'base' } as const;
	const label = { type: 'symbol', ...base } as const;
	const halo = { 'text-halo-color': css.halo, 'text-halo-width': 1.7, 'text-halo-blur': 0.2 } as const;
	const medium = fontStack(palette, 'Medium');
	return {
		ground,
		...(options.external.length > 0 ? { external: options.external.flatMap((part) => part.layers(palette)) } : {}),
		land: {
			id: 'land',
			type: 'fill',
			...base,
			'source-layer': 'land',
			paint: { 'fill-color': css.land, 'fill-opacity': options.external.length > 0 ? 0.35 : 1 }
		},
		landuse: {
			id: 'landuse',
			type: 'fill',
			...base,
			'source-layer': 'landuse',
			filter: ['!', ['in', ['get', 'kind'], ['literal', [...GREEN, ...SPORT]]]],
			paint: { 'fill-color': css.lu }
		},
		park: {
			id: 'park',
			type: 'fill',
			...base,
			'source-layer': 'landuse',
			filter: ['in', ['get', 'kind'], ['literal', GREEN]],
			paint: { 'fill-color': css.park }
		},
		pitch: {
			id: 'pitch',
			type: 'fill',
			...base,
			'source-layer': 'landuse',
			filter: ['in', ['get', 'kind'], ['literal', SPORT]],
			paint: { 'fill-color': css.pitch }
		},
		waterway: {
			id: 'waterway',
			type: 'line',
			...base,
			'source-layer': 'waterways',
			layout: { 'line-cap': 'round', 'line-join': 'round' },
			paint: { 'line-color': css.water, 'line-width': grow(['match', ['get', 'kind'], 'river', 7, 'canal', 5, 3], scale) }
		},
		water: { id: 'water', type: 'fill', ...base, 'source-layer': 'water', paint: { 'fill-color': css.water } },
		'water-edge': {
			id: 'water-edge',
			type: 'line',
			...base,
			'source-layer': 'water',
			minzoom: 12,
			paint: { 'line-color': css.waterline, 'line-width': 1.6 * scale }
		},
		'road-casing': {
			id: 'road-casing',
			type: 'line',
			...base,
			'source-layer': 'roads',
			minzoom: 12,
			filter: ['<', ['get', 'rank'], 5],
			layout: { 'line-cap': 'round', 'line-join': 'round', 'line-sort-key': ['-', 0, ['get', 'rank']] },
			paint: { 'line-color': css.casing, 'line-width': grow(ROAD_WIDTH, scale, 1.8) }
		},
		'road-path': {
			id: 'road-path',
			type: 'line',
			...base,
			'source-layer': 'roads',
			minzoom: 14.5,
			filter: ['==', ['get', 'rank'], 5],
			paint: { 'line-color': css.r5, 'line-width': grow(1.1, scale), 'line-dasharray': [3, 2] }
		},
		road: {
			id: 'road',
			type: 'line',
			...base,
			'source-layer': 'roads',
			filter: ['<', ['get', 'rank'], 5],
			layout: { 'line-cap': 'round', 'line-join': 'round', 'line-sort-key': ['-', 0, ['get', 'rank']] },
			paint: {
				'line-color': ['match', ['get', 'rank'], 1, css.r1, 2, css.r2, 3, css.r3, css.r4],
				'line-width': grow(ROAD_WIDTH, scale)
			}
		},
		'building-plain': {
			id: 'building-plain',
			type: 'fill',
			...base,
			'source-layer': 'buildings',
			minzoom: 13,
			paint: {
				'fill-color': css.line,
				'fill-outline-color': css.line2,
				'fill-opacity': plainOpacity(options.liveBuildingsFrom)
			}
		},
		...(options.wall
			? {}
			: {
					'label-poi': {
						id: 'label-poi',
						...label,
						'source-layer': 'pois',
						minzoom: 15.5,
						layout: {
							visibility: options.pois ? 'visible' : 'none',
							'text-field': ['get', 'name'],
							'text-font': medium,
							'text-size': 12,
							'text-max-width': 7,
							'text-padding': 8,
							'text-optional': true
						},
						paint: { 'text-color': css.ink2, ...halo }
					} satisfies LayerSpecification,
					'label-water': areaName('label-water', 'water', css.labelWater, null),
					'label-park': areaName('label-park', 'landuse', css.labelPark, ['in', ['get', 'kind'], ['literal', GREEN]]),
					'label-road': {
						id: 'label-road',
						...label,
						'source-layer': 'roads',
						minzoom: 13,
						filter: [
							'all',
							['has', 'name'],
							['step', ['zoom'], ['<=', ['get', 'rank'], 1], 14, ['<=', ['get', 'rank'], 3], 15, ['<=', ['get', 'rank'], 4]]
						],
						layout: {
							'symbol-placement': 'line',
							'symbol-spacing': 420,
							'symbol-sort-key': ['-', ['*', ['get', 'rank'], 100000], ['get', 'lengthM']],
							'text-field': ['get', 'name'],
							'text-font': medium,
							'text-size': ['case', ['<=', ['get', 'rank'], 2], 13, 12],
							'text-letter-spacing': ['case', ['<=', ['get', 'rank'], 2], 0.4, 0.15],
							'text-max-angle': 30,
							'text-padding': 12
						},
						paint: { 'text-color': css.label, ...halo }
					} satisfies LayerSpecification
				}),
		...own
	};

	function areaName(id: 'label-water' | 'label-park', layer: string, colour: string, kind: unknown[] | null): LayerSpecification {
		return {
			id,
			...label,
			'source-layer': layer,
			minzoom: 13,
			filter: [
				'all',
				['has', 'name'],
				...(kind ? [kind] : []),
				['>', ['get', 'areaM2'], ['step', ['zoom'], 60000, 14, 12000, 15, 2500, 16, 0]]
			] as never,
			layout: {
				'symbol-sort-key': ['-', 0, ['get', 'areaM2']],
				'text-field': ['get', 'name'],
				'text-font': medium,
				'text-size': 12,
				'text-max-width': 8,
				'text-letter-spacing': 0.1,
				'text-padding': 10
			},
			paint: { 'text-color': colour, ...halo }
		};
	}
}

const GREEN = ['park', 'grass', 'forest', 'garden', 'wood', 'meadow', 'recreation_ground', 'village_green', 'scrub', 'cemetery', 'green'];
const SPORT = ['pitch', 'stadium', 'track', 'playground', 'sports_centre', 'golf_course'];

const ROAD_WIDTH: unknown[] = [
	'match',
	['get', 'class'],
	['motorway', 'trunk'],
	7,
	['primary', 'motorway_link', 'trunk_link'],
	6.5,
	['secondary', 'primary_link'],
	5,
	['tertiary', 'secondary_link'],
	4,
	['residential', 'unclassified', 'living_street', 'road', 'tertiary_link'],
	2.6,
	1.5
];

/** Plain buildings give way where the live ones begin. An opacity, because it changes at once; a zoom range would have every tile laid out again. */
function plainOpacity(liveFrom: number | null): DataDrivenPropertyValueSpecification<number> {
	if (liveFrom === null) return ['interpolate', ['linear'], ['zoom'], 13, 0.35, 14, 0.75];
	return liveFrom <= 13 ? 0 : ['interpolate', ['linear'], ['zoom'], 13, 0.35, liveFrom - 0.01, 0.75, liveFrom, 0];
}

/** A width at `ROAD_ZOOM` that grows with the zoom, plus an edge that does not. */
function grow(width: number | unknown[], scale: number, edge = 0): DataDrivenPropertyValueSpecification<number> {
	const at = (zoom: number): unknown => {
		const factor = scale * ROAD_GROWTH ** (zoom - ROAD_ZOOM);
		const grown = typeof width === 'number' ? width * factor : ['*', factor, width];
		return edge === 0 ? grown : ['+', edge * scale, grown];
	};
	return [
		'interpolate',
		['exponential', ROAD_GROWTH],
		['zoom'],
		8,
		at(8),
		20,
		at(20)
	] as unknown as DataDrivenPropertyValueSpecification<number>;
}

/** Names of communities while grids are too small to speak. */
function areaLabels(palette: Palette, { scale, wall, gridsSpeakFrom }: StyleOptions): LayerSpecification | LayerSpecification[] {
	if (wall) return [];
	return {
		id: 'label-area',
		type: 'symbol',
		source: 'areas',
		maxzoom: gridsSpeakFrom,
		layout: {
			'text-field': ['get', 'name'],
			'text-font': fontStack(palette, 'SemiBold'),
			'text-size': 14 * scale,
			'text-max-width': 9,
			'text-padding': 6,
			'symbol-sort-key': ['get', 'order']
		},
		paint: { 'text-color': palette.css.ink, 'text-halo-color': palette.css.halo, 'text-halo-width': 2, 'text-halo-blur': 0.3 }
	};
}

/** The box of a grid: its name, and below it the bar and the figure. */
function gridChips(palette: Palette, { wall, gridsSpeakFrom, plan }: StyleOptions): LayerSpecification | LayerSpecification[] {
	if (wall) return [];
	if (plan) return planLabels(palette, gridsSpeakFrom);
	const semibold = { 'text-font': ['literal', fontStack(palette, 'SemiBold')] };
	return {
		id: 'grid-chip',
		type: 'symbol',
		source: 'chips',
		minzoom: gridsSpeakFrom,
		filter: ['<=', ['get', 'fromZoom'], ['zoom']],
		layout: {
			'text-field': [
				'case',
				['==', ['get', 'figure'], ''],
				['format', ['get', 'name'], semibold],
				['==', ['get', 'bar'], ''],
				['format', ['get', 'name'], semibold, '\n', {}, ['get', 'figure'], {}],
				[
					'format',
					['get', 'name'],
					semibold,
					'\n',
					{},
					['image', ['get', 'bar']],
					{ 'vertical-align': 'center' },
					['concat', ' ', ['get', 'figure']],
					{}
				]
			] as never,
			'text-font': fontStack(palette, 'Medium'),
			'text-size': 12,
			'text-line-height': 1.33,
			'text-max-width': 20,
			'icon-image': 'chip',
			'icon-text-fit': 'both',
			'icon-text-fit-padding': [3, 7, 3, 7],
			'symbol-sort-key': ['get', 'order'],
			'symbol-z-order': 'auto',
			'text-padding': 2,
			'icon-padding': 3
		},
		paint: { 'text-color': palette.css.ink }
	};
}

/** Name and load of a grid of a plan; one whose figures are in hand is hidden, for its chip says more. */
function planLabels(palette: Palette, gridsSpeakFrom: number): LayerSpecification {
	const { css } = palette;
	return {
		id: 'grid-chip',
		type: 'symbol',
		source: 'chips',
		minzoom: gridsSpeakFrom,
		filter: ['<=', ['get', 'fromZoom'], ['zoom']],
		layout: {
			'text-field': [
				'format',
				['get', 'name'],
				{ 'text-font': ['literal', fontStack(palette, 'SemiBold')] },
				'\n',
				{},
				['get', 'figure'],
				{}
			] as never,
			'text-font': fontStack(palette, 'Medium'),
			'text-size': ['case', ['boolean', ['get', 'strong'], false], 14, 13],
			'text-line-height': 1.3,
			'text-max-width': 20,
			'symbol-sort-key': ['get', 'order'],
			'text-padding': 4
		},
		paint: {
			'text-color': css.ink,
			'text-halo-color': css.halo,
			'text-halo-width': 2,
			'text-halo-blur': 0.3,
			'text-opacity': ['case', ['boolean', ['feature-state', 'hidden'], false], 0, 1]
		}
	};
}

/** Draws nothing: it keeps labels and boxes off the ground where posts stand. */
function postGround({ scale, gridsSpeakFrom }: StyleOptions): LayerSpecification {
	return {
		id: 'post-ground',
		type: 'symbol',
		source: 'post-places',
		minzoom: gridsSpeakFrom,
		layout: {
			'icon-image': 'post-ground',
			'icon-size': scale,
			'icon-allow-overlap': true,
			'icon-ignore-placement': false
		}
	};
}
