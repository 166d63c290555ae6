/** The still picture of an area as it was at a moment: plan, rules and duties of then over the posts, people and buildings of now. */
import { groundAt } from '#lib/server/actions/stand-reel.ts';
import { door } from '#lib/server/answer/door.ts';
import { shelf } from '#lib/server/answer/kept-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { readAreaPicture } from '#lib/server/store/area-picture.ts';
import { districtOf } from '#lib/server/store/area-tree.ts';
import { GROUND_HEADER } from '#lib/wire/live.ts';

export const GET = door('GET /api/areas/[id]/replay/picture', async ({ params, query, db, event }) => {
	const districtId = await districtOf(db, params.id);
	const atMs = query.at ?? Date.now();
	const ground = districtId === null ? null : await groundAt(db, districtId, atMs);
	if (!ground) return refuse({ kind: 'missing' });
	const answer = await shelf.answer(
		event.request,
		`past picture ${params.id}`,
		ground.picture,
		'application/json; charset=utf-8',
		async () => {
			const picture = await readAreaPicture(db, params.id, atMs, true);
			return picture && new TextEncoder().encode(JSON.stringify(picture));
		},
		{ [GROUND_HEADER]: ground.picture }
	);
	return answer ?? refuse({ kind: 'missing' });
});
