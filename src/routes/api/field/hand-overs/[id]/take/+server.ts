/** Says that one has read what was handed over. */
import { localText, zoneOf } from '#lib/duty/local-time.ts';
import { fieldPerson } from '#lib/server/account/field-person.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerJson } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { refuseField } from '#lib/server/answer/refuse-field.ts';
import { rulesNow } from '#lib/server/store/area-picture.ts';
import { handOversTo, takeHandOver } from '#lib/server/store/hand-overs.ts';
import { inTransaction } from '#lib/server/store/in-transaction.ts';

export const POST = door('POST /api/field/hand-overs/[id]/take', async ({ params, identity, db, event }) => {
	const person = await fieldPerson(db, identity);
	if (!person) return refuseField({ kind: 'field.no-person' });
	const nowMs = Date.now();
	// Only what is for them is theirs to take; what is not is not there.
	if ((await handOversTo(db, person.id, nowMs, params.id)).length === 0) return refuse({ kind: 'missing' });
	const taken = await inTransaction(db, (trx) => takeHandOver(trx, params.id, person.id, nowMs));
	if (!taken) return refuse({ kind: 'missing' });
	if (taken.personId === person.id) return answerJson(event.request, { takenAtMs: taken.atMs }, 'no-store');
	const zone = zoneOf((await rulesNow(db, person.districtId, nowMs)).rules.duty.timeZone);
	const at = zone ? localText(zone, taken.atMs).replace('T', ' ') : '';
	return refuseField({ kind: 'field.taken', detail: { name: taken.name, at } });
});
