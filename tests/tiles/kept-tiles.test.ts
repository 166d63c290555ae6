import { expect, it } from 'vitest';
import { keepTiles, type KeptTiles } from '#lib/server/tiles/kept-tiles.ts';
import { tileBox } from '#lib/server/tiles/tile-box.ts';

const Z = 10;
/** Each tile is a number of bytes. */
const open = (most: number): KeptTiles<number> => keepTiles<number>(most, (bytes) => bytes);
const settled = (): Promise<void> => new Promise((next) => setImmediate(next));
const has = (kept: KeptTiles<number>, x: number): boolean => kept.find('base', Z, x, 0) !== undefined;

it('a tile on its way is there once for all who ask, and finished for whoever comes later', async () => {
	const kept = open(1e6);
	const one = Promise.withResolvers<number | null>();
	const first = kept.keep('base', Z, 1, 0, one.promise);
	expect(kept.find('base', Z, 1, 0)).toBe(first);
	expect(first.tile).toBeUndefined();
	one.resolve(7);
	await settled();
	expect(kept.find('base', Z, 1, 0)?.tile).toBe(7);
});

it('one that cannot be made is asked for anew', async () => {
	const kept = open(1e6);
	const failing = kept.keep('base', Z, 1, 0, Promise.reject(new Error('away')));
	await expect(failing.made).rejects.toThrow('away');
	expect(has(kept, 1)).toBe(false);
});

it('what a change touches is gone, and what is on its way there is known to be of before', async () => {
	const kept = open(1e6);
	const under = Promise.withResolvers<number | null>();
	const [here, far] = [kept.keep('base', Z, 1, 0, under.promise), kept.keep('base', Z, 9, 0, Promise.resolve(1))];
	kept.keep('grids', Z, 1, 0, Promise.resolve(1));
	await settled();
	kept.forget('base', tileBox(Z, 1, 0));
	expect([here.outdated, far.outdated]).toEqual([true, false]);
	under.resolve(1);
	await settled();
	expect([has(kept, 1), has(kept, 9), kept.find('grids', Z, 1, 0) !== undefined]).toEqual([false, true, true]);
	kept.forget('base', null);
	expect(has(kept, 9)).toBe(false);
});

it('a neighbour is touched through its buffer, and no farther', async () => {
	const kept = open(1e6);
	for (const x of [100, 101, 102, 103]) kept.keep('base', Z, x, 5, Promise.resolve(1));
	await settled();
	// Between the second and the third, in degrees.
	const lng = (102 / 2 ** Z) * 360 - 180;
	const { south, north } = tileBox(Z, 101, 5);
	kept.forget('base', { west: lng, east: lng, south, north });
	expect([100, 101, 102, 103].map((x) => kept.find('base', Z, x, 5) !== undefined)).toEqual([true, false, false, true]);
});

it('never holds more than it may, and lets go of what nobody asked for again', async () => {
	const kept = open(10_000);
	for (let x = 0; x < 100; x++) {
		kept.keep('base', Z, x, 0, Promise.resolve(1000));
		await settled();
		expect(has(kept, 0)).toBe(true);
	}
	let held = 0;
	for (let x = 0; x < 100; x++) if (has(kept, x)) held++;
	expect(held).toBeGreaterThan(3);
	expect(held).toBeLessThanOrEqual(10);
});
