/** The roll of people: as JSON for screens, as CSV or XLSX for spreadsheets and for importing again. Every list that leaves is logged. */
import { ROUTES } from '#lib/server/account/access.ts';
import { showPeople } from '#lib/server/actions/show-people.ts';
import { answerTable } from '#lib/server/answer/answer-table.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { districtOf } from '#lib/server/store/area-tree.ts';
import { dutyRulesOf } from '#lib/server/store/duty-rules.ts';
import { logAccess } from '#lib/server/store/history.ts';
import type { AreaId } from '#lib/area/area.ts';
import { peopleTable } from '#lib/duty/people.ts';
import type { PeopleList } from '#lib/wire/duty.ts';
import { say } from '#lib/words/words.ts';

export const GET = door('GET /api/people', async ({ query, identity, db, event }) => {
	const nowMs = Date.now();
	const area = (query.area ?? null) as AreaId | null;
	const people = await showPeople(db, identity, area, ROUTES['GET /api/people'].who, nowMs);
	if (query.format === 'json') return answerJson(event.request, { people } satisfies PeopleList, 'no-store');
	const subject = `${people.length} people of area ${area ?? 'own'}`;
	await logAccess(db, { accountId: identity.accountId, action: 'people-export', subject });
	const first = people[0];
	const { zone } = await dutyRulesOf(db, first ? ((await districtOf(db, first.areaId)) ?? 0) : 0, nowMs);
	const known = people.map((person) => ({ ...person, sourceId: person.sourceId ?? '' }));
	const { language } = event.locals.look;
	return answerTable(
		event.request,
		query.format,
		{ name: say(language, 'people.title'), rows: peopleTable(known, zone, language) },
		'people'
	);
});
