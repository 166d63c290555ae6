/** Tiles as an independent decoder reads them: the right layers at the right zooms, the right attributes, the same bytes each time. */
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { describe, expect, it } from 'vitest';
import { cutTile } from '#lib/server/tiles/cut-tile.ts';
import type { TileFeature } from '#lib/server/tiles/tile-feature.ts';
import { SUB_LAYERS } from '#lib/server/tiles/tile-layers.ts';

const LNG = 123.001;
const LAT = 30.001;
/** The slippy-map formula of OpenStreetMap's wiki. */
const tileOf = (lng: number, lat: number, z: number) => ({
	x: Math.floor(((lng + 180) / 360) * 2 ** z),
	y: Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z)
});
const square = (side: number) => ({
	type: 'Polygon',
	coordinates: [
		[
			[LNG, LAT],
			[LNG + side, LAT],
			[LNG + side, LAT + side],
			[LNG, LAT + side],
			[LNG, LAT]
		]
	]
});
const line = {
	type: 'LineString',
	coordinates: [
		[LNG, LAT],
		[LNG + 0.001, LAT + 0.001]
	]
};
const feature = (sub: string, id: number, minZoom: number, tags: TileFeature['tags'], shape: object): TileFeature => ({
	sub,
	id,
	minZoom,
	tags,
	shape: shape as GeoJSON.Geometry
});
const FEATURES = [
	feature('land', 1, 0, { code: '990101', name: '测试区' }, square(0.01)),
	feature('roads', 2, 8, { class: 'primary', rank: 1, bridge: false, lengthM: 140, name: '中山路' }, line),
	feature('roads', 3, 14, { class: 'service', rank: 4, bridge: true, lengthM: 140 }, line),
	feature('buildings', 4, 13, {}, square(0.0005)),
	feature('pois', 5, 14, { kind: 'shop', name: '便利店' }, { type: 'Point', coordinates: [LNG, LAT] })
];

function layersAt(z: number): VectorTile['layers'] {
	const { x, y } = tileOf(LNG + 0.0002, LAT + 0.0002, z);
	const bytes = cutTile('base', FEATURES, z, x, y);
	expect(bytes).not.toBeNull();
	return new VectorTile(new PbfReader(bytes!)).layers;
}

describe('a base tile', () => {
	it('holds everything at the deepest zoom, with ids and names as they were stored', () => {
		const layers = layersAt(16);
		expect(Object.keys(layers).sort()).toEqual(['buildings', 'land', 'pois', 'roads']);
		const road = layers['roads']!.feature(0);
		expect(road.id).toBe(2);
		expect(road.properties).toEqual({ class: 'primary', rank: 1, bridge: false, lengthM: 140, name: '中山路' });
		expect(layers['roads']!.extent).toBe(4096);
		expect(layers['roads']!.version).toBe(2);
	});
	it('leaves out what is too fine for its zoom', () => {
		expect(Object.keys(layersAt(12)).sort()).toEqual(['land', 'roads']);
		expect(layersAt(12)['roads']!.length).toBe(1);
		expect(Object.keys(layersAt(7))).toEqual(['land']);
	});
	it('puts a corner where the slippy-map formula says it is, to a pixel of 4096', () => {
		const z = 16;
		const { x, y } = tileOf(LNG + 0.0002, LAT + 0.0002, z);
		const poi = layersAt(z)['pois']!.feature(0).loadGeometry()[0]![0]!;
		expect(Math.abs(poi.x - (((LNG + 180) / 360) * 2 ** z - x) * 4096)).toBeLessThanOrEqual(1);
		const row = ((1 - Math.asinh(Math.tan((LAT * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z;
		expect(Math.abs(poi.y - (row - y) * 4096)).toBeLessThanOrEqual(1);
	});
	it('is nothing where nothing is', () => {
		expect(cutTile('base', FEATURES, 16, 0, 0)).toBeNull();
		expect(cutTile('base', [], 0, 0, 0)).toBeNull();
	});
	it('has the same bytes each time it is made', () => {
		const { x, y } = tileOf(LNG, LAT, 15);
		expect(cutTile('base', FEATURES, 15, x, y)).toEqual(cutTile('base', FEATURES, 15, x, y));
	});
});

it('every attribute a tile carries is announced', () => {
	const { x, y } = tileOf(LNG + 0.0002, LAT + 0.0002, 16);
	const { layers } = new VectorTile(new PbfReader(cutTile('base', FEATURES, 16, x, y)!));
	for (const [id, layer] of Object.entries(layers)) {
		const announced = SUB_LAYERS.base.find((sub) => sub.id === id)!.fields;
		for (let i = 0; i < layer.length; i++) {
			for (const name of Object.keys(layer.feature(i).properties)) expect(announced).toHaveProperty(name);
		}
	}
});
