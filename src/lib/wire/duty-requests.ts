/** The requests about people, squads and assignments, as schemas. */
import * as v from 'valibot';
import { LAST_MOMENT_MS } from './last-moment.ts';
import { XLSX_TYPE } from './sheet-file.ts';

const MAX_ID = 2 ** 31 - 1;
const id = v.pipe(v.string(), v.regex(/^\d{1,10}$/), v.transform(Number), v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_ID));
const rowId = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_ID));
const moment = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LAST_MOMENT_MS));
const text = (most: number) => v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(most));
const params = v.object({ id });
const inArea = v.object({ area: v.exactOptional(id) });
/** Where something is made it is said for which area. */
const forArea = v.object({ area: id });

/** Fewer than a request may be long, so that a list that is too long is refused in words. */
const list = v.pipe(v.string(), v.minLength(1), v.maxLength(2_000_000));
/** A workbook in base64, likewise. */
const workbook = v.pipe(v.string(), v.minLength(1), v.maxLength(3_900_000), v.regex(/^[A-Za-z0-9+/]*={0,2}$/));
/** One of the two. */
const listFile = v.strictObject({ csv: v.exactOptional(list), xlsx: v.exactOptional(workbook) });
const members = v.pipe(v.array(rowId), v.maxLength(200));

export const DutyRequestSchemas = {
	'GET /api/people': {
		summary:
			'People of an area with what they can do and when; as JSON, or as CSV or XLSX that can be imported again. Taking a list is logged.',
		query: v.object({ area: v.exactOptional(id), format: v.optional(v.picklist(['json', 'csv', 'xlsx']), 'json') }),
		media: ['application/json', 'text/csv', XLSX_TYPE]
	},
	'POST /api/people/preview': {
		summary: 'What importing a list of people (CSV, or XLSX in base64) would do, and every problem of every row. Writes nothing.',
		query: forArea,
		body: listFile
	},
	'POST /api/people/import': {
		summary: 'Import a list of people (CSV, or XLSX in base64): all of it or nothing. Who is known by the same id is changed.',
		query: forArea,
		body: listFile
	},
	'POST /api/people/[id]/leave': {
		summary: 'Write down that a person is away.',
		params,
		body: v.strictObject({ fromMs: moment, untilMs: moment, kind: v.picklist(['annual', 'personal', 'sick', 'training', 'other']) })
	},
	'DELETE /api/leave/[id]': { summary: 'Take a leave back.', params },
	'GET /api/squads': { summary: 'Squads of an area, with what each lacks by its template.', query: inArea },
	'POST /api/squads': {
		summary: 'Make a squad by a template of the rules.',
		query: forArea,
		body: v.strictObject({ name: text(60), template: text(40), leadId: v.nullable(rowId), members })
	},
	'PUT /api/squads/[id]': {
		summary: 'Give a squad another name, template, lead and members.',
		params,
		body: v.strictObject({ name: text(60), template: text(40), leadId: v.nullable(rowId), members })
	},
	'DELETE /api/squads/[id]': { summary: 'Dissolve a squad. Its people and their assignments stay.', params },
	'GET /api/assignments': {
		summary:
			'Who answers for what in an area: those that hold or will; with `past`, also those that are over. As JSON, CSV or XLSX; taking a list is logged.',
		query: v.object({
			area: v.exactOptional(id),
			past: v.exactOptional(v.literal('1')),
			format: v.optional(v.picklist(['json', 'csv', 'xlsx']), 'json')
		}),
		media: ['application/json', 'text/csv', XLSX_TYPE]
	},
	'POST /api/assignments': {
		summary: 'Assign a person to a subject, with task, duty and deadline. 409 with who is in the way where it does not go.',
		query: forArea,
		body: v.strictObject({
			personId: rowId,
			subject: v.strictObject({ kind: v.picklist(['grid', 'post', 'compound', 'building', 'area']), id: rowId }),
			duty: v.picklist(['primary', 'backup', 'leader']),
			task: v.pipe(v.string(), v.trim(), v.maxLength(500)),
			/** Left out: from now. */
			fromMs: v.exactOptional(moment),
			untilMs: moment,
			inPerson: v.exactOptional(v.boolean())
		})
	},
	'POST /api/assignments/[id]/end': {
		summary: 'End an assignment before its deadline, now or at a moment, with the reason.',
		params,
		body: v.strictObject({ reason: text(500), atMs: v.exactOptional(moment) })
	},
	'POST /api/assignments/[id]/hand-over': {
		summary: 'Hand an assignment over to somebody else, with a note and what is open. It ends as the next one begins.',
		params,
		body: v.strictObject({
			personId: rowId,
			atMs: v.exactOptional(moment),
			/** Left out: the deadline and the task there were. */
			untilMs: v.exactOptional(moment),
			task: v.exactOptional(text(500)),
			note: text(2000),
			openItems: v.pipe(v.array(text(300)), v.maxLength(50))
		})
	}
} as const;
