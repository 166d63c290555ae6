/** Takes a draft back, and with it its plan where that is only scheduled. */
import { withdrawDraft } from '#lib/server/actions/withdraw-draft.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerDraft } from '#lib/server/live/answer-draft.ts';

export const POST = door('POST /api/drafts/[id]/withdraw', async ({ params, identity, db, event }) =>
	answerDraft(event.request, await withdrawDraft(db, params.id, identity, Date.now()), (draft) => draft)
);
