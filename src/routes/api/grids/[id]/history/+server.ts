/** How the coverage of a grid went. */
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { gridHistory } from '#lib/server/store/history.ts';

const HOURS = 24;
const HOUR_MS = 3600_000;

export const GET = door('GET /api/grids/[id]/history', async ({ params, query, db, event }) => {
	const hours = query.hours ?? HOURS;
	const moments = await gridHistory(db, params.id, Date.now() - hours * HOUR_MS);
	return answerJson(event.request, { gridId: params.id, hours, moments });
});
