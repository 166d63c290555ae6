/** All that a phone in the field needs to work without a signal. */
import { fieldPerson } from '#lib/server/account/field-person.ts';
import { ownAreas } from '#lib/server/account/own-areas.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { liveOf } from '#lib/server/live/start.ts';
import { areasWithin } from '#lib/server/store/area-tree.ts';
import { emptyFieldDay, fieldDay } from '#lib/server/store/field-day.ts';

export const GET = door('GET /api/field/day', async ({ identity, db, event }) => {
	const nowMs = Date.now();
	const person = await fieldPerson(db, identity);
	if (person) {
		const live = await liveOf(person.districtId);
		return answerJson(event.request, await fieldDay(db, person, (id) => live?.seenAtMs(id) ?? null, nowMs));
	}
	const district = (await areasWithin(db, ownAreas(identity)))[0];
	return district ? answerJson(event.request, await emptyFieldDay(db, district.id, nowMs)) : refuse({ kind: 'missing' });
});
