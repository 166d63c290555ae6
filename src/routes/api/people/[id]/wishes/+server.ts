/** Writes down when a person would like to be off or to work. */
import { makeWish } from '#lib/server/actions/keep-wishes.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerPosting } from '#lib/server/live/answer-posting.ts';

export const POST = door('POST /api/people/[id]/wishes', async ({ params, body, identity, db, event }) =>
	answerPosting(event.request, await makeWish(db, params.id, { hours: '24 h', weight: 1, ...body }, identity, Date.now()))
);
