/** What people in the field reported. */
import type { AreaId } from '#lib/area/area.ts';
import { ROUTES } from '#lib/server/account/access.ts';
import { ownAreas } from '#lib/server/account/own-areas.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { areasWithin } from '#lib/server/store/area-tree.ts';
import { reports } from '#lib/server/store/field-records.ts';

export const GET = door('GET /api/reports', async ({ query, identity, db, event }) => {
	const roots = query.area === undefined ? ownAreas(identity, ROUTES['GET /api/reports'].who) : [query.area as AreaId];
	const areas = roots && (await areasWithin(db, roots)).flatMap((area) => (area.mine ? area.id : []));
	const list = await reports(db, {
		areas,
		open: query.open !== undefined,
		...(query.from === undefined ? {} : { fromMs: Date.parse(query.from) })
	});
	return answerJson(event.request, { reports: list });
});
