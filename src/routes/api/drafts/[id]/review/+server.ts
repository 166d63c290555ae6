/** Accepts a draft or returns it. */
import { reviewDraft } from '#lib/server/actions/review-draft.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerDraft } from '#lib/server/live/answer-draft.ts';

export const POST = door('POST /api/drafts/[id]/review', async ({ params, body, identity, db, event }) =>
	answerDraft(event.request, await reviewDraft(db, params.id, body, identity, Date.now()), (draft) => draft)
);
