/** Who is needed when at a post, from which day on. */
import { dropPostRule, keepPostRule } from '#lib/server/actions/keep-post-rules.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerPosting } from '#lib/server/live/answer-posting.ts';

export const PUT = door('PUT /api/posts/[id]/rules', async ({ params, body, identity, db, event }) =>
	answerPosting(event.request, await keepPostRule(db, params.id, body, identity, Date.now()))
);

export const DELETE = door('DELETE /api/posts/[id]/rules', async ({ params, query, identity, db, event }) =>
	answerPosting(event.request, await dropPostRule(db, params.id, query.from, identity, Date.now()))
);
