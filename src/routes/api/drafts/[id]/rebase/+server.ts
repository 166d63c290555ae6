/** Draws a draft again upon the plan that will hold. */
import { rebaseDraft } from '#lib/server/actions/rebase-draft.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerDraft } from '#lib/server/live/answer-draft.ts';

export const POST = door('POST /api/drafts/[id]/rebase', async ({ params, identity, db, event }) =>
	answerDraft(event.request, await rebaseDraft(db, params.id, identity, Date.now()), ({ body }) => body.draft)
);
