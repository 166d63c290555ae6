/**
 * Twenty editors at once on one draft. Each draws, saves, and where somebody was quicker draws its edit again upon what there is now and tries again.
 * `EDITOR_EDITS` sets how many edits are saved in all; 10,000 is the long form.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import { markOf } from '#lib/plan/history.ts';
import { planBytes } from '#lib/plan/plan-bytes.ts';
import { checkPlan, isSound } from '#lib/plan/plan-check.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import { rebase } from '#lib/plan/rebase.ts';
import { makeDraft } from '#lib/server/actions/make-draft.ts';
import { saveEdits } from '#lib/server/actions/save-edits.ts';
import { editsOf } from '#lib/server/store/drafts.ts';
import { boundaryOf } from '#lib/server/store/plan-witness.ts';
import { crooked } from '../plan/small-plan.ts';
import { someEdit } from '../plan/some-edit.ts';
import { rolling } from '../plan/subdivision.ts';
import { openPlannedDistrict, type PlannedDistrict, START_MS, value } from './planned-district.ts';
import { sourceOf } from './small-district.ts';

const EDITS = Number(process.env['EDITOR_EDITS'] ?? 240);
const EDITORS = 20;

let district: PlannedDistrict;
beforeAll(async () => {
	district = await openPlannedDistrict(sourceOf(crooked(4, 3, 2, 11)));
});
afterAll(() => district?.database.close());

test(
	`${EDITORS} editors save ${EDITS} edits on one draft: none acknowledged is lost, and every revision is a sound plan`,
	{ timeout: 3_600_000 },
	async () => {
		const { db } = district.database;
		const ground = await district.ground();
		const base = await district.plan();
		const { draft } = value(await makeDraft(db, district.districtId, { name: '同画' }, { accountId: 'editor-0', name: '0' }, START_MS));
		const acknowledged: { readonly by: string; readonly edit: PlanEdit; readonly revision: number }[] = [];
		let conflicts = 0;

		/** What every hand would draw after a revision, drawn once: the marks of the saves and the drawing anew below say that it is right. */
		const planAt = new Map([[draft.revision, base]]);
		const editors = Array.from({ length: EDITORS }, (_, i) => {
			const actor = { accountId: `editor-${i}`, name: String(i) };
			const dice = rolling(i * 7919 + 17);
			let [plan, edits, revision]: [typeof base, readonly PlanEdit[], number] = [base, [], draft.revision];
			const catchUp = (theirs: readonly PlanEdit[], at: number): void => {
				const known = planAt.get(at);
				// Whoever saved it may not have heard yet that it is saved.
				if (known) plan = known;
				else for (const edit of theirs.slice(edits.length)) plan = value(applyEdit(plan, edit, { ...ground, usedCodes: new Set() })).plan;
				[edits, revision] = [theirs, at];
			};
			return async (): Promise<void> => {
				let wanted = someEdit(plan, { ground }, dice);
				for (;;) {
					const { kept, plan: after } = rebase(plan, [wanted], ground);
					// Refused as things stand: the hand draws something else.
					if (kept.length === 0) {
						wanted = someEdit(plan, { ground }, dice);
						continue;
					}
					const { edit } = kept[0]!;
					const save = { revision, keep: edits.length, edits: [edit], at: edits.length + 1, mark: markOf(planBytes(after)) };
					const saved = await saveEdits(db, draft.id, save, actor, START_MS);
					if (saved?.ok) {
						planAt.set(saved.value.draft.revision, after);
						acknowledged.push({ by: actor.accountId, edit, revision: saved.value.draft.revision });
						catchUp(saved.value.edits, saved.value.draft.revision);
						return;
					}
					const now = saved?.problem.movedOn;
					if (!now) throw new Error(`refused: ${JSON.stringify(saved?.problem)}`);
					conflicts++;
					catchUp(now.edits, now.draft.revision);
				}
			};
		});

		const dice = rolling(42);
		while (acknowledged.length < EDITS) {
			const hands = editors.filter(() => dice() < 0.2).slice(0, EDITS - acknowledged.length);
			await Promise.all(hands.map((draw) => draw()));
		}

		console.log(
			`${acknowledged.length} edits by ${EDITORS} editors, ${conflicts} times somebody else was quicker (EDITOR_EDITS=10000 for the long form)`
		);
		expect(conflicts).toBeGreaterThan(0);
		const kept = await editsOf(db, draft.id);
		const inOrder = acknowledged.toSorted((a, b) => a.revision - b.revision);
		expect(kept.map(({ edit, madeBy }) => ({ edit, by: madeBy }))).toEqual(inOrder.map(({ edit, by }) => ({ edit, by })));
		expect(new Set(inOrder.map(({ revision }) => revision)).size).toBe(EDITS);

		const revisions = await db
			.selectFrom('draft_revision')
			.where('draft_id', '=', draft.id)
			.where('did', '=', 'saved')
			.orderBy('revision')
			.selectAll()
			.execute();
		expect(revisions.length).toBe(EDITS);
		const parent = await boundaryOf(db, district.districtId);
		let plan = base;
		for (const [i, { edit }] of kept.entries()) {
			plan = value(applyEdit(plan, edit, { ...ground, usedCodes: new Set() })).plan;
			expect(markOf(planBytes(plan))).toBe(revisions[i]!.mark);
			const check = checkPlan(plan, parent, ground);
			expect(isSound(check), `revision ${revisions[i]!.revision}: ${JSON.stringify(edit)} ${JSON.stringify(check)}`).toBe(true);
		}
	}
);
