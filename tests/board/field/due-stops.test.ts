import { expect, test } from 'vitest';
import { dueStops, seenAt } from '#lib/board/field/due-stops.ts';
import type { FieldBuilding, FieldGrid } from '#lib/wire/field.ts';
import { box } from '../../ground.ts';

const HOUR_MS = 3_600_000;
const NOW = 100 * HOUR_MS;
const building = (id: number, hoursAgo: number | null): FieldBuilding => ({
	id,
	name: `${id} 栋`,
	households: 10,
	shape: box(id * 30, 0, id * 30 + 20, 12),
	seenAtMs: hoursAgo === null ? null : NOW - hoursAgo * HOUR_MS
});
const grid = (...buildings: FieldBuilding[]): FieldGrid =>
	({ id: 1, code: 'g', name: '第1网格', duty: 'primary', shape: box(0, 0, 500, 100), limitH: 24, buildings }) as unknown as FieldGrid;
const none = { visited: {}, later: {} };
const ids = (...args: Parameters<typeof dueStops>): number[] => dueStops(...args).map((stop) => stop.building.id);

test('overdue comes first by how far over its limit, never seen before twice the limit, fresh not at all', () => {
	expect(ids([grid(building(1, 25), building(2, 40), building(3, null), building(4, 3), building(5, 50))], none, NOW, NOW)).toEqual([
		5, 3, 2, 1
	]);
});

test('what falls due before the end of the shift is to be seen in it', () => {
	const grids = [grid(building(1, 20), building(2, 10))];
	expect(ids(grids, none, NOW, NOW)).toEqual([]);
	expect(ids(grids, none, NOW, NOW + 4 * HOUR_MS)).toEqual([1]);
});

test('what this phone saw is seen, though the server has not heard of it; what was put off comes last', () => {
	const grids = [grid(building(1, 25), building(2, 40), building(3, 30))];
	expect(ids(grids, { visited: { 2: NOW - 1000 }, later: {} }, NOW, NOW)).toEqual([3, 1]);
	expect(ids(grids, { visited: {}, later: { 2: NOW + HOUR_MS } }, NOW, NOW)).toEqual([3, 1, 2]);
	expect(seenAt(building(1, 2), { 1: NOW - 5 * HOUR_MS })).toBe(NOW - 2 * HOUR_MS);
});
