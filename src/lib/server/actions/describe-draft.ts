/** Gives a draft another name or note. What it draws stays as it is. */
import type { Db } from '#db/open.ts';
import { done, refused, type Outcome } from '#lib/geo/outcome.ts';
import type { DraftSummary } from '#lib/wire/drafts.ts';
import type { DraftProblem } from '../answer/refuse-draft.ts';
import { type Actor, lockDraft, reviseDraft, summaryOf } from '../store/drafts.ts';
import { inTransaction } from '../store/in-transaction.ts';

/** @returns null where there is no such draft. */
export function describeDraft(
	db: Db,
	draftId: number,
	change: { readonly name?: string; readonly note?: string },
	actor: Actor,
	nowMs: number
): Promise<Outcome<DraftSummary, DraftProblem> | null> {
	return inTransaction(db, async (trx) => {
		const draft = await lockDraft(trx, draftId);
		if (!draft) return null;
		if (draft.state === 'published' || draft.state === 'withdrawn')
			return refused({ kind: 'draft.wrong-state', detail: { state: draft.state } });
		const row = await reviseDraft(trx, draft, change, { what: 'described' }, actor, new Date(nowMs));
		return done(await summaryOf(trx, row));
	});
}
