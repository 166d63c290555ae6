/** Makes a token for a tracker app of one's own. It is told once and kept nowhere; the one before counts no more. */
import { fieldPerson } from '#lib/server/account/field-person.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuseField } from '#lib/server/answer/refuse-field.ts';
import { ownAppChanged } from '#lib/server/live/own-app-changed.ts';
import { renewOwnApp } from '#lib/server/store/own-devices.ts';

export const POST = door('POST /api/field/tracker', async ({ identity, db, event }) => {
	const person = await fieldPerson(db, identity);
	if (!person) return refuseField({ kind: 'field.no-person' });
	const { token, fallen } = await renewOwnApp(db, person, Date.now());
	await ownAppChanged(fallen);
	return answerJson(event.request, { token }, 'no-store');
});
