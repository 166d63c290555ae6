/** Hands a draft in for review. Refused where it is the same as its base, where another plan has taken the place of the base, and with every fault it has. */
import type { Db } from '#db/open.ts';
import { done, refused, type Outcome } from '#lib/geo/outcome.ts';
import { planBytes } from '#lib/plan/plan-bytes.ts';
import type { DraftSummary } from '#lib/wire/drafts.ts';
import type { DraftProblem } from '../answer/refuse-draft.ts';
import { type Actor, lockDraft, reviseDraft, summaryOf } from '../store/drafts.ts';
import { inTransaction } from '../store/in-transaction.ts';
import { isBehind, planChain } from '../store/plan-chain.ts';
import { boundaryOf } from '../store/plan-witness.ts';
import { drawDraft } from './draw-draft.ts';
import { inPlanThread } from '../planning/plan-thread.ts';
import { movedOn } from './save-edits.ts';

/** @returns null where there is no such draft. */
export async function submitDraft(
	db: Db,
	draftId: number,
	actor: Actor,
	nowMs: number
): Promise<Outcome<DraftSummary, DraftProblem> | null> {
	const drawing = await drawDraft(db, draftId, nowMs);
	if (!drawing?.ok) return drawing;
	const { draft, edits, ground, base } = drawing.value;
	if (draft.state !== 'drawing') return refused({ kind: 'draft.wrong-state', detail: { state: draft.state } });
	if (isBehind(await planChain(db, draft.district_id), draft.base_id)) return refused({ kind: 'draft.behind' });
	const plan = await drawing.value.plan(draft.edits);
	if (!plan.ok) return plan;
	const { unchanged, faults } = await inPlanThread('judge', {
		ground,
		base: base.bytes,
		plan: new Uint8Array(planBytes(plan.value)),
		parent: await boundaryOf(db, draft.district_id),
		edits: edits.slice(0, draft.edits)
	});
	if (unchanged) return refused({ kind: 'draft.unchanged' });
	if (faults.length > 0) return refused({ kind: 'draft.faults', detail: { count: faults.length }, faults });
	const at = new Date(nowMs);
	const row = await inTransaction(db, async (trx) => {
		const locked = await lockDraft(trx, draftId);
		if (locked?.revision !== draft.revision) return null;
		const change = {
			state: 'submitted' as const,
			submitted_by: actor.accountId,
			submitted_name: actor.name,
			submitted_at: at,
			returned_by: null,
			returned_name: null,
			returned_at: null,
			return_note: null
		};
		return await reviseDraft(trx, locked, change, { what: 'submitted' }, actor, at);
	});
	return row ? done(await summaryOf(db, row)) : movedOn(db, draftId);
}
