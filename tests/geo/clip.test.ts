import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clipPolygon } from '../../src/lib/geo/clip.ts';
import { intersectSurfaces } from '../../src/lib/geo/measure.ts';
import { polygonsOf, type PolygonRings, type Position } from '../../src/lib/geo/position.ts';
import { signedDoubleArea } from '../../src/lib/geo/ring.ts';
import { crosses } from '../../src/lib/geo/simplify.ts';

const area = (polygons: readonly PolygonRings[]): number =>
	polygons.reduce(
		(sum, rings) => sum + rings.reduce((own, ring, i) => own + (i === 0 ? 0.5 : -0.5) * Math.abs(signedDoubleArea(ring)), 0),
		0
	);

/** A star around a place: radii 0.3–1 of the size. */
const star = (size: number) =>
	fc
		.tuple(
			fc.array(
				fc.integer({ min: 300, max: 1000 }).map((r) => r / 1000),
				{ minLength: 3, maxLength: 14 }
			),
			fc.integer({ min: 0, max: 999 }).map((t) => t / 1000)
		)
		.map(([radii, turn]) => {
			const ring = radii.map((r, i): Position => {
				const angle = ((i + turn) / radii.length) * 2 * Math.PI;
				return [r * size * Math.cos(angle), r * size * Math.sin(angle)];
			});
			return [...ring, ring[0]!];
		});
const moved = (ring: readonly Position[], x: number, y: number): Position[] => ring.map(([a, b]) => [a + x, b + y]);

describe('clipping', () => {
	test('leaves what the exact set operation leaves, in simple rings, outer ones counter-clockwise', () => {
		fc.assert(
			fc.property(
				star(10),
				star(1.4),
				fc.boolean(),
				star(10),
				fc.integer({ min: -1400, max: 1400 }).map((d) => d / 100),
				fc.integer({ min: -1400, max: 1400 }).map((d) => d / 100),
				(outer, hole, holed, other, x, y) => {
					const a: PolygonRings = holed ? [outer, hole.toReversed()] : [outer];
					const b: PolygonRings = [moved(other, x, y)];
					const common = clipPolygon(a, b);
					fc.pre(common !== null);
					const exact = intersectSurfaces({ type: 'Polygon', coordinates: a }, { type: 'Polygon', coordinates: b });
					expect(area(common)).toBeCloseTo(exact ? area(polygonsOf(exact)) : 0, 6);
					for (const rings of common) {
						expect(crosses(rings)).toBe(false);
						rings.forEach((ring, i) => expect(signedDoubleArea(ring) > 0).toBe(i === 0));
					}
				}
			),
			{ numRuns: 400 }
		);
	});

	test('says so where edges lie on each other', () => {
		const square = (x: number): PolygonRings => [
			[
				[x, 0],
				[x + 2, 0],
				[x + 2, 2],
				[x, 2],
				[x, 0]
			]
		];
		expect(clipPolygon(square(0), square(1))).toBeNull();
		expect(clipPolygon(square(0), square(9))).toEqual([]);
	});
});
