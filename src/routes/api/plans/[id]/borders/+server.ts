/** The borders of a plan as bytes. Once they are kept they never change. */
import { door } from '#lib/server/answer/door.ts';
import { shelf } from '#lib/server/answer/kept-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { refuseDraft } from '#lib/server/answer/refuse-draft.ts';
import { bordersOfPlan } from '#lib/server/actions/plan-borders.ts';
import { planSummary } from '#lib/server/store/plan-chain.ts';

export const GET = door('GET /api/plans/[id]/borders', async ({ params, db, event }) => {
	const plan = await planSummary(db, params.id);
	if (!plan) return refuse({ kind: 'missing' });
	const borders = await bordersOfPlan(db, plan, Date.now());
	if (!borders.ok) return refuseDraft(borders.problem);
	const answer = await shelf.answer(
		event.request,
		`borders ${plan.id}`,
		'',
		'application/json; charset=utf-8',
		async () => borders.value.bytes
	);
	return answer ?? refuse({ kind: 'missing' });
});
