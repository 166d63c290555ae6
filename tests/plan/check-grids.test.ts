import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MultiPolygonShape, PolygonShape, Position, Ring, SurfaceShape } from '#lib/geo/position.ts';
import { checkGrids, type GridCheck, type GridFault } from '#lib/plan/check-grids.ts';
import { polygon, spoil, spoils, subdivide, subdivisions } from './subdivision.ts';

/** A place so many metres east and north of a corner at 32° north. */
const LNG_M = 94_492.9;
const LAT_M = 110_889.1;
const at = (x: number, y: number): Position => [118.78 + x / LNG_M, 32 + y / LAT_M];
const ring = (...xy: readonly (readonly [number, number])[]): Ring => [...xy, xy[0]!].map(([x, y]) => at(x, y));
const box = (west: number, south: number, east: number, north: number): Ring =>
	ring([west, south], [east, south], [east, north], [west, north]);
const square = (west: number, south: number, east: number, north: number): PolygonShape => polygon(box(west, south, east, north));
const multi = (...rings: readonly (readonly Ring[])[]): MultiPolygonShape => ({ type: 'MultiPolygon', coordinates: rings });

const BOUNDARY = square(0, 0, 200, 100);
const check = (
	grids: Readonly<Record<string, SurfaceShape>>,
	buildings?: Readonly<Record<string, SurfaceShape>>,
	boundary: SurfaceShape = BOUNDARY
): GridCheck =>
	checkGrids({
		boundary: [boundary],
		grids: Object.entries(grids).map(([code, shape]) => ({ code, shape })),
		...(buildings ? { buildings: Object.entries(buildings).map(([id, shape]) => ({ id, shape })) } : {})
	});
const brief = ({ kind, codes, areaM2, widthM }: GridFault): unknown => [
	kind,
	codes.join(' '),
	Math.round(areaM2),
	Number(widthM.toFixed(1))
];
const briefs = (found: GridCheck): unknown => found.faults.map(brief);
/** How far a place is from one in metres. */
const offM = (place: Position | null, x: number, y: number): number =>
	place === null ? Infinity : Math.hypot((place[0] - at(x, y)[0]) * LNG_M, (place[1] - at(x, y)[1]) * LAT_M);

const WEST = square(0, 0, 100, 100);
const EAST = square(100, 0, 200, 100);

