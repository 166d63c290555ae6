/** The real district beside the repository, from its files to a published plan: imported, its borders made, an overloaded grid split in two, reviewed, published. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AreaId } from '#lib/area/area.ts';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import type { GridCode } from '#lib/plan/border-plan.ts';
import { markOf } from '#lib/plan/history.ts';
import { planBytes } from '#lib/plan/plan-bytes.ts';
import { figuresOf } from '#lib/plan/plan-figures.ts';
import { splitEqualEdit } from '#lib/plan/split-equal.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import { advancePlans } from '#lib/server/actions/advance-plans.ts';
import { bordersOfPlan } from '#lib/server/actions/plan-borders.ts';
import { makeDraft } from '#lib/server/actions/make-draft.ts';
import { publishDraft } from '#lib/server/actions/publish-draft.ts';
import { reviewDraft } from '#lib/server/actions/review-draft.ts';
import { saveEdits } from '#lib/server/actions/save-edits.ts';
import { submitDraft } from '#lib/server/actions/submit-draft.ts';
import { keptGround } from '#lib/server/store/kept-ground.ts';
import { planChain } from '#lib/server/store/plan-chain.ts';
import { runCli } from '../cli/run-cli.ts';
import { openTestDatabase, type TestDatabase } from '../database.ts';
import { noRealDistrict, realFile } from '../real-district.ts';
import { ANN, BEN, value } from './planned-district.ts';

let open: TestDatabase;
beforeAll(async () => {
	open = await openTestDatabase();
});
afterAll(() => open?.close());

describe.skipIf(noRealDistrict)(`the real district${noRealDistrict ? ` (skipped: ${noRealDistrict})` : ''}`, () => {
	test('is imported, its most loaded grid split in two, reviewed, and published for tomorrow: every building in one grid, no ground lost', async () => {
		const { options, db } = open;
		const env: Record<string, string> =
			'dataDir' in options ? { DATABASE_URL: '', GRIDKEEPER_DATA: options.dataDir! } : { DATABASE_URL: options.databaseUrl };
		const layers = ['boundary', 'grids', 'buildings', 'roads', 'posts', 'pois'].flatMap((layer) => [`--${layer}`, realFile(layer)]);
		const ran = await runCli(['import', ...layers, '--landuse', realFile('landuse-water')], env);
		expect(ran.status, ran.err).toBe(0);

		const nowMs = Date.now();
		const { id } = await db.selectFrom('area').where('depth', '=', 0).select('id').executeTakeFirstOrThrow();
		const districtId = id as AreaId;
		const [live] = (await planChain(db, districtId)).links;
		const { ground } = await keptGround(db, districtId, nowMs);
		const { plan: base } = value(await bordersOfPlan(db, { id: live!.id, districtId }, nowMs));
		expect([base.grids.size, ground.buildings.count]).toEqual([36, 1766]);

		const loads = [...figuresOf(base, ground, DEFAULT_RULES.workload).grids.values()].sort(
			(a, b) => (b.workload.load ?? 0) - (a.workload.load ?? 0)
		);
		let split: ReturnType<typeof splitEqualEdit> | null = null;
		for (const { code } of loads) {
			split = splitEqualEdit(base, ground, DEFAULT_RULES.workload, { grid: code, parts: 2, nameOf: (fresh: GridCode) => `新${fresh}` });
			if (split.ok && applyEdit(base, split.value, ground).ok) break;
		}
		const edit = value(split);
		const { plan } = value(applyEdit(base, edit, ground));
		const { draft } = value(await makeDraft(db, districtId, { name: '拆分' }, ANN, nowMs));
		const save = { revision: draft.revision, keep: 0, edits: [edit], at: 1, mark: markOf(planBytes(plan)) };
		value(await saveEdits(db, draft.id, save, ANN, nowMs));
		value(await submitDraft(db, draft.id, ANN, nowMs));
		value(await reviewDraft(db, draft.id, { verdict: 'accept', note: '' }, BEN, nowMs));
		const tomorrowMs = nowMs + 86_400_000;
		value(await publishDraft(open, draft.id, { effectiveFromMs: tomorrowMs }, ANN, nowMs));
		expect(await advancePlans(db, tomorrowMs)).toEqual([districtId]);

		const { rows } = await sql<{ state: string; grids: number; buildings: number; twice: number; area_m2: number }>`
			select p.state, count(*)::int as grids, sum(st_area(g.geom::geography)) as area_m2,
				(select count(distinct building_id)::int from grid_building where plan_id = p.id) as buildings,
				(select count(*)::int from (select from grid_building where plan_id = p.id group by building_id having count(*) > 1) t) as twice
			from plan p join grid g on g.plan_id = p.id group by p.id order by p.id`.execute(db);
		expect(rows).toMatchObject([
			{ state: 'ended', grids: 36, buildings: 1766, twice: 0 },
			{ state: 'effective', grids: 37, buildings: 1766, twice: 0 }
		]);
		// Of 4 km² no ground was lost but by rounding along the lines that were drawn together.
		expect(Math.abs(rows[0]!.area_m2 - rows[1]!.area_m2)).toBeLessThan(2);
	});
});
