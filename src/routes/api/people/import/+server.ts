/** Imports a list of people: all of it or nothing. */
import { importPeople } from '#lib/server/actions/import-people.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerDuty } from '#lib/server/live/answer-duty.ts';

export const POST = door('POST /api/people/import', async ({ query, body, identity, db, event }) =>
	answerDuty(event.request, await importPeople(db, { areaId: query.area, list: body, write: true }, identity, Date.now()))
);
