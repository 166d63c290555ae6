/** Plain polygons become borders; what is wrong with them is listed and mended one by one. */
import { describe, expect, it } from 'vitest';
import type { SurfaceShape } from '#lib/geo/position.ts';
import type { GridCode } from '#lib/plan/border-plan.ts';
import { applyMend, fromPolygons, type PolygonsInput } from '#lib/plan/from-polygons.ts';
import { checkPlan, isSound } from '#lib/plan/plan-check.ts';
import { noRealDistrict, realFeatures } from '../real-district.ts';
import { columnsOf, drawnPlan } from './drawn-plan.ts';
import { buildingsOf, code, gridFacts, groundOf, pt, square, surface, TOLERANCE } from './small-plan.ts';

const NONE = buildingsOf([]);
const input = (boundary: SurfaceShape, ...shapes: SurfaceShape[]): PolygonsInput => ({
	boundary: [boundary],
	grids: shapes.map((shape, i) => ({ grid: gridFacts(code(i + 1)), shape })),
	buildings: NONE
});
const sound = (of: PolygonsInput): boolean => {
	const { plan, faults } = fromPolygons(of, TOLERANCE);
	expect(faults).toEqual([]);
	return isSound(checkPlan(plan!, of.boundary, groundOf(of.buildings)));
};

describe('polygons', () => {
	it('that fit become borders with a grid on each side', () => {
		const { plan } = fromPolygons(input(square(0, 0, 2, 2), square(0, 0), square(1, 0), square(0, 1), square(1, 1)), TOLERANCE);
		// Four borders meet in the middle, and one outer border of each grid is left.
		expect(plan!.borders.size).toBe(8);
		expect([...plan!.borders.values()].filter(({ left, right }) => left === null || right === null)).toHaveLength(4);
	});
	it('get a corner where one ends against the side of another', () => {
		const { plan } = fromPolygons(input(square(0, 0, 2, 2), square(0, 0, 2, 1), square(0, 1), square(1, 1)), TOLERANCE);
		expect(
			[...plan!.borders.values()].filter(({ line }) => [line[0]!, line.at(-1)!].some((end) => end.join() === pt(1, 1).join()))
		).toHaveLength(3);
	});
	it('that miss one another by less than the tolerance are drawn together', () => {
		const skew = surface(pt(1.000_9, 0), pt(2, 0), pt(2, 1), pt(0.999_3, 1));
		expect(sound(input(square(0, 0, 2, 1), square(0, 0), skew))).toBe(true);
	});
	it('keep islands and a grid inside a grid', () => {
		const ring = {
			type: 'Polygon',
			coordinates: [...(square(0, 0).coordinates as never[]), ...(square(0.3, 0.3, 0.4, 0.4).coordinates as never[])]
		} as SurfaceShape;
		const of = input(square(0, 0), ring, square(0.3, 0.3, 0.4, 0.4));
		expect(sound(of)).toBe(true);
		const apart: PolygonsInput = { ...input(square(0, 0), square(0, 0), square(5, 5)), boundary: [square(0, 0), square(5, 5)] };
		expect(sound(apart)).toBe(true);
	});
	it('may touch at a point and repeat points', () => {
		const diamonds = [surface(pt(0, 0), pt(0, 0), pt(1, 0), pt(1, 1), pt(0, 1)), surface(pt(1, 1), pt(2, 1), pt(2, 2), pt(2, 2), pt(1, 2))];
		expect(sound({ ...input(square(0, 0), ...diamonds), boundary: diamonds })).toBe(true);
	});
	it('with borders of five thousand points are borders still', () => {
		const wave = Array.from({ length: 5000 }, (_, i) => pt(1 + 0.01 * Math.sin(i), i / 4999));
		const west = surface(pt(0, 0), ...wave, pt(0, 1));
		const east = surface(...wave, pt(2, 1), pt(2, 0));
		expect(sound(input(surface(pt(0, 0), wave[0]!, pt(2, 0), pt(2, 1), wave.at(-1)!, pt(0, 1)), west, east))).toBe(true);
	});
});

