/**
 * Draws a draft again upon the plan that will hold. What is refused there is left out, kept in the record and told. A draft that was handed in or accepted is
 * a drawing again afterwards: what was reviewed was another plan.
 */
import type { Db } from '#db/open.ts';
import { done, refused, type Outcome } from '#lib/geo/outcome.ts';
import { markOf } from '#lib/plan/history.ts';
import type { RebaseAnswer } from '#lib/wire/drafts.ts';
import type { DraftProblem } from '../answer/refuse-draft.ts';
import { addEdits, type Actor, draftRow, dropEdits, editsOf, lockDraft, reviseDraft, sayWhyDropped, summaryOf } from '../store/drafts.ts';
import { inPlanThread } from '../planning/plan-thread.ts';
import { inTransaction } from '../store/in-transaction.ts';
import { keptGround } from '../store/kept-ground.ts';
import { lastOf, planChain } from '../store/plan-chain.ts';
import { bordersOfPlan } from './plan-borders.ts';
import { movedOn } from './save-edits.ts';

const OPEN = ['drawing', 'submitted', 'reviewed'];

/** @returns null where there is no such draft. */
export async function rebaseDraft(
	db: Db,
	draftId: number,
	actor: Actor,
	nowMs: number
): Promise<Outcome<RebaseAnswer, DraftProblem> | null> {
	const draft = await draftRow(db, draftId);
	if (!draft) return null;
	if (!OPEN.includes(draft.state)) return refused({ kind: 'draft.wrong-state', detail: { state: draft.state } });
	const onto = lastOf(await planChain(db, draft.district_id));
	if (!onto) return refused({ kind: 'draft.no-plan' });
	const base = await bordersOfPlan(db, { id: onto.id, districtId: draft.district_id }, nowMs);
	if (!base.ok) return base;
	const ground = await keptGround(db, draft.district_id, nowMs);
	const before = await editsOf(db, draftId);
	// What was undone is not drawn again; it stays in the record.
	const { plan, kept, leftOut } = await inPlanThread('rebase', {
		ground,
		plan: base.value.bytes,
		edits: before.slice(0, draft.edits).map(({ edit }) => edit)
	});
	const at = new Date(nowMs);
	const row = await inTransaction(db, async (trx) => {
		const locked = await lockDraft(trx, draftId);
		if (locked?.revision !== draft.revision) return null;
		const change = {
			base_id: onto.id,
			edits: kept.length,
			state: 'drawing' as const,
			submitted_by: null,
			submitted_name: null,
			submitted_at: null,
			reviewed_by: null,
			reviewed_name: null,
			reviewed_at: null,
			review_note: null
		};
		const next = await reviseDraft(trx, locked, change, { what: 'rebased', mark: markOf(plan) }, actor, at);
		await dropEdits(trx, draftId, 0, next.revision);
		await addEdits(
			trx,
			draftId,
			0,
			next.revision,
			kept.map(({ index, edit }) => ({ ...before[index]!, edit }))
		);
		await sayWhyDropped(
			trx,
			draftId,
			next.revision,
			leftOut.map(({ index, problem }) => ({ position: index, kind: problem.kind }))
		);
		return next;
	});
	if (!row) return movedOn(db, draftId);
	return done({
		body: { draft: await summaryOf(db, row), edits: kept.map(({ edit }) => edit), at: row.edits },
		leftOut: leftOut.map(({ edit, problem }) => ({ edit, why: problem.kind, ...(problem.at && { at: problem.at }) }))
	});
}
