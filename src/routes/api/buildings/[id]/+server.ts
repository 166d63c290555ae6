/** One building. */
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { buildingDetail } from '#lib/server/store/history.ts';

export const GET = door('GET /api/buildings/[id]', async ({ params, db, event }) => {
	const building = await buildingDetail(db, params.id);
	return building ? answerJson(event.request, building) : refuse({ kind: 'missing' });
});