describe('grids that tile their parent', () => {
	test('two halves have no fault and cover all of it', () => {
		const found = check({ '1': WEST, '2': EAST });
		expect(found.faults).toEqual([]);
		expect(found.checked.grids).toBe(2);
		expect(found.checked.buildings).toBeNull();
		expect(found.checked.parentAreaM2).toBeCloseTo(20_000, -1);
		expect(found.checked.coveredAreaM2).toBeCloseTo(found.checked.parentAreaM2, 6);
	});

	test('a corner that only one neighbour has on the shared border is no fault', () => {
		const east = polygon(ring([100, 0], [200, 0], [200, 100], [100, 100], [100, 37.123]));
		expect(briefs(check({ '1': WEST, '2': east }))).toEqual([]);
	});

	test('repeated corners, rings the other way round and another first corner are no fault', () => {
		const west = polygon([...box(0, 0, 100, 100).toReversed()].flatMap((p) => [p, p]));
		const east = polygon(ring([200, 100], [100, 100], [100, 0], [200, 0]));
		expect(briefs(check({ '1': west, '2': east }))).toEqual([]);
	});

	test('a crack and an overlap of 1.5 cm are rounding; 3 cm are not', () => {
		expect(briefs(check({ '1': square(0, 0, 99.985, 100), '2': EAST }))).toEqual([]);
		expect(briefs(check({ '1': square(0, 0, 100.015, 100), '2': EAST }))).toEqual([]);
		const gap = check({ '1': square(0, 0, 99.97, 100), '2': EAST }).faults;
		expect(gap.map(({ kind, codes, widthM }) => [kind, codes, widthM.toFixed(3)])).toEqual([['gap', ['1', '2'], '0.030']]);
		const overlap = check({ '1': square(0, 0, 100.03, 100), '2': EAST }).faults;
		expect(overlap.map(({ kind, codes, widthM }) => [kind, codes, widthM.toFixed(3)])).toEqual([['overlap', ['1', '2'], '0.030']]);
	});

	test('a crack a kilometre long and 1 cm wide is rounding even where it bends', () => {
		const long = square(0, 0, 200, 2000);
		const border = Array.from({ length: 101 }, (_, i): [number, number] => [100 + 10 * Math.sin(i), i * 20]);
		const west = polygon(ring([0, 0], ...border, [0, 2000]));
		const east = polygon(ring([200, 2000], ...border.toReversed().map(([x, y]): [number, number] => [x + 0.01, y]), [200, 0]));
		expect(briefs(check({ '1': west, '2': east }, undefined, long))).toEqual([]);
	});

	test('a grid in the hole of another is two whole grids', () => {
		const around = polygon(box(0, 0, 200, 100), box(50, 25, 150, 75).toReversed());
		expect(briefs(check({ '1': around, '2': square(50, 25, 150, 75) }))).toEqual([]);
	});

	test('a parent with an island and one with a lake are tiled as they are', () => {
		const island = multi([box(0, 0, 100, 100)], [box(300, 0, 400, 100)]);
		expect(briefs(check({ '1': WEST, '2': square(300, 0, 400, 100) }, undefined, island))).toEqual([]);
		const lake = polygon(box(0, 0, 200, 100), box(50, 25, 150, 75).toReversed());
		expect(briefs(check({ '1': lake }, undefined, lake))).toEqual([]);
	});

	test('random grids that share their borders have no fault, however they are cut', () => {
		fc.assert(
			fc.property(subdivisions, ({ boundary, grids }) => {
				expect(briefs(checkGrids({ boundary: [boundary], grids }))).toEqual([]);
			}),
			{ numRuns: 60 }
		);
	});
});

