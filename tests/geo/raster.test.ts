import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contourPolygons } from '../../src/lib/geo/contour.ts';
import { distanceField } from '../../src/lib/geo/distance-field.ts';
import { signedDoubleArea } from '../../src/lib/geo/ring.ts';
import { scanRows, subtractSpans } from '../../src/lib/geo/scanline.ts';
import { crosses, simplifyPolygon } from '../../src/lib/geo/simplify.ts';
import { pointInPolygon } from '../../src/lib/geo/point-in-surface.ts';

const mask = fc
	.record({ columns: fc.integer({ min: 1, max: 14 }), rows: fc.integer({ min: 1, max: 14 }) })
	.chain(({ columns, rows }) =>
		fc
			.array(fc.integer({ min: 0, max: 3 }), { minLength: columns * rows, maxLength: columns * rows })
			.map((cells) => ({ columns, rows, marked: Uint8Array.from(cells, (c) => (c === 0 ? 1 : 0)) }))
	);

describe('the distance field', () => {
	test('is the distance to the nearest marked cell, for every cell', () => {
		fc.assert(
			fc.property(mask, ({ columns, rows, marked }) => {
				const field = distanceField(marked, columns, rows);
				for (let i = 0; i < marked.length; i++) {
					let best = Infinity;
					for (let j = 0; j < marked.length; j++)
						if (marked[j])
							best = Math.min(best, Math.hypot((i % columns) - (j % columns), Math.floor(i / columns) - Math.floor(j / columns)));
					expect(field[i]).toBeCloseTo(best, 4);
				}
			})
		);
	});
});

describe('the outline of a field', () => {
	const fields = mask.map(({ columns, rows, marked }) => {
		// Framed by a row of nothing, as the contour asks.
		const [w, h] = [columns + 2, rows + 2];
		const field = new Float32Array(w * h);
		for (let i = 0; i < marked.length; i++)
			field[(Math.floor(i / columns) + 1) * w + (i % columns) + 1] = marked[i] ? 0.3 + (i % 7) / 10 : 0;
		return { field, w, h };
	});

	test('parts what is above the level from what is not, in rings that never cross', () => {
		fc.assert(
			fc.property(fields, ({ field, w, h }) => {
				const polygons = contourPolygons(field, w, h, 0.25);
				for (const rings of polygons) {
					expect(crosses(rings)).toBe(false);
					rings.forEach((ring, i) => expect(signedDoubleArea(ring) > 0).toBe(i === 0));
				}
				for (let i = 0; i < field.length; i++) {
					const inside = polygons.some((rings) => pointInPolygon([i % w, Math.floor(i / w)], rings));
					expect(inside).toBe(field[i]! > 0.25);
				}
			})
		);
	});

	test('stays simple however much it is simplified', () => {
		fc.assert(
			fc.property(fields, fc.double({ min: 0.1, max: 4, noNaN: true }), ({ field, w, h }, tolerance) => {
				for (const rings of contourPolygons(field, w, h, 0.25)) expect(crosses(simplifyPolygon(rings, tolerance))).toBe(false);
			})
		);
	});
});

describe('rows of a shape', () => {
	test('two neighbours share no cell and leave none between them', () => {
		const raster = { x0: 0, y0: 0, cell: 0.7, columns: 30, rows: 30 };
		const cut = [3.3, 0, 11.1, 20];
		const left = Float64Array.of(0, 0, cut[0]!, cut[1]!, cut[2]!, cut[3]!, 0, 20, 0, 0);
		const right = Float64Array.of(cut[0]!, cut[1]!, 20, 0, 20, 20, cut[2]!, cut[3]!, cut[0]!, cut[1]!);
		const both = scanRows([Float64Array.of(0, 0, 20, 0, 20, 20, 0, 20, 0, 0)], raster);
		scanRows([left], raster).forEach((spans, row) => {
			const rest = subtractSpans(both[row]!, spans);
			expect(rest).toEqual(scanRows([right], raster)[row]);
		});
	});
});
