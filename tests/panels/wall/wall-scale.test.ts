import fc from 'fast-check';
import { expect, test } from 'vitest';
import { capitalHeightMm, wallLayout, wallSettings } from '#lib/panels/wall/wall-scale.ts';

const HD = { widthPx: 1920, heightPx: 1080 };
const UHD = { widthPx: 3840, heightPx: 2160 };

test('at 6 m a capital of 20 arc minutes is 35 mm high', () => {
	expect(capitalHeightMm(6, 20)).toBeCloseTo(34.9, 1);
});

test('at 6 m on a 55-inch 1080p panel what must be read is about 78 px, what may 63 px', () => {
	const layout = wallLayout({ distanceM: 6, diagonalIn: 55, ...HD });
	expect(layout.mustReadPx).toBeGreaterThanOrEqual(78);
	expect(layout.mustReadPx).toBeLessThan(79);
	expect(layout.mayReadPx).toBeGreaterThan(62.5);
	expect(layout.mayReadPx).toBeLessThan(63.5);
	expect(layout.rows).toBe(3);
	expect(layout.fits).toBe(true);
});

test('a 4K panel of the same size is the same wall in twice the pixels', () => {
	const hd = wallLayout({ distanceM: 6, diagonalIn: 55, ...HD });
	const uhd = wallLayout({ distanceM: 6, diagonalIn: 55, ...UHD });
	expect(uhd.unit).toBeCloseTo(hd.unit * 2, 9);
	expect(uhd.columnPx).toBeCloseTo(hd.columnPx * 2, 6);
	expect(uhd.rows).toBe(hd.rows);
});

test('from nearer, or on a larger panel, type is smaller and more gaps are listed', () => {
	const near = wallLayout({ distanceM: 4, diagonalIn: 55, ...HD });
	const large = wallLayout({ distanceM: 6, diagonalIn: 86, ...HD });
	expect(near.mustReadPx).toBeCloseTo(52.4, 0);
	expect(near.rows).toBeGreaterThan(3);
	expect(large.rows).toBeGreaterThan(3);
});

test('a panel too small for its distance says so and how large one would do', () => {
	const far = wallLayout({ distanceM: 12, diagonalIn: 55, ...HD });
	expect(far.fits).toBe(false);
	expect(wallLayout({ distanceM: 12, diagonalIn: far.neededIn, ...HD }).fits).toBe(true);
});

test('whatever the panel, a character keeps its angle', () => {
	fc.assert(
		fc.property(
			fc.double({ min: 1, max: 20, noNaN: true }),
			fc.double({ min: 20, max: 200, noNaN: true }),
			fc.constantFrom(HD, UHD, { widthPx: 1280, heightPx: 800 }),
			(distanceM, diagonalIn, px) => {
				const layout = wallLayout({ distanceM, diagonalIn, ...px });
				const mmPerPx = (diagonalIn * 25.4) / Math.hypot(px.widthPx, px.heightPx);
				// Noto Sans SC's capitals are 0.733 of its size: never smaller than the rule asks.
				const arcmin = (2 * Math.atan((layout.mustReadPx * 0.733 * mmPerPx) / 2 / (distanceM * 1000)) * 180 * 60) / Math.PI;
				expect(arcmin).toBeGreaterThanOrEqual(20);
				expect(arcmin).toBeLessThan(21.5);
			}
		)
	);
});

test('the address sets the wall; nonsense in it leaves the usual', () => {
	expect(wallSettings(new URLSearchParams('distance=8.5&diagonal=86&tour=30'))).toEqual({
		distanceM: 8.5,
		diagonalIn: 86,
		tourS: 30,
		turnS: 8
	});
	expect(wallSettings(new URLSearchParams(''))).toEqual({ distanceM: 6, diagonalIn: 55, tourS: 20, turnS: 8 });
	expect(wallSettings(new URLSearchParams('distance=-1&diagonal=abc&tour=1'))).toEqual({
		distanceM: 6,
		diagonalIn: 55,
		tourS: 20,
		turnS: 8
	});
	expect(wallSettings(new URLSearchParams('tour=0')).tourS).toBe(0);
});
