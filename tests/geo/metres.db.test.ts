import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { surfaceAreaM2 } from '../../src/lib/geo/area-m2.ts';
import { distanceM, pointLineM, segmentSurfaceM } from '../../src/lib/geo/distance-m.ts';
import { localPlane, turnedPlane } from '../../src/lib/geo/plane.ts';
import type { PolygonShape, Position } from '../../src/lib/geo/position.ts';
import { openTestDatabase, type TestDatabase } from '../database.ts';

const PLACES: readonly Position[] = [
	[118.78, 32.02],
	[126.6, 45.8],
	[110.3, 19.9],
	[0, 0.001],
	[-70.9, -53.2]
];

describe('metres are those of the ellipsoid, as PostGIS has them', () => {
	let base: TestDatabase;
	beforeAll(async () => {
		base = await openTestDatabase();
	});
	afterAll(() => base.close());
	const metres = async (expression: ReturnType<typeof sql>): Promise<number> =>
		((await sql<{ m: number }>`select (${expression})::float8 m`.execute(base.db)).rows[0] as { m: number }).m;
	const geog = (shape: unknown) => sql`st_setsrid(st_geomfromgeojson(${JSON.stringify(shape)}), 4326)::geography`;

	test.each(PLACES)('around %f, %f', async (lng, lat) => {
		const point = (at: Position) => geog({ type: 'Point', coordinates: at });
		for (const [dx, dy] of [
			[0.0005, 0.0002],
			[0.1, 0],
			[0, 0.09],
			[-0.08, 0.08]
		] as const) {
			const [a, b]: Position[] = [
				[lng, lat],
				[lng + dx, lat + dy]
			];
			const truth = await metres(sql`st_distance(${point(a!)}, ${point(b!)})`);
			expect(distanceM(a!, b!) / truth).toBeCloseTo(1, 4);
			const plane = turnedPlane(localPlane(a!), 0.4);
			expect(Math.hypot(...plane.toXY(b![0], b![1])) / truth).toBeCloseTo(1, 5);
			const back = plane.toLngLat(...plane.toXY(b![0], b![1]));
			expect(back[0]).toBeCloseTo(b![0], 9);
			expect(back[1]).toBeCloseTo(b![1], 9);
		}
		const ring: Position[] = [
			[lng, lat],
			[lng + 0.02, lat + 0.003],
			[lng + 0.011, lat + 0.016],
			[lng - 0.004, lat + 0.009],
			[lng, lat]
		];
		const shape: PolygonShape = { type: 'Polygon', coordinates: [ring] };
		expect(surfaceAreaM2(shape) / (await metres(sql`st_area(${geog(shape)})`))).toBeCloseTo(1, 5);
		const away: Position = [lng + 0.03, lat - 0.004];
		const end: Position = [lng + 0.028, lat + 0.012];
		const leg = geog({ type: 'LineString', coordinates: [away, end] });
		expect(segmentSurfaceM(away, end, shape) / (await metres(sql`st_distance(${leg}, ${geog(shape)})`))).toBeCloseTo(1, 4);
		expect(
			pointLineM(away, ring) / (await metres(sql`st_distance(${point(away)}, ${geog({ type: 'LineString', coordinates: ring })})`))
		).toBeCloseTo(1, 4);
		expect(segmentSurfaceM([lng + 0.005, lat + 0.006], [lng + 0.006, lat + 0.006], shape)).toBe(0);
	});

	test('over half the world within half a percent', async () => {
		const [a, b]: Position[] = [
			[118.78, 32.02],
			[-0.1, 51.5]
		];
		const truth = await metres(sql`st_distance(${geog({ type: 'Point', coordinates: a })}, ${geog({ type: 'Point', coordinates: b })})`);
		expect(Math.abs(distanceM(a!, b!) / truth - 1)).toBeLessThan(0.005);
	});
});
