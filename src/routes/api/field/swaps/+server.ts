/** Asks somebody to take a seat of mine. */
import { fieldPerson } from '#lib/server/account/field-person.ts';
import { offerSeat } from '#lib/server/actions/offer-seat.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { refuseField } from '#lib/server/answer/refuse-field.ts';
import { liveOf } from '#lib/server/live/start.ts';

export const POST = door('POST /api/field/swaps', async ({ body, identity, db, event }) => {
	const person = await fieldPerson(db, identity);
	if (!person) return refuseField({ kind: 'field.no-person' });
	const district = await liveOf(person.districtId);
	if (!district) return refuse({ kind: 'unavailable' }, { 'retry-after': '2' });
	const offered = await offerSeat(db, district, person, body, Date.now());
	if (!offered) return refuse({ kind: 'missing' });
	return offered.ok ? answerJson(event.request, { swap: offered.value }, 'no-store') : refuseField(offered.problem);
});
