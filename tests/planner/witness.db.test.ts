/** Bad plans written straight into the tables: PostGIS must find each by itself, on either engine, with its overlays and without. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Trx } from '#lib/server/store/in-transaction.ts';
import { rowsOfPlan } from '#lib/server/planning/rows-of-plan.ts';
import { writePlanRows } from '#lib/server/store/border-plans.ts';
import { witnessPlan } from '#lib/server/store/plan-witness.ts';
import { at, gridCode } from '../ground.ts';
import { openPlannedDistrict, type PlannedDistrict, START_MS } from './planned-district.ts';

let district: PlannedDistrict;
beforeAll(async () => {
	district = await openPlannedDistrict();
});
afterAll(() => district?.database.close());

class Undo extends Error {}

/** What the witness says of the district's plan after something was done to its rows. */
async function witnessed(spoil: (trx: Trx, planId: number) => Promise<void>): Promise<string[]> {
	const { db, engine } = district.database;
	const plan = await district.plan();
	let kinds: string[] = [];
	const trial = db.transaction().execute(async (trx) => {
		const { id } = await trx
			.insertInto('plan')
			.values({ district_id: district.districtId, revision: 2, name: '试', state: 'reviewed', effective_from: new Date(START_MS) })
			.returning('id')
			.executeTakeFirstOrThrow();
		await writePlanRows((step) => step(trx), district.districtId, id, rowsOfPlan(plan, []));
		await spoil(trx, id);
		const alone = await witnessPlan((step) => step(trx), id, false);
		kinds = [...new Set(alone.map(({ kind }) => kind))].sort();
		expect(alone.every(({ witness }) => witness)).toBe(true);
		if (engine === 'native') expect((await witnessPlan((step) => step(trx), id, true)).length > 0).toBe(alone.length > 0);
		throw new Undo();
	});
	await trial.catch((error: unknown) => {
		if (!(error instanceof Undo)) throw error;
	});
	return kinds;
}

const [W, H] = [200, 200];
/** A polygon by metres from the origin, on the lattice. */
const ring = (...points: readonly (readonly [number, number])[]) => {
	const path = [...points, points[0]!].map(([e, n]) => at(e, n).map((degrees) => Math.round(degrees * 1e7) / 1e7));
	return `(${path.map((point) => point.join(' ')).join(', ')})`;
};
const redraw = (row: number, column: number, wkt: string) => async (trx: Trx, planId: number) => {
	await sql`update grid set geom = st_geomfromtext(${wkt}, 4326) where plan_id = ${planId} and code = ${gridCode(row, column)}`.execute(
		trx
	);
};

test('a sound plan is whole', async () => {
	expect(await witnessed(async () => undefined)).toEqual([]);
});

test.each<[string, (trx: Trx, planId: number) => Promise<void>, string]>([
	['a hole between two grids', redraw(0, 0, `POLYGON(${ring([0, 0], [W, 0], [W - 5, H / 2], [W, H], [0, H])})`), 'gap'],
	['a hole of five centimetres', redraw(0, 0, `POLYGON(${ring([0, 0], [W, 0], [W - 0.05, H / 2], [W, H], [0, H])})`), 'gap'],
	['an overlap', redraw(0, 0, `POLYGON(${ring([0, 0], [W, 0], [W + 5, H / 2], [W, H], [0, H])})`), 'overlap'],
	[
		'a hole in the middle of a grid',
		redraw(0, 0, `POLYGON(${ring([0, 0], [W, 0], [W, H], [0, H])}, ${ring([80, 80], [80, 90], [90, 90], [90, 80])})`),
		'gap'
	],
	['a grid that falls short of the edge of the district', redraw(0, 0, `POLYGON(${ring([0, 0.05], [W, 0], [W, H], [0, H])})`), 'gap'],
	['a grid that reaches beyond the district', redraw(0, 0, `POLYGON(${ring([0, 0], [W / 2, -3], [W, 0], [W, H], [0, H])})`), 'outside'],
	['two grids on the same ground and none on another', redraw(0, 0, `POLYGON(${ring([W, 0], [2 * W, 0], [2 * W, H], [W, H])})`), 'overlap'],
	[
		'a grid in two pieces',
		redraw(0, 0, `MULTIPOLYGON((${ring([0, 0], [90, 0], [90, H], [0, H])}), (${ring([110, 0], [W, 0], [W, H], [110, H])}))`),
		'disconnected'
	],
	['a grid drawn like an eight', redraw(0, 0, `POLYGON(${ring([0, 0], [W, H], [W, 0], [0, H])})`), 'invalid'],
	[
		'a grid that is gone',
		async (trx, planId) => void (await sql`delete from grid where plan_id = ${planId} and code = ${gridCode(1, 1)}`.execute(trx)),
		'gap'
	],
	['a plan without any grid', async (trx, planId) => void (await sql`delete from grid where plan_id = ${planId}`.execute(trx)), 'gap'],
	[
		'a whole plan moved by three metres',
		async (trx, planId) => void (await sql`update grid set geom = st_translate(geom, 0.00003, 0) where plan_id = ${planId}`.execute(trx)),
		'outside'
	],
	[
		'coordinates between the lattice points',
		async (trx, planId) =>
			void (await sql`update grid set geom = st_translate(geom, 0.00000004, 0) where plan_id = ${planId}`.execute(trx)),
		'off-lattice'
	],
	[
		'a building in no grid',
		async (trx, planId) =>
			void (await sql`delete from grid_building where plan_id = ${planId} and building_id = (select min(id) from building)`.execute(trx)),
		'orphan-building'
	],
	[
		'a building given to a grid that holds nothing of it',
		async (trx, planId) =>
			void (await sql`update grid_building set grid_id = (select id from grid where plan_id = ${planId} and code = ${gridCode(1, 2)})
				where plan_id = ${planId} and building_id = (select min(id) from building)`.execute(trx)),
		'astray-building'
	],
	[
		'a building given to a grid of another plan',
		async (trx, planId) =>
			void (await sql`update grid_building set grid_id = (select id from grid where plan_id = ${district.planId} and code = ${gridCode(0, 0)})
				where plan_id = ${planId} and building_id = (select min(id) from building)`.execute(trx)),
		'astray-building'
	],
	[
		'a border that says something else than the polygons',
		async (trx, planId) =>
			void (await sql`update plan_border set left_code = right_code, right_code = left_code where plan_id = ${planId} and no = 0`.execute(
				trx
			)),
		'borders'
	],
	[
		'a border that is gone',
		async (trx, planId) => void (await sql`delete from plan_border where plan_id = ${planId} and no = 1`.execute(trx)),
		'borders'
	],
	[
		'a code of another community',
		async (trx, planId) =>
			void (await sql`update grid set area_id = (select area_id from grid where plan_id = ${planId} and code = ${gridCode(1, 2)})
				where plan_id = ${planId} and code = ${gridCode(0, 0)}`.execute(trx)),
		'invalid'
	]
])('%s is found', async (_, spoil, kind) => {
	expect(await witnessed(spoil)).toContain(kind);
});

test('a building cannot even be written into two grids', async () => {
	const twice = witnessed(
		async (trx, planId) =>
			void (await sql`insert into grid_building (plan_id, building_id, grid_id)
				select ${planId}::int, (select min(id) from building), id from grid where plan_id = ${planId} and code = ${gridCode(1, 2)}`.execute(trx))
	);
	await expect(twice).rejects.toThrow(/duplicate key/);
});
