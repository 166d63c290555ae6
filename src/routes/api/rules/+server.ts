/** The rules: every version, and a new one by an administrator. */
import { ROUTES, mayUse } from '#lib/server/account/access.ts';
import { ownAreas } from '#lib/server/account/own-areas.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { live } from '#lib/server/live/start.ts';
import { districtOf } from '#lib/server/store/area-tree.ts';
import { rulesNow } from '#lib/server/store/area-picture.ts';
import { addRuleSet, ruleSetsFor } from '#lib/server/store/rule-set-versions.ts';

/** A clock a little behind ours is no wish to change the past. */
const SLACK_MS = 60_000;

export const GET = door('GET /api/rules', async ({ query, identity, db, event }) => {
	const area = query.area ?? ownAreas(identity)?.[0] ?? null;
	const districtId = area === null ? null : await districtOf(db, area);
	const now = await rulesNow(db, districtId ?? 0, Date.now());
	return answerJson(event.request, { now, versions: await ruleSetsFor(db, districtId) });
});

export const PUT = door('PUT /api/rules', async ({ query, body, identity, db, event }) => {
	const nowMs = Date.now();
	const effectiveFromMs = body.effectiveFrom === undefined ? nowMs : Date.parse(body.effectiveFrom);
	if (effectiveFromMs < nowMs - SLACK_MS) return refuse({ kind: 'rules-in-the-past' });
	const districtId = query.area === undefined ? null : await districtOf(db, query.area);
	// Rules hold for a whole district: an administrator of a part of it may not change them.
	if (districtId !== null && !mayUse(identity, ROUTES['PUT /api/rules'], [districtId])) return refuse({ kind: 'forbidden' });
	const set = await addRuleSet(db, {
		districtId,
		effectiveFromMs: Math.max(effectiveFromMs, nowMs),
		note: body.note,
		rules: body.rules,
		accountId: identity.accountId
	});
	// It would be noticed within two seconds anyway, and a fault of that look is told by the live side itself.
	void (await live()).look().catch(() => undefined);
	return answerJson(event.request, set, 'no-store');
});
