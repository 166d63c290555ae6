/** Who answers for what: GET lists it, also as CSV or XLSX, which is logged; POST assigns. */
import { ROUTES } from '#lib/server/account/access.ts';
import { ownAreas } from '#lib/server/account/own-areas.ts';
import { assignDuty } from '#lib/server/actions/assign-duty.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerTable } from '#lib/server/answer/answer-table.ts';
import { assignmentTable } from '#lib/server/answer/assignment-table.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { answerDuty } from '#lib/server/live/answer-duty.ts';
import { areasWithin } from '#lib/server/store/area-tree.ts';
import { assignments } from '#lib/server/store/assignments.ts';
import { logAccess } from '#lib/server/store/history.ts';
import type { AreaId } from '#lib/area/area.ts';
import type { PersonId } from '#lib/duty/post.ts';
import type { AssignmentList } from '#lib/wire/duty.ts';

export const GET = door('GET /api/assignments', async ({ query, identity, db, event }) => {
	const roots = query.area === undefined ? ownAreas(identity, ROUTES['GET /api/assignments'].who) : [query.area as AreaId];
	const areas = roots && (await areasWithin(db, roots)).flatMap((area) => (area.mine ? area.id : []));
	const list = await assignments(db, { areas, past: query.past !== undefined, nowMs: Date.now() });
	if (query.format === 'json') return answerJson(event.request, { assignments: list } satisfies AssignmentList, 'no-store');
	const { language } = event.locals.look;
	const subject = `${list.length} assignments of area ${query.area ?? 'own'}`;
	await logAccess(db, { accountId: identity.accountId, action: 'assignments-export', subject });
	return answerTable(event.request, query.format, assignmentTable(list, language), 'assignments');
});

export const POST = door('POST /api/assignments', async ({ query, body, identity, db, event }) =>
	answerDuty(
		event.request,
		await assignDuty(db, query.area as AreaId, { ...body, personId: body.personId as PersonId }, identity, Date.now())
	)
);
