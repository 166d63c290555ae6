/**
 * The requests of `/api`: what each takes and what it answers, as schemas. The server judges by them, the OpenAPI document is made from them,
 * and whoever calls can read them here. Query values arrive as text; what a handler gets is typed.
 */
import * as v from 'valibot';
import { LAST_MOMENT_MS } from './last-moment.ts';
import { DIMENSIONS } from '../ledger/gap.ts';
import { DutyRequestSchemas } from './duty-requests.ts';
import { FieldRequestSchemas } from './field-requests.ts';
import { ReplayRequestSchemas } from './replay-requests.ts';
import { RosterRequestSchemas } from './roster-requests.ts';
import { PlanEditSchema } from './plan-edit-schema.ts';
import { MendSchema } from './mend-schema.ts';
import { RulesSchema } from './rules-schema.ts';

const MAX_ID = 2 ** 31 - 1;
const id = v.pipe(v.string(), v.regex(/^\d{1,10}$/), v.transform(Number), v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_ID));
const whole = (from: number, to: number) =>
	v.pipe(v.string(), v.regex(/^\d{1,6}$/), v.transform(Number), v.number(), v.integer(), v.minValue(from), v.maxValue(to));
/** An instant: ISO 8601 with its zone. */
const instant = v.pipe(v.string(), v.isoTimestamp());

const rowId = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_ID));
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000));
const moment = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LAST_MOMENT_MS));
const draftName = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100));
const note = v.pipe(v.string(), v.maxLength(2000));
const draft = { params: v.object({ id }) };
/** Commands that say nothing but that they are meant. */
const nothing = v.strictObject({});

const areaQuery = { area: v.exactOptional(id) };

