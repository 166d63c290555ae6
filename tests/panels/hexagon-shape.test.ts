import { expect, test } from 'vitest';
import { spokeDirection, spokeLength } from '#lib/panels/hexagon-shape.ts';

test('D1 points up and D4 down, clockwise as on a clock', () => {
	expect(spokeDirection('D1').map((n) => Math.round(n * 100) / 100)).toEqual([0, -1]);
	expect(spokeDirection('D4')[1]).toBeCloseTo(1);
	expect(spokeDirection('D2')[0]).toBeGreaterThan(0);
	expect(spokeDirection('D6')[0]).toBeLessThan(0);
});

test('a spoke is drawn on a scale from 80 to 100 per cent', () => {
	expect(spokeLength(1)).toBe(1);
	expect(spokeLength(0.9)).toBeCloseTo(0.5);
	expect(spokeLength(0.2)).toBe(spokeLength(0.81 - 0.01));
	expect(spokeLength(0)).toBeGreaterThan(0);
});
