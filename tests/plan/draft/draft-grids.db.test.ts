/** PostGIS as the witness of drafted grids: they cover their ground, share none of it, are whole, and hold each building whole. */
import type { PoolClient } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draftGrids } from '#lib/plan/draft/draft-grids.ts';
import { openTestDatabase, type TestDatabase } from '../../database.ts';
import { drawGround, type GroundPlan } from './ground.ts';

let open: TestDatabase;
let client: PoolClient;
beforeAll(async () => {
	open = await openTestDatabase();
	client = await open.pool.connect();
});
afterAll(async () => {
	client.release();
	await open.close();
});

const PLANS: readonly GroundPlan[] = [
	{ blocks: 3, seed: 1, grids: 5 },
	{ blocks: 3, seed: 2, grids: 7, hole: true },
	{ blocks: 3, seed: 3, grids: 6, island: true },
	{ blocks: 4, seed: 4, grids: 12, hole: true, island: true, crowded: true }
];

test.each(PLANS)('%j: what PostGIS finds between the grids is nowhere two centimetres wide', async (plan) => {
	const request = drawGround(plan);
	const draft = draftGrids(request);
	if (!draft.ok) throw new Error(draft.problem.kind);
	const { rows } = await client.query<Record<string, number>>(
		`with parent as (select st_geomfromgeojson($1::jsonb) as geom),
		grids as materialized (select no, st_geomfromgeojson(shape) as geom from jsonb_to_recordset($2::jsonb) g (no int, shape jsonb)),
		houses as materialized (select no, st_geomfromgeojson(shape) as geom from jsonb_to_recordset($3::jsonb) b (no int, shape jsonb)),
		parts as (
			select st_difference(parent.geom, (select st_union(geom) from grids)) as geom from parent
			union all select st_difference(grids.geom, parent.geom) from grids, parent
			union all select st_intersection(a.geom, b.geom) from grids a join grids b on a.no < b.no and st_intersects(a.geom, b.geom)
		),
		-- a house is whole in the grid that holds most of it but for what rounding to a centimetre leaves
		cut as (
			select houses.no from houses
			where not exists (select from grids where st_covers(st_buffer(st_transform(grids.geom, 4549), 0.02), st_transform(houses.geom, 4549)))
		)
		select
			(select count(*) from grids where not st_isvalid(geom) or geometrytype(geom) <> 'POLYGON')::int as invalid,
			(select count(*) from parts where st_dimension(geom) = 2 and not st_isempty(st_buffer(st_transform(geom, 4549), -0.01)))::int as wide,
			(select count(*) from cut)::int as cut`,
		[
			JSON.stringify(request.boundary[0]),
			JSON.stringify(draft.value.grids.map(({ shape }, no) => ({ no, shape }))),
			JSON.stringify(request.buildings.map(({ shape }, no) => ({ no, shape })))
		]
	);
	expect(rows[0]).toEqual({ invalid: 0, wide: 0, cut: 0 });
});
