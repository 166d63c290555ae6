import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Bbox, Line, Position } from '#lib/geo/position.ts';
import { inPieces, linesAtZoom, linesInSight, steppedSight } from '#lib/map/layers/in-sight.ts';

const degree = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
const position = fc.tuple(degree(118, 118.1), degree(32, 32.1));
const line = fc.array(position, { minLength: 2, maxLength: 300 }) as fc.Arbitrary<Position[]>;

it('every line that reaches into the view is drawn, whichever way the view was grown', () => {
	fc.assert(
		fc.property(fc.array(line, { maxLength: 12 }), position, degree(0.001, 0.05), (lines, [west, south], size) => {
			const view: Bbox = [west, south, west + size, south + size];
			const sight = steppedSight(view);
			expect(sight[0] <= view[0] && sight[1] <= view[1] && sight[2] >= view[2] && sight[3] >= view[3]).toBe(true);
			const drawn = new Set(linesInSight(lines, sight));
			for (const one of lines) {
				const inView = one.some(([lng, lat]) => lng >= view[0] && lng <= view[2] && lat >= view[1] && lat <= view[3]);
				if (inView) expect(drawn.has(one)).toBe(true);
			}
		})
	);
});

it('the pieces of a line hold each of its segments, and each of its joints inside some piece', () => {
	fc.assert(
		fc.property(line, fc.integer({ min: 1, max: 70 }), (whole, most) => {
			const pieces = inPieces(whole, most);
			const joints = new Set(pieces.flatMap((piece) => piece.slice(1, -1)));
			for (const joint of whole.slice(1, -1)) expect(joints.has(joint)).toBe(true);
			expect(pieces[0]![0]).toBe(whole[0]);
			expect(pieces.at(-1)!.at(-1)).toBe(whole.at(-1));
		})
	);
});

it('a line at a zoom lies within half a pixel of the line itself', () => {
	fc.assert(
		fc.property(line, fc.integer({ min: 10, max: 20 }), (whole, zoom) => {
			const pixel = 360 / (512 * 2 ** zoom);
			const drawn = linesAtZoom([whole], zoom)[0]!;
			for (const point of whole) expect(distance(point, drawn)).toBeLessThan(pixel / 2);
		}),
		{ numRuns: 50 }
	);
});

/** Least distance of a point from a line, degrees. */
function distance([x, y]: Position, along: Line): number {
	let least = Infinity;
	for (let i = 1; i < along.length; i++) {
		const [[ax, ay], [bx, by]] = [along[i - 1]!, along[i]!];
		const length2 = (bx - ax) ** 2 + (by - ay) ** 2;
		const t = length2 === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length2));
		least = Math.min(least, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)));
	}
	return least;
}
