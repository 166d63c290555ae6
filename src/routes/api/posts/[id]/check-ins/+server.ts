/** Checks somebody in or out at a post by a lead's word. */
import { checkInByWord } from '#lib/server/actions/check-in-by-word.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerPosting } from '#lib/server/live/answer-posting.ts';

export const POST = door('POST /api/posts/[id]/check-ins', async ({ params, body, identity, db, event }) =>
	answerPosting(event.request, await checkInByWord(db, params.id, body, identity, Date.now()))
);