describe('faults', () => {
	test('a missing grid is a gap between its neighbours', () => {
		const found = check({ '1': WEST }).faults;
		expect(found.map(({ kind, codes }) => [kind, codes])).toEqual([['gap', ['1']]]);
		expect(found[0]!.areaM2).toBeCloseTo(10_000, -1);
		expect(found[0]!.widthM).toBeCloseTo(100, -1);
		expect(offM(found[0]!.position, 150, 50)).toBeLessThan(2);
	});

	test('no grid at all is one gap as large as the parent', () => {
		expect(check({}).faults.map(({ kind, codes }) => [kind, codes])).toEqual([['gap', []]]);
	});

	test('a shifted grid leaves a gap, overlaps its neighbour and reaches outside', () => {
		const found = check({ '1': square(5, 3, 105, 103), '2': EAST });
		expect(found.faults.map(({ kind, codes, areaM2, widthM }) => [kind, codes.join(' '), Math.round(areaM2), Math.round(widthM)])).toEqual([
			['gap', '1 2', expect.closeTo(100 * 100 - 95 * 97, -1), 5],
			['overlap', '1 2', expect.closeTo(5 * 97, -1), 5],
			['outside', '1', expect.closeTo(100 * 3, -1), 3]
		]);
	});

	test('the same grid twice overlaps itself whole', () => {
		const found = check({ '1': WEST, '2': EAST, '3': EAST }).faults;
		expect(found.map(({ kind, codes }) => [kind, codes])).toEqual([['overlap', ['2', '3']]]);
		expect(found[0]!.areaM2).toBeCloseTo(10_000, -1);
	});

	test('one code on two grids is told even where they do not touch', () => {
		const found = checkGrids({ boundary: [BOUNDARY], grids: [WEST, EAST].map((shape) => ({ code: '1', shape })) }).faults;
		expect(found.map(({ kind, codes, reason }) => [kind, codes, reason])).toEqual([['invalid', ['1'], 'duplicate-code']]);
	});

	test('three grids over one another are three overlaps, pair by pair', () => {
		const found = check({ '1': WEST, '2': EAST, '3': square(60, 0, 140, 100), '4': square(90, 0, 110, 100) }).faults;
		expect(found.map(({ codes }) => codes.join(' ')).sort()).toEqual(['1 3', '1 4', '2 3', '2 4', '3 4']);
	});

	test('a bow-tie is invalid at its crossing, and what it leaves bare is a gap', () => {
		const tie = polygon(ring([100, 0], [200, 100], [200, 0], [100, 100]));
		const found = check({ '1': WEST, '2': tie }).faults;
		// Above and below the tie; the western neighbour meets both in a point only.
		expect(found.map(({ kind, codes, reason }) => [kind, codes.join(' '), reason])).toEqual([
			['invalid', '2', 'ring-crosses'],
			['gap', '2', undefined],
			['gap', '2', undefined]
		]);
		expect(offM(found[0]!.position, 150, 50)).toBeLessThan(0.1);
		expect(found[0]!.areaM2).toBeCloseTo(5000, -1);
	});

	test.each<[string, SurfaceShape, string]>([
		['a ring that is not closed', polygon(box(100, 0, 200, 100).slice(0, -1)), 'ring-open'],
		['a ring without ground', polygon(ring([100, 0], [150, 0], [200, 0])), 'ring-flat'],
		['a spike', polygon(ring([100, 0], [200, 0], [200, 100], [200, 150], [200, 100], [100, 100])), 'ring-crosses'],
		['a hole outside', polygon(box(100, 0, 200, 100), box(10, 10, 20, 20).toReversed()), 'hole-outside'],
		['a part within a part', multi([box(100, 0, 200, 100)], [box(120, 20, 140, 40)]), 'part-in-part'],
		['parts that share a border', multi([box(100, 0, 150, 100)], [box(150, 0, 200, 100)]), 'ring-crosses'],
		[
			'a hole that touches its ring twice',
			polygon(box(100, 0, 200, 100), ring([100, 50], [150, 60], [200, 50], [150, 40])),
			'inside-parted'
		],
		['no ring', polygon(), 'empty']
	])('%s is invalid', (_, shape, reason) => {
		const found = check({ '1': WEST, '2': shape }).faults.filter(({ kind }) => kind === 'invalid');
		expect(found.map(({ codes, reason: why }) => [codes, why])).toEqual([[['2'], reason]]);
	});

	test('a grid in pieces is told with all but the largest piece', () => {
		const pieces = multi([box(100, 0, 150, 100)], [box(180, 0, 200, 100)]);
		const found = check({ '1': WEST, '2': pieces, '3': square(150, 0, 180, 100) }).faults;
		expect(found.map(({ kind, codes, pieces: n }) => [kind, codes, n])).toEqual([['disconnected', ['2'], 2]]);
		expect(found[0]!.areaM2).toBeCloseTo(2000, -1);
		expect(found[0]!.widthM).toBeCloseTo(20, 0);
	});

	test('pieces that touch at one point are in pieces', () => {
		const touching = multi([box(0, 0, 100, 50)], [box(100, 50, 200, 100)]);
		const rest = multi([box(0, 50, 100, 100)], [box(100, 0, 200, 50)]);
		expect(check({ '1': touching, '2': rest }).faults.map(({ kind, codes }) => [kind, codes])).toEqual([
			['disconnected', ['1']],
			['disconnected', ['2']]
		]);
	});

	test('an island of a grid in the middle of another is a piece', () => {
		const around = polygon(box(0, 0, 100, 100), box(40, 40, 60, 60).toReversed());
		const east = multi([box(100, 0, 200, 100)], [box(40, 40, 60, 60)]);
		expect(check({ '1': around, '2': east }).faults.map(({ kind, codes }) => [kind, codes])).toEqual([['disconnected', ['2']]]);
	});

	test('a hole in a grid is a gap that only it is beside', () => {
		const holed = polygon(box(0, 0, 100, 100), box(40, 40, 60, 60).toReversed());
		const found = check({ '1': holed, '2': EAST }).faults;
		expect(found.map(({ kind, codes }) => [kind, codes])).toEqual([['gap', ['1']]]);
		expect(offM(found[0]!.position, 50, 50)).toBeLessThan(1);
		expect(found[0]!.areaM2).toBeCloseTo(400, 0);
	});

	test('two gaps that meet at one point are two', () => {
		const found = check({ '1': square(0, 0, 100, 50), '2': square(100, 50, 200, 100) }).faults;
		expect(found.map(({ kind }) => kind)).toEqual(['gap', 'gap']);
	});

	test('a gap that narrows to nothing counts whole', () => {
		const found = check({ '1': polygon(ring([0, 0], [99, 0], [100, 100], [0, 100])), '2': EAST }).faults;
		expect(found.map(({ kind }) => kind)).toEqual(['gap']);
		expect(found[0]!.areaM2).toBeCloseTo(50, 0);
		// The circle in a triangle of legs 1 and 100: its diameter is a + b − c.
		expect(found[0]!.widthM).toBeCloseTo(1 + 100 - Math.hypot(1, 100), 1);
	});

	test('a parent that is drawn wrongly is told without a code', () => {
		const found = check({ '1': WEST }, undefined, polygon(ring([0, 0], [200, 100], [200, 0], [0, 100]))).faults;
		expect(found[0]).toMatchObject({ kind: 'invalid', codes: [], reason: 'ring-crosses' });
	});
});

