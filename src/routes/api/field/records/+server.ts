/** What a phone did, answered when it is committed. */
import { fieldPerson } from '#lib/server/account/field-person.ts';
import { recordField } from '#lib/server/actions/record-field.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { refuseField } from '#lib/server/answer/refuse-field.ts';
import { dutyChanged } from '#lib/server/live/answer-duty.ts';
import { live } from '#lib/server/live/start.ts';

export const POST = door('POST /api/field/records', async ({ body, identity, db, event }) => {
	const person = await fieldPerson(db, identity);
	if (!person) return refuseField({ kind: 'field.no-person' });
	const { recorder, district: districtOf } = await live();
	const district = districtOf(person.districtId);
	if (!district) return refuse({ kind: 'unavailable' }, { 'retry-after': '2' });
	const parts = { db, district, recorder, person, nowMs: Date.now(), onNewDevice: () => void dutyChanged() };
	return answerJson(event.request, await recordField(parts, body.records), 'no-store');
});
