/** Building footprints of an area, packed (footprints.ts). Kept until the district changes. */
import { door } from '#lib/server/answer/door.ts';
import { shelf } from '#lib/server/answer/kept-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { districtOf } from '#lib/server/store/area-tree.ts';
import { readFootprints } from '#lib/server/store/footprints.ts';
import { districtFingerprints, groundMark } from '#lib/server/store/live-ground.ts';
import { packFootprints } from '#lib/wire/footprints.ts';
import { GROUND_HEADER } from '#lib/wire/live.ts';

export const GET = door('GET /api/areas/[id]/buildings', async ({ params, db, event }) => {
	const district = await districtOf(db, params.id);
	const parts = (await districtFingerprints(db)).find((one) => one.districtId === district)?.parts;
	if (!parts) return refuse({ kind: 'missing' });
	const answer = await shelf.answer(
		event.request,
		`buildings ${params.id}`,
		`${parts.plan} ${parts.buildings}`,
		'application/octet-stream',
		async () => packFootprints(await readFootprints(db, params.id)),
		{ [GROUND_HEADER]: groundMark(parts) }
	);
	return answer ?? refuse({ kind: 'missing' });
});
