import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distanceM } from '../../src/lib/geo/distance-m.ts';
import { labelPoint } from '../../src/lib/geo/label-point.ts';
import { pointInSurface } from '../../src/lib/geo/point-in-surface.ts';
import type { PolygonShape, Position } from '../../src/lib/geo/position.ts';
import { at, box } from '../ground.ts';

describe('a label stands', () => {
	test('in the middle of a square', () => {
		expect(distanceM(labelPoint(box(0, 0, 100, 100)), at(50, 50))).toBeLessThan(3);
	});
	test('in the wide end of an L, not in its corner', () => {
		const shape: PolygonShape = {
			type: 'Polygon',
			coordinates: [[at(0, 0), at(200, 0), at(200, 20), at(80, 20), at(80, 100), at(0, 100), at(0, 0)]]
		};
		expect(distanceM(labelPoint(shape), at(40, 50))).toBeLessThan(25);
	});
	test('beside a hole, not in it', () => {
		const hole = box(40, 40, 60, 60).coordinates[0]!;
		const shape: PolygonShape = { type: 'Polygon', coordinates: [box(0, 0, 100, 100).coordinates[0]!, hole.toReversed()] };
		expect(pointInSurface(labelPoint(shape), shape)).toBe(true);
	});
	test('in the larger of two pieces', () => {
		const shape = { type: 'MultiPolygon' as const, coordinates: [box(0, 0, 20, 20).coordinates, box(100, 0, 180, 80).coordinates] };
		expect(pointInSurface(labelPoint(shape), box(100, 0, 180, 80))).toBe(true);
	});
	test('always inside, also of slivers', () => {
		fc.assert(
			fc.property(fc.double({ min: 0.2, max: 5, noNaN: true }), fc.double({ min: 0, max: Math.PI, noNaN: true }), (widthM, angle) => {
				const [c, s] = [Math.cos(angle), Math.sin(angle)];
				const corner = (x: number, y: number): Position => at(c * x - s * y, s * x + c * y);
				const ring = [corner(0, 0), corner(120, 0), corner(120, widthM), corner(0, widthM), corner(0, 0)];
				const shape: PolygonShape = { type: 'Polygon', coordinates: [ring] };
				expect(pointInSurface(labelPoint(shape), shape)).toBe(true);
			})
		);
	});
});
