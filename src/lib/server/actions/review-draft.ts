/** Accepts a submitted draft or returns it with a note; never by somebody who drew in it or handed it in. */
import type { Db } from '#db/open.ts';
import { done, refused, type Outcome } from '#lib/geo/outcome.ts';
import type { DraftSummary, ReviewDraft } from '#lib/wire/drafts.ts';
import type { DraftProblem } from '../answer/refuse-draft.ts';
import { type Actor, drawnBy, lockDraft, reviseDraft, summaryOf } from '../store/drafts.ts';
import { inTransaction } from '../store/in-transaction.ts';

/** @returns null where there is no such draft. */
export function reviewDraft(
	db: Db,
	draftId: number,
	{ verdict, note }: ReviewDraft,
	actor: Actor,
	nowMs: number
): Promise<Outcome<DraftSummary, DraftProblem> | null> {
	return inTransaction(db, async (trx) => {
		const draft = await lockDraft(trx, draftId);
		if (!draft) return null;
		if (draft.state !== 'submitted') return refused({ kind: 'draft.wrong-state', detail: { state: draft.state } });
		const hands = new Set([...(await drawnBy(trx, draftId)), draft.submitted_by]);
		if (hands.has(actor.accountId)) return refused({ kind: 'draft.own-review' });
		const at = new Date(nowMs);
		const by = { accountId: actor.accountId, name: actor.name };
		const change =
			verdict === 'accept'
				? { state: 'reviewed' as const, reviewed_by: by.accountId, reviewed_name: by.name, reviewed_at: at, review_note: note }
				: {
						state: 'drawing' as const,
						submitted_by: null,
						submitted_name: null,
						submitted_at: null,
						returned_by: by.accountId,
						returned_name: by.name,
						returned_at: at,
						return_note: note
					};
		const row = await reviseDraft(trx, draft, change, { what: verdict === 'accept' ? 'reviewed' : 'returned', note }, actor, at);
		return done(await summaryOf(trx, row));
	});
}
