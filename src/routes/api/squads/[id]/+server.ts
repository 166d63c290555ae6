/** One squad: PUT changes it, DELETE dissolves it. */
import { done } from '#lib/geo/outcome.ts';
import { keepSquad } from '#lib/server/actions/keep-squad.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerDuty } from '#lib/server/live/answer-duty.ts';
import { deleteSquad } from '#lib/server/store/squads.ts';

export const PUT = door('PUT /api/squads/[id]', async ({ params, body, db, event }) =>
	answerDuty(event.request, await keepSquad(db, { id: params.id }, body, Date.now()))
);

export const DELETE = door('DELETE /api/squads/[id]', async ({ params, db, event }) => {
	await deleteSquad(db, params.id);
	return answerDuty(event.request, done({ id: params.id }));
});
