/** Hands an assignment over to somebody else. */
import { handOverDuty } from '#lib/server/actions/assign-duty.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerDuty } from '#lib/server/live/answer-duty.ts';
import type { PersonId } from '#lib/duty/post.ts';

export const POST = door('POST /api/assignments/[id]/hand-over', async ({ params, body, identity, db, event }) =>
	answerDuty(event.request, await handOverDuty(db, params.id, { ...body, personId: body.personId as PersonId }, identity, Date.now()))
);
