/** What importing a list of people would do, with every problem of every row. */
import { importPeople } from '#lib/server/actions/import-people.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { refuseDuty } from '#lib/server/answer/refuse-duty.ts';

export const POST = door('POST /api/people/preview', async ({ query, body, identity, db, event }) => {
	const would = await importPeople(db, { areaId: query.area, list: body, write: false }, identity, Date.now());
	if (!would) return refuse({ kind: 'missing' });
	return would.ok ? answerJson(event.request, would.value, 'no-store') : refuseDuty(would.problem);
});
