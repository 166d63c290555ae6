/** One's own way of today, as the phone draws it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OwnWay, stretchesOf, type WayPoint } from '#lib/board/field/own-way.svelte.ts';

const MINUTE = 60_000;
const walk: readonly WayPoint[] = [
	[118.1, 32.1, 0],
	[118.2, 32.1, MINUTE],
	[118.3, 32.1, 8 * MINUTE],
	[118.4, 32.1, 9 * MINUTE]
];

test('it is parted where nothing was measured for more than five minutes', () => {
	expect(stretchesOf(walk).map((stretch) => stretch.map(([lng]) => lng))).toEqual([
		[118.1, 118.2],
		[118.3, 118.4]
	]);
});

test('whatever order points come in and however often, it is the same way', () => {
	fc.assert(
		fc.property(fc.shuffledSubarray([...walk, ...walk], { minLength: 8, maxLength: 8 }), (points) => {
			expect(stretchesOf(points)).toEqual(stretchesOf(walk));
		})
	);
});

test('without the server it shows what waits on the phone, and says that this is not all', async () => {
	const way = new OwnWay();
	await way.show(() => Promise.resolve(null), walk.slice(2));
	expect([way.partial, way.shown?.length, way.busy]).toEqual([true, 1, false]);
	await way.show(() => Promise.resolve(walk.slice(0, 2)), walk.slice(2));
	expect([way.partial, way.shown?.length]).toEqual([false, 2]);
	way.hide();
	expect(way.shown).toBeNull();
});
