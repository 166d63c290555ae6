import fc from 'fast-check';
import { expect, test } from 'vitest';
import { area, count, decimal, distance, gridCode, percent } from '#lib/words/number.ts';

test('thousands have a comma', () => {
	expect(count(0)).toBe('0');
	expect(count(999)).toBe('999');
	expect(count(1364)).toBe('1,364');
	expect(count(1_234_567)).toBe('1,234,567');
	expect(decimal(1105.04, 1)).toBe('1,105.0');
	expect(decimal(1.3155, 2)).toBe('1.32');
	expect(decimal(-0.001, 2)).toBe('0.00');
});

test('a share is cut, so that 100 means all of it and nothing but none is 0', () => {
	expect(percent(1613 / 1766)).toBe('91.3');
	expect(percent(1)).toBe('100.0');
	expect(percent(5842 / 5843)).toBe('99.9');
	expect(percent(0.99999, 0)).toBe('99');
	expect(percent(0.00001)).toBe('0.1');
	expect(percent(0)).toBe('0.0');
});

test('a share that is not whole never reads as whole', () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 200_000 }), fc.nat(), (all, part) => {
			const fresh = part % all;
			expect(Number(percent(fresh / all))).toBeLessThan(100);
			if (fresh > 0) expect(Number(percent(fresh / all))).toBeGreaterThan(0);
		})
	);
});

test('ground and lengths are in the unit a person uses', () => {
	expect(area(136_451, 'zh')).toBe('13.6 公顷');
	expect(area(950, 'en')).toBe('950 m²');
	expect(area(52_000_000, 'zh')).toBe('52.0 平方公里');
	expect(distance(8.4, 'zh')).toBe('8 米');
	expect(distance(1234, 'en')).toBe('1.2 km');
});

test('a grid code is read in its parts', () => {
	expect(gridCode('320104990001023')).toBe('320104 990 001 023');
	expect(gridCode('32010499000102302')).toBe('320104 990 001 023 02');
	expect(gridCode('K16')).toBe('K16');
});
