/** Makes the address of one's own calendar anew. It is told once and kept nowhere; the one before counts no more. */
import { createHash, randomBytes } from 'node:crypto';
import { fieldPerson } from '#lib/server/account/field-person.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuseField } from '#lib/server/answer/refuse-field.ts';
import { saveCalendarFeed } from '#lib/server/store/own-seats.ts';

export const POST = door('POST /api/field/calendar', async ({ identity, db, event }) => {
	const person = await fieldPerson(db, identity);
	if (!person) return refuseField({ kind: 'field.no-person' });
	const token = randomBytes(24).toString('base64url');
	await saveCalendarFeed(db, person.id, createHash('sha256').update(token, 'utf8').digest(), Date.now());
	// A calendar signs in nowhere and has no language of its own: the one it is made in goes along.
	const path = `/calendar/${token}.ics${event.locals.look.language === 'en' ? '?lang=en' : ''}`;
	return answerJson(event.request, { path, url: `${event.url.origin}${path}` }, 'no-store');
});
