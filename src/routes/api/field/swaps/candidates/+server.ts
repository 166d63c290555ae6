/** Who could take a seat of mine. */
import { fieldPerson } from '#lib/server/account/field-person.ts';
import { candidatesFor } from '#lib/server/actions/offer-seat.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { refuseField } from '#lib/server/answer/refuse-field.ts';

export const GET = door('GET /api/field/swaps/candidates', async ({ query, identity, db, event }) => {
	const person = await fieldPerson(db, identity);
	if (!person) return refuseField({ kind: 'field.no-person' });
	const found = await candidatesFor(db, person, query.duty, Date.now());
	if (!found) return refuse({ kind: 'missing' });
	return found.ok ? answerJson(event.request, found.value, 'no-store') : refuseField(found.problem);
});
