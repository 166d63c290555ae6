/** Who was in a polygon between two times. Every question is logged with its reason before it is answered. */
import { ROUTES } from '#lib/server/account/access.ts';
import { ownAreas } from '#lib/server/account/own-areas.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { areasWithin, districtOf } from '#lib/server/store/area-tree.ts';
import { rulesNow } from '#lib/server/store/area-picture.ts';
import { logAccess } from '#lib/server/store/history.ts';
import { peopleWithin } from '#lib/server/store/tracks-within.ts';
import type { AreaId } from '#lib/area/area.ts';

export const POST = door('POST /api/tracks/within', async ({ query, body, identity, db, event }) => {
	const roots = query.area === undefined ? ownAreas(identity, ROUTES['POST /api/tracks/within'].who) : [query.area as AreaId];
	const areas = (await areasWithin(db, roots)).filter((area) => area.mine);
	const { polygon, fromMs, untilMs, reason } = body;
	const ring = polygon.map(([lng, lat]) => `${lng.toFixed(5)} ${lat.toFixed(5)}`).join(', ');
	const span = `${new Date(fromMs).toISOString()} to ${new Date(untilMs).toISOString()}`;
	await logAccess(db, { accountId: identity.accountId, action: 'tracks-within', subject: `${span}, within ${ring}`, reason });
	const first = areas[0];
	const { rules } = await rulesNow(db, first ? ((await districtOf(db, first.id)) ?? 0) : 0, Date.now());
	const question = { polygon, fromMs, untilMs, areaIds: areas.map((area) => area.id), maxAccuracyM: rules.coverage.maxAccuracyM };
	const people = await peopleWithin(db, question, event.request.signal);
	if (!people) return refuse({ kind: 'malformed', detail: { field: 'body.polygon', reason: 'crosses itself or holds no ground' } });
	return answerJson(event.request, { fromMs, untilMs, people }, 'no-store');
});
