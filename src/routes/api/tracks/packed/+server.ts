/** Ways of everybody in an area over up to a month, simplified and packed for drawing. Every opening is logged. */
import { ROUTES } from '#lib/server/account/access.ts';
import { ownAreas } from '#lib/server/account/own-areas.ts';
import { packTracks } from '#lib/server/actions/pack-tracks.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerBody } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { areasWithin } from '#lib/server/store/area-tree.ts';
import { rulesNow } from '#lib/server/store/area-picture.ts';
import { logAccess } from '#lib/server/store/history.ts';
import type { AreaId } from '#lib/area/area.ts';

const DAY_MS = 86_400_000;
const MOST_MS = 31 * DAY_MS;
const TOLERANCE_M = 5;

export const GET = door('GET /api/tracks/packed', async ({ query, identity, db, event }) => {
	const nowMs = Date.now();
	const untilMs = query.until ?? nowMs;
	const fromMs = query.from ?? untilMs - DAY_MS;
	if (fromMs >= untilMs || untilMs - fromMs > MOST_MS)
		return refuse({ kind: 'malformed', detail: { field: 'until', reason: 'after from, by 31 days at most' } });
	const roots = query.area === undefined ? ownAreas(identity, ROUTES['GET /api/tracks/packed'].who) : [query.area as AreaId];
	// With the chains above them: the districts they are of stand at the top.
	const tree = await areasWithin(db, roots);
	const areas = tree.filter((area) => area.mine);
	const span = `${new Date(fromMs).toISOString()} to ${new Date(untilMs).toISOString()}`;
	await logAccess(db, { accountId: identity.accountId, action: 'tracks', subject: `tracks of area ${query.area ?? 'own'}, ${span}` });
	const districtIds = tree.filter(({ depth }) => depth === 0).map(({ id }) => id);
	const { rules } = await rulesNow(db, districtIds[0] ?? 0, nowMs);
	const bytes = await packTracks(
		db,
		{
			districtIds,
			areaIds: areas.map((area) => area.id),
			fromMs,
			untilMs,
			toleranceM: query.tolerance ?? TOLERANCE_M,
			rules: rules.coverage
		},
		event.request.signal
	);
	if (!bytes) return refuse({ kind: 'unavailable' });
	return await answerBody(event.request, bytes, { type: 'application/octet-stream', cache: 'private, no-store' });
});
