import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankPaint, paintChunk } from '#lib/map/layers/building-paint.ts';
import { makeChunks } from '#lib/map/layers/building-chunks.ts';
import { edgesOf, fillsOf, freshnessClass, limitsOf, NEVER_SEEN, OVERDUE } from '#lib/map/layers/freshness.ts';
import { packFootprints, unpackFootprints, type FootprintRow } from '#lib/wire/footprints.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import type { GridId } from '#lib/area/area.ts';
import { palette } from './palette.ts';

const HOUR = 3600;
const NOW = 1_700_000_000;

describe('the class of a building', () => {
	it('is a quarter of its limit, then overdue', () => {
		const after = (hours: number) => freshnessClass(NOW - hours * HOUR, 8 * HOUR, NOW);
		expect([0, 1.9, 2, 3.9, 4, 5.9, 6, 7.9, 8, 100].map(after)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, OVERDUE, OVERDUE]);
	});
	it('is its own where nobody ever saw it', () => {
		expect(freshnessClass(0, 8 * HOUR, NOW)).toBe(NEVER_SEEN);
	});
	it('is fresh where a clock runs ahead', () => {
		expect(freshnessClass(NOW + 60, 8 * HOUR, NOW)).toBe(0);
	});
});

const row = (id: number, lng: number, lat: number, hole = false): FootprintRow => {
	const box = (x: number, y: number, side: number) =>
		[
			[x, y],
			[x + side, y],
			[x + side, y + side],
			[x, y + side],
			[x, y]
		] as [number, number][];
	return {
		id,
		gridId: 1 as GridId,
		name: '',
		households: 1,
		floors: 1,
		rings: hole ? [box(lng, lat, 4e-4), box(lng + 1e-4, lat + 1e-4, 2e-4).reverse()] : [box(lng, lat, 4e-4)]
	};
};
const footprintsOf = (rows: FootprintRow[]) => unpackFootprints(packFootprints(rows).buffer);

it('chunks hold every building once, and their triangles cover its ground without the courtyard', () => {
	fc.assert(
		fc.property(
			fc.array(fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 900 }), fc.boolean()), { maxLength: 30 }),
			(places) => {
				const rows = places.map(([x, y, hole], i) => row(i + 1, 123 + x * 1e-3, 30 + y * 1e-3, hole));
				const { chunks } = makeChunks(footprintsOf(rows));
				const held = chunks.flatMap((chunk) => [...chunk.rows]).sort((a, b) => a - b);
				expect(held).toEqual(rows.map((_, i) => i));
				let area = 0;
				for (const chunk of chunks) {
					const { positions, triangles } = chunk.geometry();
					for (let t = 0; t < triangles.length; t += 3) {
						const [a, b, c] = [triangles[t]! * 2, triangles[t + 1]! * 2, triangles[t + 2]! * 2];
						area +=
							Math.abs(
								(positions[b]! - positions[a]!) * (positions[c + 1]! - positions[a + 1]!) -
									(positions[c]! - positions[a]!) * (positions[b + 1]! - positions[a + 1]!)
							) / 2;
					}
				}
				const expected = places.reduce((sum, [, , hole]) => sum + 16e-8 - (hole ? 4e-8 : 0), 0);
				expect(Math.abs(area - expected)).toBeLessThan(1e-10 * (1 + places.length));
			}
		)
	);
});

it('only buildings whose class changed are painted again', () => {
	const rows = Array.from({ length: 50 }, (_, i) => row(i + 1, 123 + i * 1e-3, 30));
	const footprints = footprintsOf(rows);
	const [chunk] = makeChunks(footprints).chunks;
	const paints = { fills: fillsOf(palette('dark')), edges: edgesOf(palette('dark')), overdueWidth: 2 };
	const limits = new Uint32Array(50).fill(8 * HOUR);
	const seen = new Uint32Array(50).fill(NOW - HOUR);
	const paint = blankPaint(chunk!);
	expect(paintChunk(paint, chunk!, seen, limits, NOW, paints)).toBe(50);
	const { revision } = paint;
	expect(paintChunk(paint, chunk!, seen, limits, NOW, paints)).toBe(0);
	expect(paint.revision).toBe(revision);
	seen[chunk!.rows[7]!] = 0;
	expect(paintChunk(paint, chunk!, seen, limits, NOW, paints)).toBe(1);
	const first = chunk!.vertexStart[7]!;
	expect([...paint.fill.slice(first * 4, first * 4 + 4)]).toEqual([...palette('dark').rgba.unknownBg]);
	expect(paint.hatched[first]).toBe(1);
	expect(paint.hatched[first - 1]).toBe(0);
});

it('the limit of a building is that of its grid', () => {
	const grid = (id: number, risk: 'low' | 'high') => ({ id: id as GridId, risk }) as never;
	const footprints = footprintsOf([row(1, 123, 30), { ...row(2, 123.1, 30), gridId: 2 as GridId }, { ...row(3, 123.2, 30), gridId: null }]);
	expect([...limitsOf(footprints, [grid(1, 'high'), grid(2, 'low')], DEFAULT_RULES.coverage.limitH)]).toEqual([
		2 * HOUR,
		24 * HOUR,
		24 * HOUR
	]);
});
