/** Says that one knows of a seat. */
import { fieldPerson } from '#lib/server/account/field-person.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { refuseField } from '#lib/server/answer/refuse-field.ts';
import { liveOf } from '#lib/server/live/start.ts';
import { confirmSeat, seatDuty } from '#lib/server/store/own-seats.ts';
import { rosterEvents } from '#lib/server/store/roster-events.ts';

export const POST = door('POST /api/field/duties/[id]/confirm', async ({ params, identity, db, event }) => {
	const person = await fieldPerson(db, identity);
	if (!person) return refuseField({ kind: 'field.no-person' });
	const nowMs = Date.now();
	const seat = await seatDuty(db, params.id);
	if (seat?.personId !== person.id) return refuse({ kind: 'missing' });
	if (seat.endMs <= nowMs) return refuseField({ kind: 'field.duty-over' });
	const district = await liveOf(person.districtId);
	if (!district) return refuse({ kind: 'unavailable' }, { 'retry-after': '2' });
	let confirmedAtMs: number | null = null;
	await district.change(async (trx) => {
		confirmedAtMs = await confirmSeat(trx, params.id, nowMs);
		if (confirmedAtMs !== nowMs) return [];
		return await rosterEvents(trx, person.districtId, { ...seat, posts: [seat.postId], people: [person.id], byName: person.name });
	});
	return confirmedAtMs === null ? refuse({ kind: 'missing' }) : answerJson(event.request, { confirmedAtMs }, 'no-store');
});
