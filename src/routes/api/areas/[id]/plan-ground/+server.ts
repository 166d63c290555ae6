/** The ground a plan is drawn on, packed (plan-ground.ts). Kept until it changes. */
import { door } from '#lib/server/answer/door.ts';
import { shelf } from '#lib/server/answer/kept-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { districtOf } from '#lib/server/store/area-tree.ts';
import { keptGround } from '#lib/server/store/kept-ground.ts';

export const GET = door('GET /api/areas/[id]/plan-ground', async ({ params, db, event }) => {
	const district = await districtOf(db, params.id);
	if (district === null) return refuse({ kind: 'missing' });
	const { print, bytes } = await keptGround(db, district, Date.now());
	const answer = await shelf.answer(event.request, `plan-ground ${district}`, print, 'application/octet-stream', async () => bytes);
	return answer ?? refuse({ kind: 'missing' });
});
