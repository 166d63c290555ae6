import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_LAYERS, type Look } from '#lib/board/look.ts';
import { DEFAULT_LOOK, lookQuery, parseLook, printLook } from '#lib/board/look-url.ts';

const look: fc.Arbitrary<Look> = fc.record({
	areaId: fc.option(fc.integer({ min: 0, max: 2 ** 31 })),
	camera: fc.option(
		fc.record({
			lng: fc.integer({ min: -1_800_000_000, max: 1_800_000_000 }).map((n) => n / 1e7),
			lat: fc.integer({ min: -850_000_000, max: 850_000_000 }).map((n) => n / 1e7),
			zoom: fc.integer({ min: 0, max: 2200 }).map((n) => n / 100),
			bearing: fc.integer({ min: -1800, max: 1800 }).map((n) => n / 10),
			pitch: fc.integer({ min: 0, max: 600 }).map((n) => n / 10)
		})
	),
	fill: fc.constantFrom('none', 'load', 'coverage', 'risk'),
	layers: fc.record(Object.fromEntries(Object.keys(DEFAULT_LAYERS).map((key) => [key, fc.boolean()]))) as unknown as fc.Arbitrary<
		Look['layers']
	>,
	selection: fc.option(
		fc.record({ kind: fc.constantFrom('area', 'grid', 'building', 'post', 'patrol', 'gap'), id: fc.integer({ min: 0, max: 2 ** 31 }) })
	)
});

test('a look written into the address is read back the same', () => {
	fc.assert(
		fc.property(look, (l) => {
			expect(parseLook(new URLSearchParams(lookQuery(l)))).toEqual(l);
		})
	);
});

test('what is usual is not written', () => {
	expect(lookQuery(DEFAULT_LOOK)).toBe('');
	expect(parseLook(new URLSearchParams(''))).toEqual(DEFAULT_LOOK);
});

test('the address can be read by a person', () => {
	const l: Look = {
		...DEFAULT_LOOK,
		areaId: 3,
		camera: { lng: 118.78842, lat: 32.02011, zoom: 14.75, bearing: 0, pitch: 0 },
		selection: { kind: 'grid', id: 23 }
	};
	expect(lookQuery(l)).toBe('?area=3&at=118.78842,32.02011,14.75&sel=grid:23');
});

test('other parameters are left alone', () => {
	expect(printLook(DEFAULT_LOOK, new URLSearchParams('lang=en&area=9')).toString()).toBe('lang=en');
});

test('a mangled address opens the usual look instead of failing', () => {
	fc.assert(
		fc.property(fc.string(), fc.string(), fc.string(), fc.string(), fc.string(), (area, at, fill, show, sel) => {
			const l = parseLook(new URLSearchParams({ area, at, fill, show, sel }));
			expect(['none', 'load', 'coverage', 'risk']).toContain(l.fill);
			expect(Object.keys(l.layers)).toEqual(Object.keys(DEFAULT_LAYERS));
		})
	);
	expect(parseLook(new URLSearchParams('at=118,32&sel=grid:-1&area=x&show=everything&fill=red'))).toEqual(DEFAULT_LOOK);
	expect(parseLook(new URLSearchParams('at=218,32,14')).camera).toBeNull();
});
