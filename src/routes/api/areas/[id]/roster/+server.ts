/** The roster of an area over some days: GET reads it, PUT lets seats change hands. */
import type { AreaId } from '#lib/area/area.ts';
import type { PersonId } from '#lib/duty/post.ts';
import { done } from '#lib/geo/outcome.ts';
import { saveRoster } from '#lib/server/actions/save-roster.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { answerPosting } from '#lib/server/live/answer-posting.ts';
import { rosterBoard } from '#lib/server/store/roster-board.ts';

export const GET = door('GET /api/areas/[id]/roster', async ({ params, query, db, event }) => {
	const board = await rosterBoard(db, params.id, query, Date.now());
	return board ? answerJson(event.request, board, 'no-store') : refuse({ kind: 'missing' });
});

export const PUT = door('PUT /api/areas/[id]/roster', async ({ params, body, identity, db, event }) => {
	const changes = body.changes.map(({ seat, before, after }) => ({
		seat,
		before: before as PersonId | null,
		after: after as PersonId | null
	}));
	const saved = await saveRoster(db, params.id as AreaId, { changes, reason: body.reason }, identity, Date.now());
	if (!saved?.ok) return answerPosting(event.request, saved);
	const board = await rosterBoard(db, params.id, body, Date.now());
	return answerPosting(event.request, board && done({ board, told: saved.value }));
});
