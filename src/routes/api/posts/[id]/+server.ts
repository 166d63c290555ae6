/** What an empty seat at a post counts, and which shifts it has. */
import { weighPost } from '#lib/server/actions/keep-post-rules.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerPosting } from '#lib/server/live/answer-posting.ts';

export const PATCH = door('PATCH /api/posts/[id]', async ({ params, body, identity, db, event }) =>
	answerPosting(event.request, await weighPost(db, params.id, body, identity, Date.now()))
);
