/** Takes a leave back. */
import { done } from '#lib/geo/outcome.ts';
import { dropLeave } from '#lib/server/actions/keep-leave.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerDuty } from '#lib/server/live/answer-duty.ts';

export const DELETE = door('DELETE /api/leave/[id]', async ({ params, identity, db, event }) => {
	await dropLeave(db, params.id, identity, Date.now());
	return answerDuty(event.request, done({ id: params.id }));
});
