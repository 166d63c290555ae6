/** Makes a token for a person's tracker app, by a lead's hand. Written down; it is told once and kept nowhere. */
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { ownAppChanged } from '#lib/server/live/own-app-changed.ts';
import { logAccess } from '#lib/server/store/history.ts';
import { ownerOf, renewOwnApp } from '#lib/server/store/own-devices.ts';

export const POST = door('POST /api/people/[id]/tracker', async ({ params, identity, db, event }) => {
	const person = await ownerOf(db, params.id);
	if (!person) return refuse({ kind: 'missing' });
	await logAccess(db, { accountId: identity.accountId, action: 'tracker-token', subject: `person ${person.id}` });
	const { token, fallen } = await renewOwnApp(db, person, Date.now());
	await ownAppChanged(fallen);
	return answerJson(event.request, { token }, 'no-store');
});
