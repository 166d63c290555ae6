/** PostGIS as the witness: what the check finds is what `st_difference`, `st_intersection` and `st_isvalid` find. */
import fc from 'fast-check';
import type { PoolClient } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ringProblem } from '#lib/geo/ring-problem.ts';
import type { PolygonShape, Position } from '#lib/geo/position.ts';
import { checkGrids } from '#lib/plan/check-grids.ts';
import { openTestDatabase, testEngine, type TestDatabase } from '../database.ts';
import { spoil, spoils, subdivisions, type Subdivision } from './subdivision.ts';

// Where ground meets in slivers the embedded engine's GEOS gives up without saying so and answers nothing: it is no witness.
const sound = testEngine === 'native';
if (!sound) console.log('check-grids: the witness is native PostGIS; on the embedded engine these tests are left out.');

let open: TestDatabase;
let client: PoolClient;
beforeAll(async () => {
	open = await openTestDatabase();
	client = await open.pool.connect();
	// Compiling each question would take longer than answering it.
	await client.query('set jit = off');
});
afterAll(async () => {
	client.release();
	await open.close();
});

/** Below this an oracle that works in floating degrees and a check that works on whole steps need not agree, square metres. */
const TOLERANCE_M2 = 0.05;

interface Witness {
	/** Parts of the parent in no grid, of a grid beyond the parent, and of each pair: area, and the diameter of the widest circle. */
	readonly gap: number;
	readonly outside: number;
	readonly pairs: Readonly<Record<string, number>>;
	readonly covered: number;
	readonly parent: number;
}

async function ask({ boundary, grids }: Subdivision): Promise<Witness> {
	const { rows } = await client.query<{
		gap: number;
		outside: number;
		pairs: Record<string, number> | null;
		covered: number;
		parent: number;
	}>(
		`with parent as (select st_geomfromgeojson($1::jsonb) as geom),
		grids as materialized (select g.no, st_geomfromgeojson(g.shape) as geom from jsonb_to_recordset($2::jsonb) g (no int, shape jsonb)),
		-- slivers of no width whatever are left out of the witness as they are of the check
		parts as (
			select 'gap' as kind, null::text as pair, (st_dump(st_difference(parent.geom, coalesce(st_union(grids.geom), st_geomfromtext('POLYGON EMPTY', 4326))))).geom
			from parent left join grids on true group by parent.geom
			union all
			select 'outside', no::text, (st_dump(st_difference(grids.geom, parent.geom))).geom from grids, parent
			union all
			select 'pair', a.no || '-' || b.no, (st_dump(st_intersection(a.geom, b.geom))).geom from grids a join grids b on a.no < b.no and st_intersects(a.geom, b.geom)
		),
		wide as (
			select kind, pair, st_area(geom::geography) as area from parts
			where st_dimension(geom) = 2 and not st_isempty(st_buffer(st_transform(geom, 4549), -0.01))
		)
		select coalesce((select sum(area) from wide where kind = 'gap'), 0) as gap,
			coalesce((select sum(area) from wide where kind = 'outside'), 0) as outside,
			(select jsonb_object_agg(pair, area) from (select pair, sum(area) as area from wide where kind = 'pair' group by pair) p) as pairs,
			(select st_area(st_intersection(parent.geom, st_union(grids.geom))::geography) from parent, grids group by parent.geom) as covered,
			(select st_area(geom::geography) from parent) as parent`,
		[JSON.stringify(boundary), JSON.stringify(grids.map(({ shape }, no) => ({ no, shape })))]
	);
	const [row] = rows;
	return { gap: row!.gap, outside: row!.outside, pairs: row!.pairs ?? {}, covered: row!.covered ?? 0, parent: row!.parent };
}

const near = (found: number, truth: number): void => {
	expect(Math.abs(found - truth), `${found} for ${truth}`).toBeLessThan(TOLERANCE_M2 + truth * 1e-4);
};

test.runIf(sound)('holes, overlaps and what sticks out have the areas that PostGIS finds', async () => {
	let asked = 0;
	await fc.assert(
		fc.asyncProperty(subdivisions, spoils, async (drawn, how) => {
			const ground = spoil(drawn, how);
			// PostGIS refuses to intersect what is drawn wrongly.
			if ([ground.boundary, ...ground.grids.map(({ shape }) => shape)].some((shape) => ringProblem(shape) !== null)) return;
			asked++;
			const numbered = ground.grids.map(({ shape }, no) => ({ code: String(no), shape }));
			const { faults, checked } = checkGrids({ boundary: [ground.boundary], grids: numbered });
			const truth = await ask(ground);
			const sum = (kind: string, codes?: string): number =>
				faults
					.filter((f) => f.kind === kind && (codes === undefined || f.codes.join('-') === codes))
					.reduce((total, f) => total + f.areaM2, 0);
			near(sum('gap'), truth.gap);
			near(sum('outside'), truth.outside);
			const pairs = new Set([...Object.keys(truth.pairs), ...faults.filter((f) => f.kind === 'overlap').map((f) => byNumber(f.codes))]);
			for (const pair of pairs) {
				const found = faults.filter((f) => f.kind === 'overlap' && byNumber(f.codes) === pair).reduce((total, f) => total + f.areaM2, 0);
				near(found, truth.pairs[pair] ?? 0);
			}
			near(checked.parentAreaM2, truth.parent);
			near(checked.coveredAreaM2, truth.covered);
		}),
		{ numRuns: 120, endOnFailure: true }
	);
	expect(asked).toBeGreaterThan(60);
});

