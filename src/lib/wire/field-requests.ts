/** The requests of a phone in the field, and of those who read what it sent, as schemas. */
import * as v from 'valibot';
import { LAST_MOMENT_MS } from './last-moment.ts';
import { REPORT_KINDS } from './field.ts';

const MAX_ID = 2 ** 31 - 1;
const id = v.pipe(v.string(), v.regex(/^\d{1,10}$/), v.transform(Number), v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_ID));
const rowId = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_ID));
const moment = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LAST_MOMENT_MS));
const number = (from: number, to: number) => v.pipe(v.number(), v.minValue(from), v.maxValue(to));
const words = (most: number) => v.pipe(v.string(), v.trim(), v.maxLength(most));
const said = (most: number) => v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(most));
const uuid = v.pipe(v.string(), v.uuid(), v.toLowerCase());
const params = v.object({ id });
const nothing = v.strictObject({});
const position = v.strictTuple([number(-180, 180), number(-90, 90)]);

const place = v.strictObject({ lng: number(-180, 180), lat: number(-90, 90), accuracyM: v.nullable(number(0, 100_000)) });
const sent = { id: uuid, atMs: moment };
const items = v.pipe(v.array(said(300)), v.maxLength(50));
const fix = v.strictObject({
	...place.entries,
	atMs: moment,
	speedMps: v.nullable(number(0, 1000)),
	bearingDeg: v.nullable(number(0, 360))
});

export const FieldRecordSchema = v.variant('kind', [
	v.strictObject({ ...sent, kind: v.literal('shift-started'), place: v.nullable(place) }),
	v.strictObject({ ...sent, kind: v.literal('shift-ended'), place: v.nullable(place) }),
	v.strictObject({ ...sent, kind: v.literal('track'), fixes: v.pipe(v.array(fix), v.minLength(1), v.maxLength(2000)) }),
	v.strictObject({
		...sent,
		kind: v.literal('check-in'),
		postId: rowId,
		action: v.picklist(['arrive', 'leave']),
		code: v.nullable(words(200)),
		place: v.nullable(place)
	}),
	v.strictObject({
		...sent,
		kind: v.literal('visit'),
		buildingId: rowId,
		outcome: v.picklist(['seen', 'contacted', 'nobody', 'refused', 'later']),
		note: words(500),
		place: v.nullable(place)
	}),
	v.strictObject({
		...sent,
		kind: v.literal('report'),
		what: v.picklist(REPORT_KINDS),
		words: words(2000),
		count: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000))),
		photos: v.pipe(v.array(uuid), v.maxLength(10)),
		place: v.nullable(place),
		postId: v.nullable(rowId)
	}),
	v.strictObject({
		...sent,
		kind: v.literal('hand-over'),
		postId: v.nullable(rowId),
		gridId: v.nullable(rowId),
		note: said(2000),
		openItems: items
	})
]);

export const FieldRequestSchemas = {
	'GET /api/field/day': { summary: 'Everything a phone in the field needs to work without a signal (FieldDay).' },
	'POST /api/field/records': {
		summary: 'What a phone did, each thing with its own id and time. The same id sent again is there once.',
		body: v.strictObject({ records: v.pipe(v.array(v.unknown()), v.minLength(1), v.maxLength(500)) })
	},
	'PUT /api/field/photos/[id]': {
		summary: 'A photo of a report: JPEG, WebP or PNG of at most 3 MB, as the body itself.',
		params: v.object({ id: uuid })
	},
	'POST /api/field/duties/[id]/confirm': { summary: 'Say that one knows of a seat.', params, body: nothing },
	'GET /api/field/swaps/candidates': {
		summary: 'Who could take a seat of mine, and which of theirs could be had for it, by the rules.',
		query: v.object({ duty: id })
	},
	'POST /api/field/swaps': {
		summary: 'Ask somebody to take a seat of mine, perhaps for one of theirs.',
		body: v.strictObject({ dutyId: rowId, toPersonId: rowId, forDutyId: v.nullable(rowId), note: words(300) })
	},
	'POST /api/field/swaps/[id]': {
		summary: 'Agree to a swap, decline it, or take back one’s own. Agreed, the seats change hands if the rules still allow it.',
		params,
		body: v.strictObject({ answer: v.picklist(['agree', 'decline', 'withdraw']) })
	},
	'POST /api/field/hand-overs/[id]/take': { summary: 'Say that one has read what was handed over.', params, body: nothing },
	'GET /api/field/stored': { summary: 'What is kept about the one who asks, until when, and who opened their track (FieldStored).' },
	'GET /api/field/track': {
		summary: 'The way one walked oneself.',
		query: v.object({ from: v.pipe(v.string(), v.isoTimestamp()), until: v.pipe(v.string(), v.isoTimestamp()) })
	},
	'POST /api/field/calendar': { summary: 'Make the address of one’s own calendar anew. The one before counts no more.', body: nothing },
	'POST /api/field/tracker': { summary: 'Make a token for a tracker app of one’s own. The one before counts no more.', body: nothing },
	'POST /api/people/[id]/tracker': {
		summary: 'Make a token for a person’s tracker app. The one before counts no more. Written down.',
		params,
		body: nothing
	},
	'POST /api/routes': {
		summary: 'The walk that sees what is most overdue in a grid first, along streets, within minutes; for a squad split among its members.',
		body: v.strictObject({
			gridIds: v.pipe(v.array(rowId), v.minLength(1), v.maxLength(20)),
			start: v.nullable(position),
			minutes: v.nullable(number(1, 1440)),
			people: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20))
		}),
		query: v.object({ format: v.optional(v.picklist(['json', 'gpx']), 'json') }),
		media: ['application/json', 'application/gpx+xml']
	},
	'GET /api/reports': {
		summary: 'What people in the field reported in an area, newest first.',
		query: v.object({
			area: v.exactOptional(id),
			open: v.exactOptional(v.literal('1')),
			from: v.exactOptional(v.pipe(v.string(), v.isoTimestamp()))
		})
	},
	'POST /api/reports/[id]/close': { summary: 'Close a report with what was done.', params, body: v.strictObject({ note: said(500) }) },
	'GET /api/photos/[id]': { summary: 'A photo of a report. Opening it is logged.', params: v.object({ id: uuid }), media: 'image/jpeg' },
	'GET /calendar/[token].ics': {
		summary: 'The seats of the person whose calendar address this is, as iCalendar.',
		params: v.object({ token: words(100) }),
		media: 'text/calendar'
	}
} as const;
