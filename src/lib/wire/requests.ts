/**
 * The requests of `/api`: what each takes and what it answers, as schemas. The server judges by them, the OpenAPI document is made from them,
 * and whoever calls can read them here. Query values arrive as text; what a handler gets is typed.
 */
import * as v from 'valibot';
import { DIMENSIONS } from '../ledger/gap.ts';
import { RulesSchema } from './rules-schema.ts';

const MAX_ID = 2 ** 31 - 1;
const id = v.pipe(v.string(), v.regex(/^\d{1,10}$/), v.transform(Number), v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_ID));
const whole = (from: number, to: number) =>
	v.pipe(v.string(), v.regex(/^\d{1,6}$/), v.transform(Number), v.number(), v.integer(), v.minValue(from), v.maxValue(to));
/** An instant: ISO 8601 with its zone. */
const instant = v.pipe(v.string(), v.isoTimestamp());

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
			owner: v.exactOptional(id),
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
