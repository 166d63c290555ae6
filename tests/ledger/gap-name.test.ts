import { expect, test } from 'vitest';
import { gapName, roadNames } from '#lib/ledger/gap-name.ts';
import { at } from '../ground.ts';

const roads = roadNames([
	{ name: '平江府路', shape: { type: 'LineString', coordinates: [at(100, 0), at(100, 500), at(110, 1000)] } },
	{ name: '大石坝街', shape: { type: 'MultiLineString', coordinates: [[at(0, 0), at(600, 0)]] } },
	{ name: '', shape: { type: 'LineString', coordinates: [at(140, 0), at(140, 1000)] } }
]);

test('a place is called by the nearest named road and the side it lies on', () => {
	expect(roads.nameAt(at(145, 300))).toBe('平江府路东侧');
	expect(roads.nameAt(at(60, 300))).toBe('平江府路西侧');
	expect(roads.nameAt(at(400, 50))).toBe('大石坝街北侧');
	expect(roads.nameAt(at(400, -50))).toBe('大石坝街南侧');
});

test('on the road there is no side, and far from any road no name', () => {
	expect(roads.nameAt(at(101, 300))).toBe('平江府路');
	expect(roads.nameAt(at(900, 900))).toBeNull();
	expect(roadNames([]).nameAt(at(0, 0))).toBeNull();
});

test('buildings of one compound are called by it, others by the road, else by the grid', () => {
	const place = { at: at(145, 300), gridName: '第1网格' };
	expect(gapName({ ...place, compounds: ['来凤里', '来凤里'] }, roads)).toBe('来凤里');
	expect(gapName({ ...place, compounds: ['来凤里', null] }, roads)).toBe('平江府路东侧');
	expect(gapName({ ...place, compounds: [] }, roads)).toBe('平江府路东侧');
	expect(gapName({ ...place, compounds: [], at: at(5000, 5000) }, roads)).toBe('第1网格');
	expect(gapName({ ...place, compounds: ['', ''], at: null }, roads)).toBe('第1网格');
});
