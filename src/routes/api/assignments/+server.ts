/** Who answers for what: GET lists it, POST assigns. */
import { ROUTES } from '#lib/server/account/access.ts';
import { ownAreas } from '#lib/server/account/own-areas.ts';
import { assignDuty } from '#lib/server/actions/assign-duty.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { answerDuty } from '#lib/server/live/answer-duty.ts';
import { areasWithin } from '#lib/server/store/area-tree.ts';
import { assignments } from '#lib/server/store/assignments.ts';
import type { AreaId } from '#lib/area/area.ts';
import type { PersonId } from '#lib/duty/post.ts';
import type { AssignmentList } from '#lib/wire/duty.ts';

export const GET = door('GET /api/assignments', async ({ query, identity, db, event }) => {
	const roots = query.area === undefined ? ownAreas(identity, ROUTES['GET /api/assignments'].who) : [query.area as AreaId];
	const areas = roots && (await areasWithin(db, roots)).flatMap((area) => (area.mine ? area.id : []));
	const list = await assignments(db, { areas, past: query.past !== undefined, nowMs: Date.now() });
	return answerJson(event.request, { assignments: list } satisfies AssignmentList, 'no-store');
});

export const POST = door('POST /api/assignments', async ({ query, body, identity, db, event }) =>
	answerDuty(
		event.request,
		await assignDuty(db, query.area as AreaId, { ...body, personId: body.personId as PersonId }, identity, Date.now())
	)
);