describe('buildings', () => {
	const house = (x: number, y: number, size = 10): PolygonShape => square(x, y, x + size, y + size);

	test('one that lies within a grid is no news', () => {
		const found = check({ '1': WEST, '2': EAST }, { a: house(20, 20) });
		expect([found.faults, found.warnings, found.checked.buildings]).toEqual([[], [], 1]);
	});

	test('one whose wall lies exactly on a border is in the grid it stands in', () => {
		const found = check({ '1': WEST, '2': EAST }, { a: house(90, 20), b: house(100, 20) });
		expect([found.faults, found.warnings]).toEqual([[], []]);
		expect(found.places.map(({ grid }) => grid)).toEqual([0, 1]);
	});

	test('one that a border runs through is a warning and goes to the grid that holds most', () => {
		const found = check({ '1': WEST, '2': EAST }, { a: house(93, 20) });
		expect(found.faults).toEqual([]);
		expect(found.warnings.map(({ kind, building, codes }) => [kind, building, codes])).toEqual([
			['border-through-building', 'a', ['1', '2']]
		]);
		expect(found.warnings[0]!.shares.map((share) => Number(share.toFixed(2)))).toEqual([0.7, 0.3]);
		expect(found.places[0]!.grid).toBe(0);
	});

	test('one that reaches over a border by a centimetre is no news', () => {
		expect(check({ '1': WEST, '2': EAST }, { a: house(90.01, 20) }).warnings).toEqual([]);
	});

	test('one cut in equal halves goes to the lower code, whatever the order of the grids', () => {
		for (const grids of [
			[WEST, EAST],
			[EAST, WEST]
		].map((shapes) => shapes.map((shape) => ({ code: shape === WEST ? '1' : '2', shape })))) {
			const { warnings } = checkGrids({ boundary: [BOUNDARY], grids, buildings: [{ id: 'a', shape: house(95, 20) }] });
			expect(warnings[0]!.codes).toEqual(['1', '2']);
		}
	});

	test('one in a gap or beyond the parent is an orphan, one in an overlap is in two', () => {
		const found = check(
			{ '1': square(0, 0, 80, 100), '2': square(100, 0, 200, 100), '3': square(150, 0, 200, 100) },
			{ gap: house(85, 20), beyond: house(300, 20), two: house(160, 20), half: house(195, 20) }
		);
		expect(
			found.faults
				.filter(({ building }) => building !== undefined)
				.map(({ kind, building, codes, areaM2 }) => [kind, building, codes, Math.round(areaM2)])
		).toEqual([
			['orphan-building', 'gap', [], 100],
			['orphan-building', 'beyond', [], 100],
			['double-building', 'two', ['2', '3'], 100],
			['double-building', 'half', ['2', '3'], 50]
		]);
		const gap = found.faults.find(({ building }) => building === 'gap')!;
		expect(offM(gap.position, 90, 25)).toBeLessThan(1);
		expect(gap.widthM).toBeCloseTo(10, 0);
	});
});

