/** The way one walked oneself. Nobody else's is asked for here, so nothing is logged. */
import { fieldPerson } from '#lib/server/account/field-person.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuseField } from '#lib/server/answer/refuse-field.ts';
import { ownTrack } from '#lib/server/store/field-stored.ts';

const MOST_DAYS = 31;

export const GET = door('GET /api/field/track', async ({ query, identity, db, event }) => {
	const person = await fieldPerson(db, identity);
	if (!person) return refuseField({ kind: 'field.no-person' });
	const [fromMs, untilMs] = [Date.parse(query.from), Date.parse(query.until)];
	if (untilMs - fromMs > MOST_DAYS * 86_400_000) return refuseField({ kind: 'field.many-days', detail: { days: MOST_DAYS } });
	return answerJson(event.request, { points: await ownTrack(db, person.id, fromMs, untilMs) }, 'no-store');
});
