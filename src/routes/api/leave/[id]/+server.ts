/** Takes a leave back. */
import { done } from '#lib/geo/outcome.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerDuty } from '#lib/server/live/answer-duty.ts';
import { deleteLeave } from '#lib/server/store/people.ts';

export const DELETE = door('DELETE /api/leave/[id]', async ({ params, db, event }) => {
	await deleteLeave(db, params.id);
	return answerDuty(event.request, done({ id: params.id }));
});
