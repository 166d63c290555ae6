import { expect, it } from 'vitest';
import { basemapStyle } from '#lib/map/basemap-style.ts';
import { BASEMAP_ROWS, DRAW_ORDER, drawnBelow, LIVE_ROWS } from '#lib/map/layers/draw-order.ts';
import { palette } from './palette.ts';

/** The order of the design, in its own words. */
const DESIGN = [
	'ground',
	'landuse',
	'grid-tint',
	'water',
	'road-casing',
	'road',
	'building-fill',
	'gap-outline',
	'grid-border',
	'veil',
	'edge',
	'selection-core',
	'label-road',
	'grid-chip',
	'trail',
	'post',
	'patrol',
	'patrol-name'
];

it('the map is drawn in the order of the design', () => {
	const order: string[] = DRAW_ORDER.map(([id]) => id);
	const places = DESIGN.map((id) => order.indexOf(id));
	expect(places).not.toContain(-1);
	expect(places).toEqual([...places].sort((a, b) => a - b));
});

it('every row is named once', () => {
	expect(new Set(DRAW_ORDER.map(([id]) => id)).size).toBe(DRAW_ORDER.length);
});

it('a live row finds the next basemap row that the style has', () => {
	expect(drawnBelow('grid-tint', new Set(BASEMAP_ROWS))).toBe('waterway');
	expect(drawnBelow('grid-tint', new Set(['ground', 'road']))).toBe('road');
	expect(drawnBelow('building-fill', new Set(BASEMAP_ROWS))).toBe('label-poi');
	for (const row of LIVE_ROWS) expect(drawnBelow(row, new Set())).toBeUndefined();
	expect(drawnBelow('patrol', new Set(BASEMAP_ROWS))).toBeUndefined();
});

const EMPTY: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
const styleWith = (options: { base: boolean; wall: boolean }) =>
	basemapStyle(palette('dark'), {
		scale: 1,
		wall: options.wall,
		pois: true,
		liveBuildingsFrom: 14,
		base: options.base ? { type: 'vector', tiles: ['http://127.0.0.1/{z}/{x}/{y}'] } : null,
		external: [],
		gridsSpeakFrom: 14,
		own: { chips: EMPTY, areas: EMPTY, 'post-places': EMPTY }
	});

it('the style has its layers in the same order, and asks for no glyph server', () => {
	const style = styleWith({ base: true, wall: false });
	const rows: readonly string[] = BASEMAP_ROWS;
	const places = style.layers.map((layer) => rows.indexOf(layer.id));
	expect(places).not.toContain(-1);
	expect(places).toEqual([...places].sort((a, b) => a - b));
	expect(style.glyphs).toBeUndefined();
});

it('a wall has no street names and no boxes, and without a basemap the rest still stands', () => {
	const wall = styleWith({ base: true, wall: true }).layers.map((layer) => layer.id);
	for (const id of ['label-road', 'grid-chip', 'label-area']) expect(wall).not.toContain(id);
	expect(styleWith({ base: false, wall: false }).layers.map((layer) => layer.id)).toEqual([
		'ground',
		'label-area',
		'grid-chip',
		'post-ground'
	]);
});