describe('a fault', () => {
	const faulty = (of: PolygonsInput): { kinds: string[]; mended: boolean } => {
		const kinds = fromPolygons(of, TOLERANCE).faults.map(({ kind }) => kind);
		let mended = of;
		for (let left = fromPolygons(mended, TOLERANCE).faults; left[0]?.mend; left = fromPolygons(mended, TOLERANCE).faults)
			mended = applyMend(mended, left[0].mend);
		return { kinds, mended: sound(mended) };
	};
	it('is a gap, and goes to the neighbour along most of its edge', () => {
		const of = input(square(0, 0, 2, 1), square(0, 0), square(1.2, 0, 0.8, 1));
		expect(faulty(of)).toEqual({ kinds: ['gap'], mended: true });
	});
	it('is an overlap, given to one of the two', () => {
		expect(faulty(input(square(0, 0, 2, 1), square(0, 0, 1.2, 1), square(1, 0)))).toEqual({ kinds: ['overlap'], mended: true });
	});
	it('is a sliver, wider than the tolerance and still no ground to speak of', () => {
		expect(faulty(input(square(0, 0, 2, 1), square(0, 0), square(1.006, 0, 0.994, 1)))).toEqual({ kinds: ['sliver'], mended: true });
	});
	it('is ground outside, cut off', () => {
		expect(faulty(input(square(0, 0, 2, 1), square(0, 0), square(1, 0, 1.3, 1)))).toEqual({ kinds: ['outside'], mended: true });
	});
	it('is a piece apart, given to the grid around it', () => {
		const two: SurfaceShape = {
			type: 'MultiPolygon',
			coordinates: [square(0, 0), square(1.8, 0, 0.2, 1)].map(({ coordinates }) => coordinates as never)
		};
		expect(faulty(input(square(0, 0, 2, 1), two, square(1, 0, 0.8, 1)))).toEqual({ kinds: ['piece-apart'], mended: true });
	});
	it('is a grid without ground, which only a person can mend', () => {
		const { faults, plan } = fromPolygons(input(square(0, 0), square(0, 0), square(5, 5)), TOLERANCE);
		expect(plan).toBe(null);
		expect(faults.find(({ kind }) => kind === 'no-ground')).toMatchObject({ grids: [code(2)], mend: null });
	});
});

describe('whole districts', () => {
	it('the drawn one becomes a sound plan', () => {
		const { input: drawn, ground } = drawnPlan('demo');
		const { plan, faults } = fromPolygons(drawn, { snapM: 0.05, sliverM: 1 });
		expect(faults).toEqual([]);
		expect(plan!.grids.size).toBe(360);
		expect(isSound(checkPlan(plan!, drawn.boundary, ground))).toBe(true);
	});
	it.skipIf(noRealDistrict)(`the real one becomes a sound plan${noRealDistrict ? ` (skipped: ${noRealDistrict})` : ''}`, () => {
		const shapeOf = (feature: { geometry: unknown }): SurfaceShape => feature.geometry as SurfaceShape;
		const real: PolygonsInput = {
			boundary: realFeatures('boundary').map(shapeOf),
			grids: realFeatures('grids').map((feature) => ({
				grid: gridFacts(String(feature.properties['code']) as GridCode, { name: String(feature.properties['name']) }),
				shape: shapeOf(feature)
			})),
			buildings: columnsOf(
				realFeatures('buildings').map((feature) => ({
					shape: shapeOf(feature),
					households: Number(feature.properties['households'] ?? 0),
					residents: 0
				}))
			)
		};
		const { plan, faults } = fromPolygons(real, { snapM: 0.05, sliverM: 1 });
		expect(faults).toEqual([]);
		expect(plan!.grids.size).toBe(36);
		const check = checkPlan(plan!, real.boundary, groundOf(real.buildings));
		expect([...check.problems, ...check.faults]).toEqual([]);
		expect(check.astray).toEqual([]);
	});
});
