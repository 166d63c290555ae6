/** Ends an assignment before its deadline. */
import { endDuty } from '#lib/server/actions/assign-duty.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerDuty } from '#lib/server/live/answer-duty.ts';

export const POST = door('POST /api/assignments/[id]/end', async ({ params, body, identity, db, event }) =>
	answerDuty(event.request, await endDuty(db, params.id, body, identity, Date.now()))
);
