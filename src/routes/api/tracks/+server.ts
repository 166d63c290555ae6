/** Trails of everybody in an area. Logged once an account and area a quarter of an hour: a screen asks again and again. */
import { ROUTES } from '#lib/server/account/access.ts';
import { ownAreas } from '#lib/server/account/own-areas.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { areasWithin, districtOf } from '#lib/server/store/area-tree.ts';
import { rulesNow } from '#lib/server/store/area-picture.ts';
import { areaTracks, logAccess } from '#lib/server/store/history.ts';
import type { AreaId } from '#lib/area/area.ts';

const MINUTES = 30;
const STEP_S = 10;
const LOG_AGAIN_MS = 15 * 60_000;
const logged = new Map<string, number>();

export const GET = door('GET /api/tracks', async ({ query, identity, db, event }) => {
	const nowMs = Date.now();
	const roots = query.area === undefined ? ownAreas(identity, ROUTES['GET /api/tracks'].who) : [query.area as AreaId];
	const areas = (await areasWithin(db, roots)).filter((area) => area.mine);
	const subject = `tracks of area ${query.area ?? 'own'}`;
	const key = `${identity.accountId} ${subject}`;
	if ((logged.get(key) ?? 0) < nowMs - LOG_AGAIN_MS) {
		for (const [old, atMs] of logged) if (atMs < nowMs - LOG_AGAIN_MS) logged.delete(old);
		logged.set(key, nowMs);
		await logAccess(db, { accountId: identity.accountId, action: 'tracks', subject });
	}
	const first = areas[0];
	const { rules } = await rulesNow(db, first ? ((await districtOf(db, first.id)) ?? 0) : 0, nowMs);
	const minutes = query.minutes ?? MINUTES;
	const tracks = await areaTracks(
		db,
		areas.map((area) => area.id),
		nowMs - minutes * 60_000,
		STEP_S,
		rules.coverage.maxAccuracyM
	);
	return answerJson(event.request, { minutes, tracks }, 'no-store');
});
