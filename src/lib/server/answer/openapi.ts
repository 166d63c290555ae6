/** The OpenAPI 3.1 document, made from the access table and the request schemas, so that it cannot say anything else than what holds. */
import { toJsonSchema } from '@valibot/to-json-schema';
import { type Access, ROUTES, type Action } from '../account/access.ts';
import { type RequestSchema, RequestSchemas } from '../../wire/requests.ts';

interface JsonSchema {
	readonly properties?: Readonly<Record<string, object>>;
	readonly required?: readonly string[];
}

/** Routes that `/api` does not hold, in a sentence each. */
const OTHERS: Readonly<Partial<Record<Action, RequestSchema>>> = {
	'GET /healthz': { summary: 'Whether the server and its database answer.' },
	'GET /metrics': { summary: 'Figures in Prometheus’ text format.', media: 'text/plain' },
	'GET /api/openapi.json': { summary: 'This document.' },
	'GET /ingest/osmand': {
		summary: 'A fix of a Traccar Client or any OsmAnd-style tracker. Answered when it is committed.',
		media: 'text/plain'
	},
	'POST /ingest/osmand': { summary: 'The same as a form or as Traccar Client’s JSON.', media: 'text/plain' },
	'POST /ingest/traccar': { summary: 'A location of Traccar Client as JSON. Answered when it is committed.', media: 'text/plain' },
	'POST /ingest/overland': { summary: 'A batch of Overland. Answered when it is committed.' },
	'GET /ingest/gpslogger': { summary: 'A fix of GPSLogger’s user-defined address. Answered when it is committed.', media: 'text/plain' },
	'POST /ingest/gpslogger': { summary: 'The same as a form.', media: 'text/plain' },
	'POST /ingest/owntracks': { summary: 'A message of OwnTracks over HTTP. Answered when it is committed.' },
	'POST /ingest/check-in': { summary: 'A person arrives at a post or leaves it. Answered when it is committed.' },
	'GET /tiles/[layer]/[z]/[x]/[y].mvt': { summary: 'A vector tile.', media: 'application/vnd.mapbox-vector-tile' },
	'GET /tiles/[layer].json': { summary: 'TileJSON of a layer.' }
};

export function openApi(version: string): object {
	const paths: Record<string, Record<string, object>> = {};
	for (const [name, access] of Object.entries(ROUTES) as [Action, Access][]) {
		const [method = '', routeId = ''] = name.split(' ');
		const schema: RequestSchema | undefined = name in RequestSchemas ? RequestSchemas[name as keyof typeof RequestSchemas] : OTHERS[name];
		// Pages are for people.
		if (!schema) continue;
		const path = routeId.replace(/\[(\w+)\]/g, '{$1}');
		(paths[path] ??= {})[method.toLowerCase()] = operation(path, schema, access);
	}
	return {
		openapi: '3.1.0',
		info: {
			title: 'Gridkeeper 网格守望',
			version,
			description:
				'Positions are [lng, lat], WGS-84. Times are ISO 8601 in requests and Unix milliseconds in answers (`…Ms`). Live: see docs/live-protocol.md.',
			license: { name: 'Apache-2.0', identifier: 'Apache-2.0' }
		},
		paths,
		components: {
			securitySchemes: {
				session: {
					type: 'apiKey',
					in: 'cookie',
					name: 'gk-session',
					description: '`__Host-gk-session` over https. A request that changes something needs an Origin of this server.'
				},
				device: {
					type: 'http',
					scheme: 'bearer',
					description: 'The token of a device, also as its identifier or as the password of Basic.'
				},
				operator: {
					type: 'http',
					scheme: 'bearer',
					description: 'METRICS_TOKEN; where none is set, requests from the server’s own machine.'
				}
			},
			schemas: {
				Problem: {
					type: 'object',
					required: ['problem', 'message'],
					properties: {
						problem: {
							type: 'object',
							required: ['kind'],
							properties: {
								kind: { type: 'string' },
								detail: { type: 'object', additionalProperties: { type: ['string', 'number'] } },
								at: { type: 'array', prefixItems: [{ type: 'number' }, { type: 'number' }], description: '[lng, lat]' }
							}
						},
						message: { type: 'object', required: ['zh', 'en'], properties: { zh: { type: 'string' }, en: { type: 'string' } } }
					}
				}
			}
		}
	};
}

function operation(path: string, schema: RequestSchema, access: Access): object {
	const parameters = [
		...listed('path', schema.params),
		...listed('query', schema.query),
		// Routes of other rooms have no schema here; their path still names its parameters.
		...(schema.params
			? []
			: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } })))
	];
	const media = schema.media === undefined ? ['application/json'] : [schema.media].flat();
	const refusal = (description: string) => ({
		description,
		content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } }
	});
	const bound = typeof access.who !== 'string';
	return {
		summary: schema.summary,
		...(bound && { description: `Roles: ${(access.who as readonly string[]).join(', ')}, each within its area.` }),
		...(parameters.length > 0 && { parameters }),
		...(schema.body && { requestBody: { required: true, content: { 'application/json': { schema: plain(schema.body) } } } }),
		security: bound
			? [{ session: [] }, ...('open' in access ? [{}] : [])]
			: access.who === 'public'
				? [{}]
				: [{ [access.who as string]: [] }],
		responses: {
			'200': { description: 'The answer', content: Object.fromEntries(media.map((type) => [type, {}])) },
			'4XX': refusal('The world says no'),
			'5XX': refusal('Something broke')
		}
	};
}

function listed(where: 'path' | 'query', schema: RequestSchema['params']): object[] {
	if (!schema) return [];
	const { properties = {}, required = [] } = plain(schema);
	return Object.entries(properties).map(([name, of]) => ({
		name,
		in: where,
		required: where === 'path' || (required.includes(name) && !('default' in of)),
		schema: of
	}));
}

function plain(schema: NonNullable<RequestSchema['params'] | RequestSchema['body']>): JsonSchema {
	const { $schema: _, ...rest } = toJsonSchema(schema, { typeMode: 'output', errorMode: 'ignore', target: 'draft-2020-12' });
	return rest as JsonSchema;
}
