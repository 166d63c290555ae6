/** The still picture of an area (AreaPicture). Kept until the district changes. */
import { door } from '#lib/server/answer/door.ts';
import { shelf } from '#lib/server/answer/kept-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { readAreaPicture } from '#lib/server/store/area-picture.ts';
import { districtOf } from '#lib/server/store/area-tree.ts';
import { districtFingerprints, groundMark } from '#lib/server/store/live-ground.ts';
import { GROUND_HEADER } from '#lib/wire/live.ts';

export const GET = door('GET /api/areas/[id]/picture', async ({ params, db, event }) => {
	const district = await districtOf(db, params.id);
	const parts = (await districtFingerprints(db)).find((one) => one.districtId === district)?.parts;
	if (!parts) return refuse({ kind: 'missing' });
	const answer = await shelf.answer(
		event.request,
		`picture ${params.id}`,
		JSON.stringify(parts),
		'application/json; charset=utf-8',
		async () => {
			const picture = await readAreaPicture(db, params.id, Date.now());
			return picture && new TextEncoder().encode(JSON.stringify(picture));
		},
		{ [GROUND_HEADER]: groundMark(parts) }
	);
	return answer ?? refuse({ kind: 'missing' });
});