describe('whatever comes', () => {
	test('nothing random makes it fail, and covered and bare ground make up the parent', () => {
		const corner = fc.tuple(fc.nat(6), fc.nat(6)).map(([x, y]): Position => [118 + x / 1000, 32 + y / 1000]);
		const anyRing = fc.array(corner, { maxLength: 7 }).map((points) => (points.length > 0 ? [...points, points[0]!] : points));
		const anything = fc
			.array(fc.array(anyRing, { maxLength: 3 }), { maxLength: 3 })
			.map((coordinates): SurfaceShape => ({ type: 'MultiPolygon', coordinates }));
		fc.assert(
			fc.property(fc.array(anything, { maxLength: 5 }), anything, fc.array(anything, { maxLength: 3 }), (shapes, boundary, houses) => {
				const found = checkGrids({
					boundary: [boundary],
					grids: shapes.map((shape, i) => ({ code: String(i), shape })),
					buildings: houses.map((shape, i) => ({ id: String(i), shape }))
				});
				const bare = found.faults.filter(({ kind }) => kind === 'gap').reduce((sum, { areaM2 }) => sum + areaM2, 0);
				expect(found.checked.coveredAreaM2 + bare).toBeCloseTo(found.checked.parentAreaM2, 1);
				for (const { areaM2, widthM } of found.faults) {
					expect(areaM2).toBeGreaterThanOrEqual(0);
					// A circle of that width has to fit into the area.
					expect((Math.PI / 4) * widthM ** 2).toBeLessThanOrEqual(areaM2 * 1.001 + 1e-6);
				}
			}),
			{ numRuns: 100 }
		);
	}, 60_000);

	test('the order of the grids changes nothing', () => {
		fc.assert(
			fc.property(subdivisions, spoils, (drawn, how) => {
				const { boundary, grids } = spoil(drawn, how);
				const told = (of: GridCheck): string[] =>
					of.faults
						// Of two grids with one code the later in the file is told, so which ground that is depends on the order.
						.map(({ kind, codes, areaM2, reason }) => `${kind} ${codes.join(' ')} ${reason === 'duplicate-code' ? '' : areaM2.toFixed(1)}`)
						.sort();
				expect(told(checkGrids({ boundary: [boundary], grids: grids.toReversed() }))).toEqual(
					told(checkGrids({ boundary: [boundary], grids }))
				);
			}),
			{ numRuns: 60 }
		);
	});

	test('a border of 5,000 corners on both sides is checked in a blink, and one corner moved is found', () => {
		const wave = Array.from({ length: 5001 }, (_, i): [number, number] => [100 + 5 * Math.sin(i / 7), (i * 100) / 5000]);
		const west = ring([0, 0], ...wave, [0, 100]);
		const east = ring([200, 100], ...wave.toReversed(), [200, 0]);
		expect(briefs(check({ '1': polygon(west), '2': polygon(east) }))).toEqual([]);
		const moved = wave.with(2500, [101, 50]);
		const found = check({ '1': polygon(ring([0, 0], ...moved, [0, 100])), '2': polygon(east) }).faults;
		expect(found.length).toBeGreaterThan(0);
		expect(offM(found[0]!.position, 100, 50)).toBeLessThan(8);
	});

	test('the grids of a large district are found sound', () => {
		const { boundary, grids } = subdivide(25, 25, 3, 1);
		expect(briefs(checkGrids({ boundary: [boundary], grids }))).toEqual([]);
	});
});
