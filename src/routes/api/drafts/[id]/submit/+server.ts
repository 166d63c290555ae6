/** Hands a draft in for review. */
import { submitDraft } from '#lib/server/actions/submit-draft.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerDraft } from '#lib/server/live/answer-draft.ts';

export const POST = door('POST /api/drafts/[id]/submit', async ({ params, identity, db, event }) =>
	answerDraft(event.request, await submitDraft(db, params.id, identity, Date.now()), (draft) => draft)
);
