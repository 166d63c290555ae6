/** A draft with its edits; PATCH gives it another name or note. */
import { describeDraft } from '#lib/server/actions/describe-draft.ts';
import { draftBody } from '#lib/server/actions/draft-body.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { answerDraft } from '#lib/server/live/answer-draft.ts';
import { draftRow } from '#lib/server/store/drafts.ts';

export const GET = door('GET /api/drafts/[id]', async ({ params, db, event }) => {
	const row = await draftRow(db, params.id);
	return row ? answerJson(event.request, await draftBody(db, row)) : refuse({ kind: 'missing' });
});

export const PATCH = door('PATCH /api/drafts/[id]', async ({ params, body, identity, db, event }) =>
	answerDraft(event.request, await describeDraft(db, params.id, body, identity, Date.now()), (draft) => draft)
);
