/** Building footprints of an area by the plan that held at a moment, packed (footprints.ts). */
import { groundAt } from '#lib/server/actions/stand-reel.ts';
import { door } from '#lib/server/answer/door.ts';
import { shelf } from '#lib/server/answer/kept-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { districtOf } from '#lib/server/store/area-tree.ts';
import { readFootprints } from '#lib/server/store/footprints.ts';
import { packFootprints } from '#lib/wire/footprints.ts';
import { GROUND_HEADER } from '#lib/wire/live.ts';

export const GET = door('GET /api/areas/[id]/replay/buildings', async ({ params, query, db, event }) => {
	const districtId = await districtOf(db, params.id);
	const atMs = query.at ?? Date.now();
	const ground = districtId === null ? null : await groundAt(db, districtId, atMs);
	if (!ground) return refuse({ kind: 'missing' });
	const answer = await shelf.answer(
		event.request,
		`past buildings ${params.id}`,
		ground.key,
		'application/octet-stream',
		async () => packFootprints(await readFootprints(db, params.id, atMs)),
		{ [GROUND_HEADER]: ground.picture }
	);
	return answer ?? refuse({ kind: 'missing' });
});
