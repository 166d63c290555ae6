/** Plans of borders written and read again, and judged by PostGIS: any plan that edits can make, on both engines. `PLAN_TRIALS` sets how many. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SurfaceShape } from '#lib/geo/position.ts';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import type { BorderPlan } from '#lib/plan/border-plan.ts';
import { planBytes } from '#lib/plan/plan-bytes.ts';
import { figuresOf } from '#lib/plan/plan-figures.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import { bordersOfPlan } from '#lib/server/actions/plan-borders.ts';
import { planOfRows } from '#lib/server/planning/plan-of-rows.ts';
import { rowsOfPlan } from '#lib/server/planning/rows-of-plan.ts';
import { landuseSurfaces, readKeptRows, writePlanRows } from '#lib/server/store/border-plans.ts';
import { inTransaction } from '#lib/server/store/in-transaction.ts';
import { keptGround } from '#lib/server/store/kept-ground.ts';
import { witnessPlan } from '#lib/server/store/plan-witness.ts';
import { saveDistrict } from '#lib/server/store/save-district.ts';
import { packGround, unpackGround } from '#lib/wire/plan-ground.ts';
import { openTestDatabase, type TestDatabase } from '../database.ts';
import { at, ground as drawn } from '../ground.ts';
import { crooked, lakeland } from '../plan/small-plan.ts';
import { someEdit } from '../plan/some-edit.ts';
import { rolling } from '../plan/subdivision.ts';
import { START_MS, value } from './planned-district.ts';
import { sourceOf } from './small-district.ts';

const TRIALS = Number(process.env['PLAN_TRIALS'] ?? 12);
const EDITS_EACH = 40;

let database: TestDatabase;
beforeAll(async () => {
	database = await openTestDatabase();
});
afterAll(() => database?.close());

const text = (plan: BorderPlan): string => new TextDecoder().decode(planBytes(plan));

test(
	`${TRIALS} plans drawn by chance read back as the same bytes, with their lineage and without, and PostGIS finds nothing wrong with them`,
	{ timeout: 600_000 },
	async () => {
		const { db, engine } = database;
		for (let seed = 1; seed <= TRIALS; seed++) {
			const small = seed % 5 === 0 ? lakeland() : crooked(2 + (seed % 3), 2 + (seed % 2), seed % 4, seed);
			const { districtId, planId } = await saveDistrict(db, sourceOf(small), { nowMs: START_MS, plan: { state: 'effective', faults: [] } });
			const { ground } = await keptGround(db, districtId, START_MS);
			let { plan } = value(await bordersOfPlan(db, { id: planId, districtId }, START_MS));
			expect(text(planOfRows((await readKeptRows(db, planId))!))).toBe(text(plan));
			const dice = rolling(seed * 104_729);
			for (let k = 0; k < EDITS_EACH; k++) {
				const changed = applyEdit(plan, someEdit(plan, { ground }, dice), ground);
				if (changed.ok) plan = changed.value.plan;
			}
			await inTransaction(db, async (trx) => {
				const { id } = await trx
					.insertInto('plan')
					.values({ district_id: districtId, revision: 2, name: '试', state: 'reviewed', effective_from: new Date(START_MS) })
					.returning('id')
					.executeTakeFirstOrThrow();
				await writePlanRows((step) => step(trx), districtId, id, rowsOfPlan(plan, []));
				expect(await witnessPlan((step) => step(trx), id, engine === 'native'), `seed ${seed}`).toEqual([]);
				expect(text(planOfRows((await readKeptRows(trx, id))!, { lineage: true })), `seed ${seed}`).toBe(text(plan));
				const base = { ...plan, ended: new Map(), grids: new Map([...plan.grids].map(([code, grid]) => [code, { ...grid, from: [] }])) };
				expect(text(planOfRows((await readKeptRows(trx, id))!)), `seed ${seed}`).toBe(text(base));
			});
			await db.deleteFrom('area').where('id', '=', districtId).execute();
		}
	}
);

test('the ground packs into the same bytes again, and unpacks to what it was', async () => {
	const { db } = database;
	const { districtId } = await saveDistrict(db, sourceOf(crooked(3, 2, 2, 7)), {
		nowMs: START_MS,
		plan: { state: 'effective', faults: [] }
	});
	const { bytes, ground } = await keptGround(db, districtId, START_MS);
	expect(Buffer.from(packGround(ground)).equals(Buffer.from(bytes))).toBe(true);
	expect(unpackGround(bytes.buffer)).toEqual(ground);
	expect(ground.buildings.count).toBeGreaterThan(10);
	expect(() => unpackGround(bytes.slice(0, 40).buffer)).toThrow(RangeError);
});

test('an island in a lake is ground when it is read, packed, unpacked and when it is published', async () => {
	const { db } = database;
	const ring = (...[west, south, east, north]: readonly [number, number, number, number]) =>
		[
			[west, south],
			[east, south],
			[east, north],
			[west, north],
			[west, south]
		].map(([e, n]) => at(e!, n!));
	// In the first grid, 200 m square: a lake of 100 m by 100 m with an island of 40 m by 40 m.
	const shape = { type: 'Polygon', coordinates: [ring(20, 20, 120, 120), ring(40, 40, 80, 80).toReversed()] } as const;
	const source = { ...drawn, landuse: [{ sourceId: 'lake', kind: 'water', name: '湖', shape }] };
	const { districtId, planId } = await saveDistrict(db, source, { nowMs: START_MS, plan: { state: 'effective', faults: [] } });
	const { ground } = await keptGround(db, districtId, START_MS);
	expect(ground.excluded.map((rings) => rings.map(({ length }) => length))).toEqual([[5, 5]]);
	const { plan } = value(await bordersOfPlan(db, { id: planId, districtId }, START_MS));
	const [code] = [...plan.grids.keys()].sort();
	const preview = figuresOf(plan, ground, DEFAULT_RULES.workload).grids.get(code!)!;
	await inTransaction(db, async (trx) => {
		const { id } = await trx
			.insertInto('plan')
			.values({ district_id: districtId, revision: 2, name: '试', state: 'reviewed', effective_from: new Date(START_MS) })
			.returning('id')
			.executeTakeFirstOrThrow();
		await writePlanRows(
			(step) => step(trx),
			districtId,
			id,
			rowsOfPlan(plan, JSON.parse(await landuseSurfaces(trx, districtId, ['water'])) as SurfaceShape[])
		);
		const { bare } = await sql<{ bare: number }>`select area_m2 - ground_area_m2 as bare from grid where plan_id = ${id} and code = ${code}`
			.execute(trx)
			.then(({ rows }) => rows[0]!);
		expect(bare / (100 * 100 - 40 * 40)).toBeCloseTo(1, 2);
		expect((preview.areaM2 - preview.workload.groundAreaM2) / bare).toBeCloseTo(1, 3);
	});
	await db.deleteFrom('area').where('id', '=', districtId).execute();
});
