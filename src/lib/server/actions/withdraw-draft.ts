/**
 * Takes a draft back. It is kept, and can be copied. One that is scheduled takes its plan with it, unless something rests on that plan already; its codes stay
 * used for ever.
 */
import type { Db } from '#db/open.ts';
import { done, refused, type Outcome } from '#lib/geo/outcome.ts';
import type { DraftSummary } from '#lib/wire/drafts.ts';
import type { DraftProblem } from '../answer/refuse-draft.ts';
import { type Actor, lockDraft, reviseDraft, summaryOf } from '../store/drafts.ts';
import { inTransaction } from '../store/in-transaction.ts';
import { lockPlansOf } from '../store/lock-plans.ts';
import { removeWaitingPlans } from '../store/waiting-plans.ts';

/** @returns null where there is no such draft. */
export function withdrawDraft(db: Db, draftId: number, actor: Actor, nowMs: number): Promise<Outcome<DraftSummary, DraftProblem> | null> {
	return inTransaction(db, async (trx) => {
		const found = await trx.selectFrom('draft').where('id', '=', draftId).select('district_id').executeTakeFirst();
		if (!found) return null;
		await lockPlansOf(trx, found.district_id);
		const draft = await lockDraft(trx, draftId);
		if (!draft) return null;
		if (draft.state === 'published' || draft.state === 'withdrawn')
			return refused({ kind: 'draft.wrong-state', detail: { state: draft.state } });
		if (draft.state === 'scheduled' && !(await removeWaitingPlans(trx, draftId))) return refused({ kind: 'draft.built-upon' });
		const row = await reviseDraft(trx, draft, { state: 'withdrawn' }, { what: 'withdrawn' }, actor, new Date(nowMs));
		return done(await summaryOf(trx, row));
	});
}
