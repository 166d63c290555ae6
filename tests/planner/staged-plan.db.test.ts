/** A plan on its way to being published: seen by nobody, removed when it does not get there, and proved by what is there when it does. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishDraft } from '#lib/server/actions/publish-draft.ts';
import { rowsOfPlan } from '#lib/server/planning/rows-of-plan.ts';
import { writePlanRows } from '#lib/server/store/border-plans.ts';
import { inTransaction, type Trx } from '#lib/server/store/in-transaction.ts';
import { planChain, planEntries, planSummary } from '#lib/server/store/plan-chain.ts';
import { inStagedPlan, insertStagedPlan, removeStagedPlans, sealOf } from '#lib/server/store/staged-plans.ts';
import type { GridCode } from '#lib/plan/border-plan.ts';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import {
	ANN,
	draftWith,
	GRID,
	HOUR_MS,
	openPlannedDistrict,
	type PlannedDistrict,
	problem,
	reviewed,
	split,
	START_MS,
	value
} from './planned-district.ts';

/** The number of a grid in the community of a row. */
const code = (row: number, number: number): GridCode => `${GRID(row, 1).slice(0, 12)}00${number}` as GridCode;
let district: PlannedDistrict;
beforeAll(async () => {
	district = await openPlannedDistrict();
});
afterAll(() => district?.database.close());

const counted = async (): Promise<unknown> =>
	(
		await sql`select (select count(*)::int from plan) as plans, (select count(*)::int from grid) as grids,
			(select count(*)::int from grid_building) as buildings, (select count(*)::int from grid_code) as codes`.execute(district.database.db)
	).rows[0];

/** What a server leaves that is killed after it wrote the rows of a plan with one grid more. */
async function leave(draftId: number, free: GridCode): Promise<number> {
	const { db } = district.database;
	const { plan } = value(applyEdit(await district.plan(), split(0, 0, free), await district.ground()));
	const staged = { districtId: district.districtId, name: '新', note: '', baseId: district.planId, draftId, bringsBack: null };
	const id = await inTransaction(db, (trx) =>
		insertStagedPlan(trx, { ...staged, effectiveFrom: new Date(START_MS) }, ANN, new Date(START_MS))
	);
	await writePlanRows((step) => inStagedPlan(db, id, step), district.districtId, id, rowsOfPlan(plan, []));
	return id;
}

test('what a killed server left of a plan is seen by nobody, uses up no code, and is removed by the next who publishes', async () => {
	const { db } = district.database;
	const before = await counted();
	const { draft } = await draftWith(district, [split(0, 0, code(0, 4))]);
	await reviewed(district, draft.id);
	const id = await leave(draft.id, code(0, 4));
	expect(await counted()).toEqual({ plans: 2, grids: 13, buildings: 84, codes: 6 });
	expect(await planSummary(db, id)).toBeNull();
	expect((await planEntries(db, district.districtId)).map((plan) => plan.id)).toEqual([district.planId]);
	expect((await planChain(db, district.districtId)).links.map((link) => link.id)).toEqual([district.planId]);

	await removeStagedPlans(db);
	expect(await counted()).toEqual(before);

	const again = await leave(draft.id, code(0, 4));
	expect(value(await publishDraft(district.database, draft.id, { effectiveFromMs: START_MS + HOUR_MS }, ANN, START_MS))).toMatchObject({
		state: 'scheduled'
	});
	expect(await counted()).toEqual({ plans: 2, grids: 13, buildings: 84, codes: 7 });
	expect(await planEntries(db, district.districtId)).toMatchObject([
		{ revision: 2, state: 'reviewed', grids: 7 },
		{ revision: 1, state: 'effective', grids: 6 }
	]);
	expect(await planSummary(db, again)).toBeNull();
});

test('who writes on after another has removed what was written is told that it is gone', async () => {
	const { db } = district.database;
	const id = await leave((await db.selectFrom('draft').select('id').executeTakeFirstOrThrow()).id, code(0, 9));
	await removeStagedPlans(db, district.districtId);
	await expect(inStagedPlan(db, id, async () => 'written')).rejects.toThrow(`plan ${id}`);
	await expect(sealOf(db, id)).rejects.toThrow(`plan ${id}`);
});

