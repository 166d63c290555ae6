import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asReal, asRealBelow } from '#lib/server/store/real.ts';

test('a real is written in the shortest way', () => {
	expect([0, 0.8, 13, 271.5, 16777216, 1.028889].map(asReal)).toEqual([0, 0.8, 13, 271.5, 16777216, 1.028889]);
	expect(asReal(1e-50)).toBe(0);
});

test('a real means the same number again, and a speed of just 15 km/h does not come back above it', () => {
	fc.assert(
		fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (value) => {
			expect(Math.fround(asReal(value))).toBe(Math.fround(value));
			expect(Math.fround(asRealBelow(value))).toBeLessThanOrEqual(value);
			expect(asReal(asRealBelow(value))).toBe(asRealBelow(value));
		})
	);
	expect(asRealBelow(15 / 3.6) * 3.6).toBeLessThanOrEqual(15);
});
