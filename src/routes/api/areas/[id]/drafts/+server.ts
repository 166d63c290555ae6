/** The drafts of a district: GET lists them, POST begins one. */
import { makeDraft } from '#lib/server/actions/make-draft.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { answerDraft } from '#lib/server/live/answer-draft.ts';
import { districtOf } from '#lib/server/store/area-tree.ts';
import { draftSummaries } from '#lib/server/store/drafts.ts';
import type { DraftList } from '#lib/wire/drafts.ts';

export const GET = door('GET /api/areas/[id]/drafts', async ({ params, db, event }) => {
	const district = await districtOf(db, params.id);
	if (district === null) return refuse({ kind: 'missing' });
	return answerJson(event.request, { drafts: await draftSummaries(db, district) } satisfies DraftList);
});

export const POST = door('POST /api/areas/[id]/drafts', async ({ params, body, identity, db, event }) => {
	const district = await districtOf(db, params.id);
	if (district === null) return refuse({ kind: 'missing' });
	return answerDraft(event.request, await makeDraft(db, district, body, identity, Date.now()), ({ draft }) => draft);
});
