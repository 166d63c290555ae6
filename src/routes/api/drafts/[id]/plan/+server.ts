/** The plan that a draft draws, with what it split and merged, as bytes. */
import { drawDraft } from '#lib/server/actions/draw-draft.ts';
import { answerBody } from '#lib/server/answer/json-answer.ts';
import { door } from '#lib/server/answer/door.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { refuseDraft } from '#lib/server/answer/refuse-draft.ts';
import { planBytes } from '#lib/plan/plan-bytes.ts';

export const GET = door('GET /api/drafts/[id]/plan', async ({ params, db, event }) => {
	const drawing = await drawDraft(db, params.id, Date.now());
	if (!drawing) return refuse({ kind: 'missing' });
	if (!drawing.ok) return refuseDraft(drawing.problem);
	const plan = await drawing.value.plan(drawing.value.draft.edits);
	if (!plan.ok) return refuseDraft(plan.problem);
	return answerBody(event.request, new Uint8Array(planBytes(plan.value)), {
		type: 'application/json; charset=utf-8',
		cache: 'private, no-cache'
	});
});