export const RequestSchemas = {
	'POST /api/session': {
		summary: 'Sign in. Sets the session cookie.',
		body: v.strictObject({
			username: v.pipe(v.string(), v.minLength(1), v.maxLength(80)),
			password: v.pipe(v.string(), v.minLength(1), v.maxLength(200))
		})
	},
	'DELETE /api/session': { summary: 'Sign out. The session ends at once, on every open page.' },
	'GET /api/me': { summary: 'Who is signed in, with roles, areas and the actions open to them.' },
	'GET /api/areas': { summary: 'The tree of areas this account may see, with the chain above it and the names of the levels.' },
	'GET /api/areas/[id]/picture': {
		summary: 'The still picture of an area: grids, posts, people, plan, rules, outlines (AreaPicture).',
		params: v.object({ id })
	},
	'GET /api/areas/[id]/buildings': {
		summary: 'Building footprints of an area, packed little-endian (GKB1).',
		params: v.object({ id }),
		media: 'application/octet-stream'
	},
	'GET /api/gaps': {
		summary: 'The gap ledger: open, closed or all, newest first; as JSON, CSV or GeoJSON.',
		query: v.object({
			...areaQuery,
			state: v.optional(v.picklist(['open', 'closed', 'all']), 'open'),
			dimension: v.exactOptional(v.picklist(DIMENSIONS)),
			/** `nobody`: gaps without an owner. */
			owner: v.exactOptional(v.union([v.literal('nobody'), id])),
			grid: v.exactOptional(id),
			from: v.exactOptional(instant),
			to: v.exactOptional(instant),
			limit: v.exactOptional(whole(1, 100_000)),
			format: v.optional(v.picklist(['json', 'csv', 'geojson']), 'json')
		}),
		media: ['application/json', 'text/csv', 'application/geo+json']
	},
	'GET /api/grids/[id]/history': {
		summary: 'How the coverage of a grid went over the last hours.',
		params: v.object({ id }),
		query: v.object({ hours: v.exactOptional(whole(1, 24 * 31)) })
	},
	'GET /api/buildings/[id]': { summary: 'One building: compound, floors, households, when it was last seen.', params: v.object({ id }) },
	'GET /api/patrols/[no]/track': {
		summary: 'Where a patrol went. Opening it is logged; a worker may open their own only.',
		params: v.object({ no: id }),
		query: v.object({ minutes: v.exactOptional(whole(1, 24 * 60)) })
	},
	'GET /api/tracks': {
		summary: 'Trails of everybody in an area over the last minutes. Opening them is logged.',
		query: v.object({ ...areaQuery, minutes: v.exactOptional(whole(1, 120)) })
	},
	'GET /api/search': {
		summary:
			'Find grids, buildings, posts, people, areas, roads and compounds by name, code, pinyin or its initials; at most 20, best first.',
		query: v.object({ q: v.pipe(v.string(), v.minLength(1), v.maxLength(60)), ...areaQuery })
	},
	'GET /api/rules': {
		summary: 'Every version of the rules that concerns an area, newest first, and which one holds now.',
		query: v.object(areaQuery)
	},
	'GET /api/areas/[id]/plan-ground': {
		summary: 'The ground of the area’s district that plans are drawn on, packed little-endian (GKG2).',
		params: v.object({ id }),
		media: 'application/octet-stream'
	},
	'GET /api/areas/[id]/plans': {
		summary: 'Every plan of the area’s district: those that held, the one that holds, those that will; newest first.',
		params: v.object({ id })
	},
	'GET /api/plans/[id]/borders': {
		summary: 'The borders of a plan, always the same bytes (plan/plan-bytes.ts).',
		params: v.object({ id })
	},
	'GET /api/plans/[id]/mends': {
		summary: 'What keeps an imported plan from being drawn upon: each fault with a proposed mend, and the mends accepted so far.',
		params: v.object({ id })
	},
	'POST /api/plans/[id]/mends': {
		summary: 'Accept one more mend of an imported plan. Answers what is left.',
		params: v.object({ id }),
		body: v.strictObject({ mend: MendSchema })
	},
	'GET /api/areas/[id]/drafts': { summary: 'Every draft of the area’s district, newest change first.', params: v.object({ id }) },
	'POST /api/areas/[id]/drafts': {
		summary: 'Begin a draft upon the plan that will hold last, upon a plan that is named, or as a copy of another draft.',
		params: v.object({ id }),
		body: v.strictObject({
			name: draftName,
			note: v.exactOptional(note),
			planId: v.exactOptional(rowId),
			copyOf: v.exactOptional(rowId)
		})
	},
	'GET /api/drafts/[id]': { summary: 'A draft with its edits.', ...draft },
	'PATCH /api/drafts/[id]': {
		summary: 'Give a draft another name or note.',
		...draft,
		body: v.strictObject({ name: v.exactOptional(draftName), note: v.exactOptional(note) })
	},
	'GET /api/drafts/[id]/plan': { summary: 'The plan that a draft draws, as bytes like those of a plan’s borders.', ...draft },
	'PUT /api/drafts/[id]/edits': {
		summary: 'Save edits upon the revision they were drawn on. 409 with what there is now where somebody saved before.',
		...draft,
		body: v.strictObject({
			revision: count,
			keep: count,
			edits: v.pipe(v.array(PlanEditSchema), v.maxLength(20_000)),
			at: count,
			mark: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32 - 1))
		})
	},
	'POST /api/drafts/[id]/rebase': {
		summary: 'Draw a draft again upon the plan that will hold. What is refused there is told.',
		...draft,
		body: nothing
	},
	'POST /api/drafts/[id]/submit': { summary: 'Hand a draft in for review. Refused with every fault it has.', ...draft, body: nothing },
	'POST /api/drafts/[id]/review': {
		summary: 'Accept a draft or return it; never by somebody who drew in it or handed it in.',
		...draft,
		body: v.strictObject({ verdict: v.picklist(['accept', 'return']), note })
	},
	'POST /api/drafts/[id]/publish': {
		summary: 'Publish a reviewed draft for a moment, and perhaps until one. PostGIS is asked as witness.',
		...draft,
		body: v.strictObject({ effectiveFromMs: moment, revertsAtMs: v.exactOptional(moment) })
	},
	'POST /api/drafts/[id]/withdraw': { summary: 'Take a draft back. It is kept.', ...draft, body: nothing },
	...DutyRequestSchemas,
	...RosterRequestSchemas,
	...FieldRequestSchemas,
	...ReplayRequestSchemas,
	'PUT /api/rules': {
		summary: 'Add a version of the rules with the moment it takes effect. Versions before it are kept.',
		query: v.object(areaQuery),
		body: v.strictObject({
			/** Left out: at once. */
			effectiveFrom: v.exactOptional(instant),
			note: v.optional(v.pipe(v.string(), v.maxLength(500)), ''),
			rules: RulesSchema
		})
	}
} as const satisfies Readonly<Record<string, RequestSchema>>;

type Objects = v.ObjectSchema<v.ObjectEntries, undefined>;
type Bodies = v.StrictObjectSchema<v.ObjectEntries, undefined>;

export interface RequestSchema {
	readonly summary: string;
	readonly params?: Objects;
	readonly query?: Objects;
	readonly body?: Bodies;
	/** Where it is not JSON. */
	readonly media?: string | readonly string[];
}

export type RequestName = keyof typeof RequestSchemas;

type Part<R, K extends string> = R extends { readonly [P in K]: infer S extends v.GenericSchema } ? v.InferOutput<S> : Record<never, never>;

/** What a handler of this request is given. */
export interface Request<N extends RequestName> {
	readonly params: Part<(typeof RequestSchemas)[N], 'params'>;
	readonly query: Part<(typeof RequestSchemas)[N], 'query'>;
	readonly body: Part<(typeof RequestSchemas)[N], 'body'>;
}
