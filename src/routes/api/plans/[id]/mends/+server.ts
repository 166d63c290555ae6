/** What keeps an imported plan from being drawn upon, and the mends accepted for it. */
import { mendPlan, mendsOf } from '#lib/server/actions/mend-plan.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { refuseDraft } from '#lib/server/answer/refuse-draft.ts';

export const GET = door('GET /api/plans/[id]/mends', async ({ params, db, event }) => {
	const mends = await mendsOf(db, params.id, Date.now());
	return mends ? answerJson(event.request, mends) : refuse({ kind: 'missing' });
});

export const POST = door('POST /api/plans/[id]/mends', async ({ params, body, identity, db, event }) => {
	const mended = await mendPlan(db, params.id, body.mend, identity, Date.now());
	if (!mended) return refuse({ kind: 'missing' });
	return mended.ok ? answerJson(event.request, mended.value, 'no-store') : refuseDraft(mended.problem);
});
