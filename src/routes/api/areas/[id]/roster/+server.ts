/** The roster of an area over some days: GET reads it. */
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { rosterBoard } from '#lib/server/store/roster-board.ts';

export const GET = door('GET /api/areas/[id]/roster', async ({ params, query, db, event }) => {
	const board = await rosterBoard(db, params.id, query, Date.now());
	return board ? answerJson(event.request, board, 'no-store') : refuse({ kind: 'missing' });
});
