/** What is kept about the one who asks. */
import { fieldPerson } from '#lib/server/account/field-person.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuseField } from '#lib/server/answer/refuse-field.ts';
import { fieldStored } from '#lib/server/store/field-stored.ts';

export const GET = door('GET /api/field/stored', async ({ identity, db, event }) => {
	const person = await fieldPerson(db, identity);
	if (!person) return refuseField({ kind: 'field.no-person' });
	return answerJson(event.request, await fieldStored(db, person, Date.now()), 'no-store');
});