const byNumber = (codes: readonly string[]): string => codes.toSorted((a, b) => Number(a) - Number(b)).join('-');

// A buffer in GEOS bends corners by up to a hundredth of its distance, so it is asked for three hundredths more.
test.runIf(sound)('the widest circle lies within the ground at fault, and PostGIS finds no wider one', async () => {
	await fc.assert(
		fc.asyncProperty(subdivisions, spoils, async (drawn, how) => {
			const { boundary, grids } = spoil(drawn, how);
			const { faults } = checkGrids({ boundary: [boundary], grids });
			const asked = faults.filter(({ kind, shape }) => ['gap', 'overlap', 'outside'].includes(kind) && shape !== null);
			const { rows } = await client.query<{ fits: boolean; wider: boolean; inside: boolean }>(
				`select abs(2 * st_distance(st_transform(at, 4549), st_boundary(ground)) - f.width) < 0.0002 + f.width * 0.0005 as fits,
					not st_isempty(st_buffer(ground, -(f.width / 2) * 1.03 - 0.0015)) as wider,
					st_contains(st_geomfromgeojson(f.shape), at) as inside
				from jsonb_to_recordset($1::jsonb) f (width float, lng float, lat float, shape jsonb),
					lateral (select st_transform(st_geomfromgeojson(f.shape), 4549) as ground, st_setsrid(st_makepoint(f.lng, f.lat), 4326) as at) g`,
				[JSON.stringify(asked.map(({ widthM, position, shape }) => ({ width: widthM, lng: position![0], lat: position![1], shape })))]
			);
			expect(rows).toEqual(asked.map(() => ({ fits: true, wider: false, inside: true })));
		}),
		{ numRuns: 100, endOnFailure: true }
	);
});

/** Rings on a coarse lattice meet themselves in every way there is. Its steps are exact in binary, so that nobody rounds. */
const rings = fc
	.array(fc.tuple(fc.nat(5), fc.nat(5)), { minLength: 3, maxLength: 8 })
	.map((points) => points.map(([x, y]): Position => [118 + x / 1024, 32 + y / 1024]))
	.map((points) => [...points, points[0]!]);
const parts = fc.array(fc.array(rings, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 });

test.runIf(sound)('a surface is refused exactly when PostGIS calls it invalid', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(parts, { minLength: 200, maxLength: 200 }), async (surfaces) => {
			const shapes = surfaces.map((coordinates) => ({ type: 'MultiPolygon' as const, coordinates }));
			const { rows } = await client.query<{ valid: boolean; reason: string }>(
				`select st_isvalid(geom) as valid, st_isvalidreason(geom) as reason
				from jsonb_array_elements($1::jsonb) with ordinality as s (shape, no), lateral (select st_geomfromgeojson(s.shape) as geom) g order by no`,
				[JSON.stringify(shapes)]
			);
			rows.forEach(({ valid, reason }, i) => {
				const problem = ringProblem(shapes[i]!);
				expect(problem === null, `${JSON.stringify(shapes[i]!.coordinates)}: ${reason} / ${problem?.kind}`).toBe(valid);
			});
		}),
		{ numRuns: 40, endOnFailure: true }
	);
});

test.runIf(sound)('the number of pieces of a grid is the number PostGIS counts', async () => {
	const holed = fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { minLength: 1, maxLength: 20 });
	await fc.assert(
		fc.asyncProperty(holed, async (cells) => {
			// A grid of unit squares, joined by PostGIS: touching at corners, with holes, in pieces.
			const { rows } = await client.query<{ shape: PolygonShape; pieces: number; area: number; largest: number }>(
				`with joined as (select st_union(st_makeenvelope(118 + x * 0.001, 32 + y * 0.001, 118 + (x + 1) * 0.001, 32 + (y + 1) * 0.001, 4326)) as geom
					from jsonb_to_recordset($1::jsonb) c (x int, y int)),
				pieces as (select st_area((st_dump(geom)).geom::geography) as area from joined)
				select st_asgeojson(geom, 9)::jsonb as shape, (select count(*) from pieces)::int as pieces,
					(select sum(area) from pieces) as area, (select max(area) from pieces) as largest from joined`,
				[JSON.stringify(cells.map(([x, y]) => ({ x, y })))]
			);
			const { shape, pieces, area, largest } = rows[0]!;
			const { faults } = checkGrids({ boundary: [shape], grids: [{ code: '1', shape }] });
			const found = faults.filter((fault) => fault.kind === 'disconnected');
			expect(faults.length).toBe(found.length);
			expect(found[0]?.pieces ?? 1).toBe(pieces);
			near(found[0]?.areaM2 ?? 0, area - largest);
		}),
		{ numRuns: 60 }
	);
});
