/** One building. */
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { liveOf } from '#lib/server/live/start.ts';
import { buildingDetail } from '#lib/server/store/history.ts';

export const GET = door('GET /api/buildings/[id]', async ({ params, db, event }) => {
	const building = await buildingDetail(db, params.id);
	if (!building) return refuse({ kind: 'missing' });
	const district = await liveOf(building.districtId);
	// Left out while the district is being read: unknown is not never.
	return answerJson(event.request, { ...building, ...(district && { lastSeenAtMs: district.seenAtMs(building.id) }) });
});
