/** One person's seats as iCalendar, for whoever has the address: the last week and the next two months. */
import { createHash } from 'node:crypto';
import { zoneOf } from '#lib/duty/local-time.ts';
import { rosterCalendar } from '#lib/duty/roster/roster-calendar.ts';
import { door } from '#lib/server/answer/door.ts';
import { answerBody } from '#lib/server/answer/json-answer.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { rulesNow } from '#lib/server/store/area-picture.ts';
import { calendarOwner, calendarSeats } from '#lib/server/store/own-seats.ts';
import { fieldServer } from '#lib/words/field-server.ts';

const DAY_MS = 86_400_000;
const BACK_DAYS = 7;
const AHEAD_DAYS = 60;

export const GET = door('GET /calendar/[token].ics', async ({ params, db, event }) => {
	const owner = await calendarOwner(db, createHash('sha256').update(params.token, 'utf8').digest());
	if (!owner) return refuse({ kind: 'missing' });
	const nowMs = Date.now();
	const { rules } = await rulesNow(db, owner.districtId, nowMs);
	const zone = zoneOf(rules.duty.timeZone);
	if (!zone) throw new Error(`No such time zone: ${rules.duty.timeZone}`);
	const { seats, changedAtMs } = await calendarSeats(db, owner.personId, nowMs - BACK_DAYS * DAY_MS, nowMs + AHEAD_DAYS * DAY_MS);
	const { language } = event.locals.look;
	const madeAtMs = Math.max(changedAtMs, owner.madeAtMs);
	const id = String(owner.personId);
	const text = rosterCalendar(
		{
			zone,
			seats: seats.map(({ seat, postCode, role, startMs, endMs }) => ({ id: seat, postId: postCode, role, startMs, endMs })),
			posts: seats.map(({ postCode, postName, position }) => ({ id: postCode, name: postName, position }))
		},
		{ assignments: seats.map(({ seat }) => ({ seatId: seat, personId: id })) },
		id,
		{
			title: fieldServer['field.calendar-title'][language === 'zh' ? 0 : 1].replace('{name}', owner.name),
			role: (role) => rules.posting.roles.find((one) => one.id === role)?.[language] ?? role
		},
		// Every change is later than the one before: its second counts the versions.
		{ madeAtMs, sequence: Math.floor(madeAtMs / 1000), host: event.url.hostname }
	);
	return answerBody(event.request, text, {
		type: 'text/calendar; charset=utf-8',
		cache: 'private, no-cache',
		headers: { 'content-disposition': 'inline; filename="duties.ics"' }
	});
});
