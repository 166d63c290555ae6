/** Agrees to a swap, declines it, or takes back one's own. */
import { fieldPerson } from '#lib/server/account/field-person.ts';
import { agreeSwap } from '#lib/server/actions/agree-swap.ts';
import { endSwap } from '#lib/server/actions/offer-seat.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { refuseField } from '#lib/server/answer/refuse-field.ts';
import { answerPosting } from '#lib/server/live/answer-posting.ts';
import { liveOf } from '#lib/server/live/start.ts';

export const POST = door('POST /api/field/swaps/[id]', async ({ params, body, identity, db, event }) => {
	const person = await fieldPerson(db, identity);
	if (!person) return refuseField({ kind: 'field.no-person' });
	const nowMs = Date.now();
	if (body.answer === 'agree') return answerPosting(event.request, await agreeSwap(db, params.id, [person.id], identity, nowMs));
	const district = await liveOf(person.districtId);
	if (!district) return refuse({ kind: 'unavailable' }, { 'retry-after': '2' });
	const ended = await endSwap(db, district, person, params.id, body.answer, nowMs);
	if (!ended) return refuse({ kind: 'missing' });
	return ended.ok ? answerJson(event.request, { swap: ended.value }, 'no-store') : refuseField(ended.problem);
});
