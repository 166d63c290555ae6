/** The areas this account may see. `above` holds the chains over them, for their names only. */
import { ownAreas } from '#lib/server/account/own-areas.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { areaLevels, areasWithin } from '#lib/server/store/area-tree.ts';

export const GET = door('GET /api/areas', async ({ identity, db, event }) => {
	const found = await areasWithin(db, ownAreas(identity));
	const levels = await areaLevels(
		db,
		found.filter((area) => area.depth === 0).map((area) => area.id)
	);
	const plain = (mine: boolean) => found.filter((area) => area.mine === mine).map(({ mine: _, ...area }) => area);
	return answerJson(event.request, {
		areas: plain(true),
		above: plain(false),
		levels: [...levels].map(([districtId, names]) => ({ districtId, levels: names }))
	});
});
