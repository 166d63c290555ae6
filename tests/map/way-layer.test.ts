import { expect, test } from 'vitest';
import { stepsOf } from '#lib/map/layers/way-layer.ts';
import { packWays, unpackWayColumns } from '#lib/wire/packed-tracks.ts';

test('ways are drawn from point to point, and never from one way to the next', () => {
	const ways = [
		{
			no: 7,
			points: [
				[118, 32, 10],
				[118.001, 32, 20],
				[118.001, 32.002, 30]
			]
		},
		{ no: 9, points: [[119, 33, 10]] },
		{
			no: 7,
			points: [
				[118.5, 32.5, 90],
				[118.6, 32.4, 99]
			]
		}
	] as const;
	const columns = unpackWayColumns(packWays(ways));
	expect([...columns.no]).toEqual([7, 9, 7]);
	expect([...columns.first]).toEqual([0, 3, 4, 6]);
	expect([...columns.atS]).toEqual([10, 20, 30, 10, 90, 99]);
	const { count, from, to } = stepsOf(columns);
	expect(count).toBe(3);
	expect([...from]).toEqual([118, 32, 118.001, 32, 118.5, 32.5]);
	expect([...to]).toEqual([118.001, 32, 118.001, 32.002, 118.6, 32.4]);
	expect(stepsOf(unpackWayColumns(packWays([]))).count).toBe(0);
});
