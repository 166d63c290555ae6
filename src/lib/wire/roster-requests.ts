/** The requests about posts, seats and rosters, as schemas. */
import * as v from 'valibot';
import { LAST_MOMENT_MS } from './last-moment.ts';

const MAX_ID = 2 ** 31 - 1;
const id = v.pipe(v.string(), v.regex(/^\d{1,10}$/), v.transform(Number), v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_ID));
const rowId = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_ID));
const moment = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LAST_MOMENT_MS));
const text = (most: number) => v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(most));
const note = v.pipe(v.string(), v.trim(), v.maxLength(500));
const day = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\d$/));
const days = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(31));
const params = v.object({ id });
const seat = text(200);
const most = 5000;
const span = { fromMs: moment, untilMs: moment };
const seated = v.pipe(v.array(v.strictObject({ seat, personId: rowId })), v.maxLength(most));

export const RosterRequestSchemas = {
	'GET /api/areas/[id]/roster': {
		summary: 'Posts of an area over some days: who is asked when, who is planned, who is there (RosterBoard).',
		params,
		query: v.object({
			from: v.exactOptional(day),
			days: v.exactOptional(v.pipe(v.string(), v.regex(/^\d{1,2}$/), v.transform(Number), v.minValue(1), v.maxValue(31)))
		})
	},
	'PUT /api/areas/[id]/roster': {
		summary: 'Let seats change hands: all of them or none. 409 where somebody was first, 422 where a hard rule would be broken.',
		params,
		body: v.strictObject({
			from: day,
			days,
			changes: v.pipe(
				v.array(v.strictObject({ seat, before: v.nullable(rowId), after: v.nullable(rowId) })),
				v.minLength(1),
				v.maxLength(most)
			),
			reason: note
		})
	},
	'POST /api/areas/[id]/roster/solve': {
		summary:
			'A roster, or the best cover of what opens when somebody or a post is off. Writes nothing; answers lines (SolveLine) until done.',
		params,
		body: v.strictObject({
			from: day,
			days,
			/** `new`: all seats from now on anew; `repair`: as few as can be change hands. */
			how: v.picklist(['new', 'repair']),
			/** What the screen holds in place of what is published. */
			draft: v.exactOptional(seated),
			/** What if these were off. */
			off: v.exactOptional(
				v.strictObject({
					people: v.pipe(v.array(v.strictObject({ id: rowId, ...span })), v.maxLength(500)),
					posts: v.pipe(v.array(v.strictObject({ id: rowId, ...span })), v.maxLength(500))
				})
			),
			/** Seats that are to be closed by several proposals. */
			seats: v.exactOptional(v.pipe(v.array(seat), v.maxLength(200))),
			proposals: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5))),
			seconds: v.exactOptional(v.pipe(v.number(), v.minValue(0.1), v.maxValue(600))),
			cure: v.exactOptional(v.boolean())
		}),
		media: 'application/x-ndjson'
	},
	'PUT /api/posts/[id]/rules': {
		summary: 'Say from which day on who is needed when at a post. A version of the same day is written over.',
		params,
		body: v.strictObject({ from: day, needs: text(2000) })
	},
	'DELETE /api/posts/[id]/rules': { summary: 'Take a version of a post’s rule back.', params, query: v.object({ from: day }) },
	'PATCH /api/posts/[id]': {
		summary: 'Give a post another weight or other shifts.',
		params,
		body: v.strictObject({
			weight: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000))),
			shifts: v.exactOptional(v.nullable(v.pipe(v.array(text(40)), v.minLength(1), v.maxLength(50))))
		})
	},
	'POST /api/posts/[id]/check-ins': {
		summary: 'Check somebody in or out at a post by a lead’s word, with the reason.',
		params,
		body: v.strictObject({ personId: rowId, action: v.picklist(['arrive', 'leave']), atMs: v.exactOptional(moment), reason: text(300) })
	},
	'GET /api/posts/[id]/code': {
		summary: 'What the code printed for a post says. Made when first asked for; opening it is logged.',
		params
	},
	'POST /api/posts/[id]/code': {
		summary: 'Make a new code for a post. The one printed before counts no more.',
		params,
		body: v.strictObject({})
	},
	'POST /api/people/[id]/wishes': {
		summary: 'Write down that a person would like to be off or to work on a day.',
		params,
		body: v.strictObject({
			want: v.picklist(['off', 'work']),
			on: day,
			hours: v.exactOptional(text(100)),
			weight: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)))
		})
	},
	'DELETE /api/wishes/[id]': { summary: 'Take a wish back.', params }
} as const;
