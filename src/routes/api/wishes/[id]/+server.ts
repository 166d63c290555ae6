/** Takes a wish back. */
import { dropWish } from '#lib/server/actions/keep-wishes.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerPosting } from '#lib/server/live/answer-posting.ts';

export const DELETE = door('DELETE /api/wishes/[id]', async ({ params, identity, db, event }) =>
	answerPosting(event.request, await dropWish(db, params.id, identity, Date.now()))
);
