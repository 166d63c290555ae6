/** Saves what somebody drew. */
import { saveEdits } from '#lib/server/actions/save-edits.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerDraft } from '#lib/server/live/answer-draft.ts';

export const PUT = door('PUT /api/drafts/[id]/edits', async ({ params, body, identity, db, event }) =>
	answerDraft(event.request, await saveEdits(db, params.id, body, identity, Date.now()), ({ draft }) => draft)
);