test.each<[string, (trx: Trx, planId: number) => Promise<unknown>]>([
	['a grid drawn anew', (trx, id) => sql`update grid set geom = geom where plan_id = ${id} and code = ${GRID(0, 1)}`.execute(trx)],
	['a grid that is gone', (trx, id) => sql`delete from grid where plan_id = ${id} and code = ${GRID(0, 1)}`.execute(trx)],
	[
		'a building given to another grid',
		(trx, id) =>
			sql`update grid_building set grid_id = (select min(id) from grid where plan_id = ${id})
			where plan_id = ${id} and building_id = (select max(id) from building)`.execute(trx)
	],
	[
		'a building that moved',
		(trx) => sql`update building set geom = st_translate(geom, 0.001, 0) where id = (select max(id) from building)`.execute(trx)
	],
	[
		'a new building',
		(trx) => sql`insert into building (district_id, source_id, geom) select district_id, 'new', geom from building limit 1`.execute(trx)
	],
	['a building that is gone', (trx) => sql`delete from building where id = (select max(id) from building)`.execute(trx)],
	[
		'a border that says something else',
		(trx, id) => sql`update plan_border set left_code = null where plan_id = ${id} and no = 1`.execute(trx)
	],
	['another edge of the district', (trx) => sql`update area set geom = st_translate(geom, 0.001, 0) where depth = 0`.execute(trx)]
])('the seal of a plan that was proved is broken by %s', async (_, change) => {
	const { db } = district.database;
	const id = await leave((await db.selectFrom('draft').select('id').executeTakeFirstOrThrow()).id, code(0, 9));
	const seal = await sealOf(db, id);
	expect(await sealOf(db, id)).toBe(seal);
	await db
		.transaction()
		.execute(async (trx) => {
			await change(trx, id);
			expect(await sealOf(trx, id)).not.toBe(seal);
			throw new Error('as it was');
		})
		.catch((error: unknown) => {
			if ((error as Error).message !== 'as it was') throw error;
		});
	expect(await sealOf(db, id)).toBe(seal);
	await removeStagedPlans(db);
});

test('where another server removes what was written so far, it is begun anew', async () => {
	const { db } = district.database;
	const { draft } = await draftWith(district, [split(1, 1, code(1, 4))]);
	await reviewed(district, draft.id);
	await sql`create sequence tries`.execute(db);
	await sql
		.raw(
			`create function sweep() returns trigger language plpgsql as $$ begin
				if nextval('tries') = 1 then delete from plan where state = 'staged'; end if; return null; end $$`
		)
		.execute(db);
	await sql`create trigger sweeps after insert on plan_border for each statement execute function sweep()`.execute(db);
	const published = await publishDraft(district.database, draft.id, { effectiveFromMs: START_MS + 2 * HOUR_MS }, ANN, START_MS);
	await sql`drop trigger sweeps on plan_border`.execute(db);
	expect(value(published)).toMatchObject({ state: 'scheduled' });
	expect((await sql`select last_value::int as n from tries`.execute(db)).rows).toEqual([{ n: 2 }]);
	expect(await planEntries(db, district.districtId)).toMatchObject([{ grids: 8 }, { grids: 7 }, { grids: 6 }]);
});

test('two who publish at once are heard one after the other: the plan is there once', async () => {
	const { db } = district.database;
	const { draft } = await draftWith(district, [split(1, 2, code(1, 5))]);
	await reviewed(district, draft.id);
	const both = await Promise.all([
		publishDraft(district.database, draft.id, { effectiveFromMs: START_MS + 3 * HOUR_MS }, ANN, START_MS),
		publishDraft(district.database, draft.id, { effectiveFromMs: START_MS + 3 * HOUR_MS }, ANN, START_MS)
	]);
	expect(both.map((one) => one?.ok)).toEqual([true, false]);
	expect(problem(both[1]!)).toBe('draft.wrong-state');
	const { rows } = await sql`select count(*)::int as n from plan where draft_id = ${draft.id}`.execute(db);
	expect(rows).toEqual([{ n: 1 }]);
});
