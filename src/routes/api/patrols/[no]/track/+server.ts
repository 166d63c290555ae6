/** Where one patrol went. Logged; a worker sees their own only. */
import { ownPersons } from '#lib/server/account/own-areas.ts';
import { ROUTES, mayUse } from '#lib/server/account/access.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { rulesNow } from '#lib/server/store/area-picture.ts';
import { areaPathOfPatrol } from '#lib/server/store/area-tree.ts';
import { logAccess, patrolTrack, personOfPatrol } from '#lib/server/store/history.ts';

const MINUTES = 30;
const OVERSEERS = { ...ROUTES['GET /api/patrols/[no]/track'], who: ['commander', 'planner', 'lead', 'admin'] } as const;

export const GET = door('GET /api/patrols/[no]/track', async ({ params, query, identity, db, event }) => {
	const patrol = await personOfPatrol(db, params.no);
	if (!patrol) return refuse({ kind: 'missing' });
	const own = patrol.personId !== null && ownPersons(identity).includes(patrol.personId);
	if (!own) {
		if (!mayUse(identity, OVERSEERS, await areaPathOfPatrol(db, params.no))) return refuse({ kind: 'forbidden' });
		await logAccess(db, { accountId: identity.accountId, action: 'track', subject: `patrol ${params.no}` });
	}
	const nowMs = Date.now();
	const { rules } = await rulesNow(db, patrol.districtId, nowMs);
	const minutes = query.minutes ?? MINUTES;
	return answerJson(event.request, await patrolTrack(db, params.no, nowMs - minutes * 60_000, rules.coverage.maxAccuracyM), 'no-store');
});
