/** The drawn district of `ground.ts` in a database of its own, with its effective plan as borders, and planners to draw in it. */
import type { AreaId } from '#lib/area/area.ts';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import type { BorderPlan, GridCode, LatticePoint, PlanGround } from '#lib/plan/border-plan.ts';
import { markOf } from '#lib/plan/history.ts';
import { planBytes } from '#lib/plan/plan-bytes.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import { bordersOfPlan } from '#lib/server/actions/plan-borders.ts';
import { makeDraft } from '#lib/server/actions/make-draft.ts';
import { publishDraft } from '#lib/server/actions/publish-draft.ts';
import { reviewDraft } from '#lib/server/actions/review-draft.ts';
import { saveEdits } from '#lib/server/actions/save-edits.ts';
import { submitDraft } from '#lib/server/actions/submit-draft.ts';
import { keptGround } from '#lib/server/store/kept-ground.ts';
import { saveDistrict } from '#lib/server/store/save-district.ts';
import type { Outcome } from '#lib/geo/outcome.ts';
import type { DistrictSource } from '#lib/wire/district-source.ts';
import type { DraftBody, DraftSummary, PublishDraft } from '#lib/wire/drafts.ts';
import { openTestDatabase, type TestDatabase } from '../database.ts';
import { at, ground as drawn, gridCode } from '../ground.ts';

export const START_MS = Date.UTC(2026, 10, 22, 4);
export const HOUR_MS = 3_600_000;
export const ANN = { accountId: 'ann', name: 'Ann' };
export const BEN = { accountId: 'ben', name: 'Ben' };
export const CAT = { accountId: 'cat', name: 'Cat' };

export interface PlannedDistrict {
	readonly database: TestDatabase;
	readonly districtId: AreaId;
	readonly planId: number;
	plan(): Promise<BorderPlan>;
	planOf(planId: number): Promise<BorderPlan>;
	ground(): Promise<PlanGround>;
}

export async function openPlannedDistrict(source: DistrictSource = drawn): Promise<PlannedDistrict> {
	const database = await openTestDatabase();
	const { districtId, planId } = await saveDistrict(database.db, source, {
		nowMs: START_MS - HOUR_MS,
		plan: { state: 'effective', faults: [] }
	});
	const planOf = async (id: number): Promise<BorderPlan> => value(await bordersOfPlan(database.db, { id, districtId }, START_MS)).plan;
	return {
		database,
		districtId,
		planId,
		planOf,
		plan: () => planOf(planId),
		ground: async () => (await keptGround(database.db, districtId, START_MS)).ground
	};
}

export function value<T>(outcome: Outcome<T> | null): T {
	if (!outcome) throw new Error('nothing there');
	if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.problem)}`);
	return outcome.value;
}

export function problem(outcome: Outcome<unknown> | null): string {
	if (!outcome) return 'missing';
	if (outcome.ok) throw new Error('it was accepted');
	return outcome.problem.kind;
}

export const metres = (eastM: number, northM: number): LatticePoint => {
	const [lng, lat] = at(eastM, northM);
	return [Math.round(lng * 1e7), Math.round(lat * 1e7)];
};

export const GRID = (row: number, column: number): GridCode => gridCode(row, column) as GridCode;

/** Parts a grid by a line from south to north, so many metres east of its western edge. */
export const split = (row: number, column: number, code: GridCode, eastM = 100): PlanEdit => ({
	verb: 'split-grid',
	grid: GRID(row, column),
	line: [metres(column * 200 + eastM, row * 200), metres(column * 200 + eastM, row * 200 + 200)],
	name: `新网格${code.slice(12)}`,
	code
});
export const rename = (row: number, column: number, name: string): PlanEdit => ({ verb: 'rename-grid', grid: GRID(row, column), name });

/** Draws the edits as a browser does, and the mark of what they give. */
export function draw(base: BorderPlan, edits: readonly PlanEdit[], ground: PlanGround): { plan: BorderPlan; mark: number } {
	let plan = base;
	for (const edit of edits) plan = value(applyEdit(plan, edit, ground)).plan;
	return { plan, mark: markOf(planBytes(plan)) };
}

/** A draft with these edits, saved by Ann. */
export async function draftWith(district: PlannedDistrict, edits: readonly PlanEdit[], name = '草案'): Promise<DraftBody> {
	const { db } = district.database;
	const made = value(await makeDraft(db, district.districtId, { name }, ANN, START_MS));
	const base = await district.planOf(made.draft.base.id);
	const { mark } = draw(base, edits, await district.ground());
	return value(
		await saveEdits(db, made.draft.id, { revision: made.draft.revision, keep: 0, edits, at: edits.length, mark }, ANN, START_MS)
	);
}

/** The same, submitted, accepted by Ben and published. */
export async function publishWith(
	district: PlannedDistrict,
	edits: readonly PlanEdit[],
	publish: PublishDraft,
	nowMs = START_MS
): Promise<DraftSummary> {
	const { draft } = await draftWith(district, edits);
	await reviewed(district, draft.id);
	return value(await publishDraft(district.database, draft.id, publish, ANN, nowMs));
}

export async function reviewed(district: PlannedDistrict, draftId: number): Promise<DraftSummary> {
	const { db } = district.database;
	value(await submitDraft(db, draftId, ANN, START_MS));
	return value(await reviewDraft(db, draftId, { verdict: 'accept', note: '' }, BEN, START_MS));
}
