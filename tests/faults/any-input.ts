/**
 * Anything that may be asked of the app, made from its own tables: every route and method, every tracker, every tile path, every event of a socket. What
 * is added there is asked here from then on; a tracker's address without a body of its own does not compile.
 */
import fc from 'fast-check';
import type * as v from 'valibot';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import { ROUTES, SOCKET_EVENTS, type Action } from '#lib/server/account/access.ts';
import { TILE_LAYERS } from '#lib/server/tiles/tile-layers.ts';
import { FieldRecordSchema } from '#lib/wire/field-requests.ts';
import { RequestSchemas, type RequestSchema } from '#lib/wire/requests.ts';
import { ground } from '../ground.ts';
import { anyOfSchema } from './any-of-schema.ts';
import { anyJson, bytesOf, day, instant, moment, number, ownFields, rarely, rowId, scalar, text, uuid } from './any-value.ts';

export interface AnyRequest {
	readonly name: string;
	readonly method: string;
	/** With its query; characters that no client lets through are written as percent codes. */
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Uint8Array | null;
	/** Whose it is: the account that may do everything, or nobody. */
	readonly signedIn: boolean;
	/** A session of the run's own would end with it, or an answer is a stream that lasts as long as asked. */
	readonly isStream: boolean;
}

type DevicePath<K extends Action = Action> = K extends Action
	? (typeof ROUTES)[K] extends { readonly who: 'device' }
		? K extends `${string} ${infer P}`
			? P
			: never
		: never
	: never;

const schemas: Readonly<Record<string, RequestSchema>> = RequestSchemas;
const names = [
	...new Set(
		Object.values(schemas).flatMap(({ query, body, params }) =>
			[query, body, params].flatMap((part) => Object.keys((part as { entries?: object } | undefined)?.entries ?? {}))
		)
	)
];
const json = anyJson(names);
const codes = ground.grids.map(({ code }) => code);

const escaped = (any: string): string => encodeURIComponent(any.toWellFormed());
const parameter = fc.oneof(
	{ weight: 14, arbitrary: rowId.map(String) },
	{ weight: 2, arbitrary: uuid },
	{
		weight: 1,
		arbitrary: fc.constantFrom(
			'..',
			'.',
			'%2e%2e',
			'%2F',
			'%00',
			'%F0',
			'%',
			'%zz',
			';',
			'a'.repeat(3000),
			'%D9%A3',
			'\u00e9',
			'1e3',
			'-1',
			'00001'
		)
	},
	{ weight: 1, arbitrary: text.map(escaped) }
);
const layer = fc.oneof({ weight: 6, arbitrary: fc.constantFrom<string>(...TILE_LAYERS) }, { weight: 1, arbitrary: parameter });
/** Tiles that are there, tiles of the rest of the world, and no tiles. */
const tile = fc.oneof(
	{
		weight: 3,
		arbitrary: fc
			.tuple(fc.nat(18), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
			.map(([z, x, y]) => {
				const near = [118.7, 118.9].map((lng) => ((lng + 180) / 360) * 2 ** z);
				const row = [0.405, 0.41].map((part) => part * 2 ** z);
				return [z, Math.floor(near[0]! + x * (near[1]! - near[0]!)), Math.floor(row[0]! + y * (row[1]! - row[0]!))].map(String);
			})
	},
	{ weight: 1, arbitrary: fc.tuple(fc.nat(25), fc.nat(70_000), fc.nat(70_000)).map((all) => all.map(String)) },
	{ weight: 1, arbitrary: fc.tuple(parameter, parameter, parameter) }
);

const tail = fc.oneof(
	{ weight: 30, arbitrary: fc.constant('') },
	{
		weight: 1,
		arbitrary: fc.constantFrom('/', '//', '/..', '/__data.json', '.json', '%20', ';a=b', '/%2e%2e/%2e%2e', '.mvt', '/x'.repeat(500), '#x')
	}
);
const asText = (any: unknown): string => (typeof any === 'string' ? any : (JSON.stringify(any) ?? String(any)));

/** The query: what the schema lets in, what it does not know, the same name twice, much of it, or none at all. */
const queryOf = (schema: v.GenericSchema | undefined): fc.Arbitrary<string> =>
	fc
		.tuple(
			schema ? anyOfSchema(schema) : fc.constant({}),
			fc.array(fc.tuple(fc.oneof(fc.constantFrom(...names, 'lang', 'theme', 'x-sveltekit-invalidated', '/default'), text), scalar), {
				maxLength: 2
			}),
			rarely(12, fc.constantFrom('twice', 'bare', 'long', 'broken'))
		)
		.map(([known, more, spoiled]) => {
			const pairs = [...Object.entries(typeof known === 'object' && known !== null ? known : {}), ...more] as [string, unknown][];
			const parts = pairs.map(([name, value]) => `${escaped(name)}=${escaped(asText(value))}`);
			if (spoiled === 'twice') parts.push(...parts);
			if (spoiled === 'bare') parts.push('&&=', '?', 'area');
			if (spoiled === 'long') parts.push(`q=${'a'.repeat(9000)}`);
			if (spoiled === 'broken') parts.push('area=%', '%F0%9F=%C0');
			return parts.join('&');
		});

const seasoning = fc.array(
	fc.constantFrom<readonly [string, string]>(
		['accept', 'text/html'],
		['accept', '*/*;q=NaN,,;'],
		['accept-encoding', 'gzip, br'],
		['accept-encoding', 'gzip;q=0, identity;q=0'],
		['accept-language', `${'zh-CN,'.repeat(100)}x`],
		['content-encoding', 'gzip'],
		['if-none-match', `"${'x'.repeat(500)}", W/"`],
		['if-modified-since', 'yesterday'],
		['range', 'bytes=0-0,-1,5-2,99999999999999999999-'],
		['origin', 'https://elsewhere.example'],
		['origin', 'null'],
		['sec-fetch-site', 'cross-site'],
		['x-forwarded-for', '1.2.3.4, , x'],
		['x-forwarded-proto', 'gopher'],
		['x-http-method-override', 'DELETE'],
		['x-sveltekit-action', 'true'],
		['cookie', 'lang=%; theme=\u00ff; =; session=; ;;'],
		['authorization', 'Bearer'],
		['authorization', `Basic ${'!'.repeat(300)}`],
		['expect', '100-continue']
	),
	{ maxLength: 2 }
);
const mediaType = (usual: string): fc.Arbitrary<string> =>
	fc.oneof(
		{ weight: 20, arbitrary: fc.constant(usual) },
		{
			weight: 1,
			arbitrary: fc.constantFrom(
				'',
				'text/plain',
				'application/x-www-form-urlencoded',
				'multipart/form-data; boundary=x',
				'image/jpeg',
				'application/json; charset=utf-16',
				';',
				'a/b/c'
			)
		}
	);

/** The default rules with one number or word in them changed: nearly all of them may hold. */
const rules = fc.tuple(fc.nat(10_000), fc.oneof(fc.double({ min: 0, max: 500, noNaN: true }), rowId, scalar)).map(([which, value]) => {
	const made = structuredClone(DEFAULT_RULES) as object as Record<string, unknown>;
	const leaves: [Record<string, unknown>, string][] = [];
	const walk = (of: Record<string, unknown>): void => {
		for (const [name, inner] of Object.entries(of))
			if (typeof inner === 'object' && inner !== null) walk(inner as Record<string, unknown>);
			else leaves.push([of, name]);
	};
	walk(made);
	const [of, name] = leaves[which % leaves.length]!;
	of[name] = value;
	return made;
});
const photo = fc
	.tuple(fc.constantFrom('ffd8ffe0', '89504e470d0a1a0a', '52494646', ''), fc.uint8Array({ maxLength: 3000 }))
	.map(([magic, bytes]) => Buffer.concat([Buffer.from(magic, 'hex'), bytes]));
const csv = fc
	.array(fc.array(text, { maxLength: 8 }), { maxLength: 5 })
	.map((rows) => [['id', '姓名', 'name', 'role', 'phone', 'skills'].join(), ...rows.map((row) => row.join())].join('\r\n'));
/** Where a schema says less than the handler reads. */
const bodies: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
	'PUT /api/rules': fc.record({ rules }),
	'POST /api/field/records': fc.record({ records: fc.array(anyOfSchema(FieldRecordSchema), { minLength: 1, maxLength: 3 }) }),
	'POST /api/people/import': fc.record({ csv }),
	'POST /api/people/preview': fc.record({ csv })
};
const bodyOf = (name: string, schema: RequestSchema | undefined): fc.Arbitrary<Buffer> => {
	if (name.includes('/photos/')) return photo;
	const given = schema?.body ? anyOfSchema(schema.body) : json;
	return bytesOf(fc.oneof({ weight: 9, arbitrary: bodies[name] ? fc.oneof(bodies[name], given) : given }, { weight: 1, arbitrary: json }));
};
const reads = (method: string): boolean => method === 'GET' || method === 'HEAD';

/** Sessions are begun and ended by nobody here: the run's own would end with them. */
const asNobody = (name: string): boolean => name.endsWith(' /api/session');

function ofRoute(name: string): fc.Arbitrary<AnyRequest> {
	const [usual = '', id = ''] = name.split(' ');
	const schema = schemas[name];
	const isTile = id.startsWith('/tiles/');
	const params = (id.match(/\[[^\]]+\]/g) ?? []).map((one) => (one === '[layer]' || one === '[map]' ? layer : parameter));
	return fc
		.record({
			method: fc.oneof(
				{ weight: 40, arbitrary: fc.constant(usual) },
				{ weight: 1, arbitrary: fc.constantFrom('HEAD', 'OPTIONS', 'PUT', 'POST', 'DELETE', 'PATCH', 'PROPFIND') }
			),
			params: fc.tuple(...params),
			address: isTile ? tile : fc.constant<string[]>([]),
			query: queryOf(schema?.query),
			tail,
			type: mediaType(name.includes('/photos/') ? 'image/jpeg' : 'application/json'),
			body: bodyOf(name, schema),
			more: seasoning,
			nobody: fc.nat(25)
		})
		.map(({ method, params: given, address, query, tail: end, type, body, more, nobody }) => {
			let n = 0;
			const path = id.replace(/\[([^\]]+)\]/g, (_, of: string) =>
				isTile && ['z', 'x', 'y'].includes(of) ? (address[['z', 'x', 'y'].indexOf(of)] ?? 'x') : (given[n++] ?? 'x')
			);
			return {
				name,
				method,
				path: `${path}${end.split('#')[0]}${query === '' ? '' : `?${query}`}`,
				headers: { ...(type === '' || reads(method) ? {} : { 'content-type': type }), ...Object.fromEntries(more) },
				body: reads(method) ? null : body,
				signedIn: nobody > 0 && !asNobody(name) && !(method === 'DELETE' && id === '/api/session'),
				isStream: name.endsWith('/roster/solve')
			};
		});
}

const routes = Object.entries(ROUTES) as [Action, (typeof ROUTES)[Action]][];
const tileRoutes = routes.filter(([name]) => name.includes(' /tiles/')).map(([name]) => name);
const deviceRoutes = routes.filter(([, access]) => access.who === 'device').map(([name]) => name);
const otherRoutes = routes.map(([name]) => name).filter((name) => !tileRoutes.includes(name) && !deviceRoutes.includes(name));

export const anyRouteRequest = fc.oneof(...otherRoutes.map(ofRoute));
export const anyTileRequest = fc.oneof(...tileRoutes.map(ofRoute));

const lng = fc.oneof({ weight: 25, arbitrary: fc.double({ min: 118.7, max: 118.9, noNaN: true }) }, { weight: 1, arbitrary: number });
const lat = fc.oneof({ weight: 25, arbitrary: fc.double({ min: 31.9, max: 32.1, noNaN: true }) }, { weight: 1, arbitrary: number });
const few = (arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
	fc.oneof({ weight: 40, arbitrary }, { weight: 1, arbitrary: scalar });
/** Of what is measured: a speed, a percentage, a radius. */
const measure = fc.oneof({ weight: 9, arbitrary: fc.double({ min: 0, max: 100, noNaN: true }) }, { weight: 1, arbitrary: number });
const seconds = moment.map((ms) => Math.floor(ms / 1000));
const time = fc.oneof(moment, seconds, instant, seconds.map(String), day);
/** Fields of a report that may each be missing, wrong or something else altogether. */
const fields = (of: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Record<string, unknown>> =>
	fc
		.tuple(...Object.entries(of).map(([name, value]) => fc.tuple(fc.constant(name), few(value), fc.nat(40))))
		.map((all) => ownFields(all.flatMap(([name, value, is]) => (is > 0 ? [[name, value] as const] : []))));
const form = (of: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<string> =>
	fc.tuple(fields(of), fc.nat(20)).map(([given, twice]) =>
		Object.entries(given)
			.map(([name, value]) => `${escaped(name)}=${escaped(asText(value))}`)
			.join('&')
			.repeat(twice === 0 ? 2 : 1)
	);
const osmand = form({
	lat,
	lon: lng,
	timestamp: time,
	accuracy: measure,
	speed: measure,
	bearing: measure,
	batt: measure,
	location: text,
	mock: scalar
});
const feature = fields({
	type: fc.constant('Feature'),
	geometry: fields({ type: fc.constant('Point'), coordinates: fc.tuple(few(lng), few(lat)) }),
	properties: fields({
		timestamp: time,
		horizontal_accuracy: measure,
		speed: measure,
		course: measure,
		battery_level: measure,
		device_id: text
	})
});
const said = (of: fc.Arbitrary<unknown>): fc.Arbitrary<Buffer> =>
	bytesOf(fc.oneof({ weight: 9, arbitrary: of }, { weight: 1, arbitrary: json }));

/** What each tracker's address is sent: what its app says, spoiled here and there. */
const reports: Readonly<
	Record<DevicePath, { readonly type: string; readonly query?: fc.Arbitrary<string>; readonly body: fc.Arbitrary<Buffer> }>
> = {
	'/ingest/osmand': { type: 'application/x-www-form-urlencoded', query: osmand, body: osmand.map((of) => Buffer.from(of)) },
	'/ingest/gpslogger': {
		type: 'application/x-www-form-urlencoded',
		query: form({ lat, lon: lng, time, timestamp: time, acc: measure, spd: measure, dir: measure, batt: measure, ser: text }),
		body: form({ lat, lon: lng, time, acc: measure, spd: measure }).map((of) => Buffer.from(of))
	},
	'/ingest/owntracks': {
		type: 'application/json',
		body: said(
			fields({
				_type: fc.constantFrom('location', 'location', 'waypoint', 'lwt', 'cmd'),
				lat,
				lon: lng,
				tst: time,
				acc: measure,
				vel: measure,
				cog: measure,
				batt: measure
			})
		)
	},
	'/ingest/overland': {
		type: 'application/json',
		body: said(fields({ locations: fc.array(feature, { maxLength: 6 }), current: feature, trip: json }))
	},
	'/ingest/traccar': {
		type: 'application/json',
		body: said(
			fields({
				device_id: text,
				location: fields({
					timestamp: time,
					coords: fields({ latitude: lat, longitude: lng, accuracy: measure, speed: measure, heading: measure }),
					battery: fields({ level: measure }),
					mock: scalar
				})
			})
		)
	},
	'/ingest/check-in': {
		type: 'application/json',
		body: said(
			fields({
				post: fc.oneof(fc.constantFrom(...ground.posts.map(({ code }) => code)), text),
				at: time,
				action: fc.constantFrom('in', 'out', 'arrive', 'leave')
			})
		)
	}
};

/** @param tokens of devices that there are */
export const anyReport = (tokens: readonly string[]): fc.Arbitrary<AnyRequest> =>
	fc.oneof(
		...deviceRoutes.map((name) => {
			const [usual = '', path = ''] = name.split(' ');
			const report = reports[path as DevicePath];
			return fc
				.record({
					method: fc.oneof(
						{ weight: 30, arbitrary: fc.constant(usual) },
						{ weight: 1, arbitrary: fc.constantFrom('HEAD', 'PUT', 'DELETE', 'OPTIONS') }
					),
					query: fc.oneof({ weight: 9, arbitrary: report.query ?? fc.constant('') }, { weight: 1, arbitrary: queryOf(undefined) }),
					token: fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...tokens) }, { weight: 1, arbitrary: text }),
					where: fc.constantFrom('query', 'bearer', 'basic'),
					type: mediaType(report.type),
					body: report.body,
					more: seasoning
				})
				.map(({ method, query, token, where, type, body, more }): AnyRequest => {
					const known = tokens.includes(token);
					const authorization =
						known && where !== 'query'
							? { authorization: where === 'bearer' ? `Bearer ${token}` : `Basic ${Buffer.from(`x:${token}`).toString('base64')}` }
							: {};
					const search = [...(known && where !== 'query' ? [] : [`id=${escaped(token)}`]), query].filter(Boolean).join('&');
					return {
						name,
						method,
						path: `${path}?${search}`,
						headers: { ...(type === '' || reads(method) ? {} : { 'content-type': type }), ...Object.fromEntries(more), ...authorization },
						body: reads(method) ? null : body,
						signedIn: false,
						isStream: false
					};
				});
		})
	);

export interface AnyMessage {
	readonly event: string;
	readonly given: readonly unknown[];
	readonly ack: boolean;
}
const draftId = rowId;
const cursor = fc.option(fc.tuple(few(lng), few(lat)), { nil: null });
/** Messages as the events have them; what is not named here gets anything. */
const messages: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
	join: fields({ areaId: rowId, lastSeq: fc.oneof(fc.constant(null), fc.nat(5000), number) }),
	'draft-open': fields({ draftId }),
	'draft-touch': fields({ cursor, grids: fc.array(few(fc.constantFrom(...codes)), { maxLength: 4 }) })
};
const binary = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));

export const anyMessage: fc.Arbitrary<AnyMessage> = fc.oneof(
	...Object.keys(SOCKET_EVENTS)
		.filter((event) => event !== 'connect')
		.map((event) =>
			fc.record({
				event: fc.constant(event),
				given: fc.oneof(
					{ weight: 3, arbitrary: fc.tuple(messages[event] ?? json) },
					{ weight: 1, arbitrary: fc.array(fc.oneof(json, binary), { maxLength: 3 }) }
				),
				ack: fc.nat(4).map((n) => n > 0)
			})
		),
	fc.record({
		event: fc.oneof(fc.constantFrom('message', 'constructor', '__proto__', 'toString', 'ping', '', 'tick', 'events'), fc.string()),
		given: fc.array(json, { maxLength: 3 }),
		ack: fc.boolean()
	})
);

/** What nobody's library would send: packets of Engine.IO and Socket.IO, broken somewhere. */
export const anyPacket: fc.Arbitrary<string | Buffer> = fc.oneof(
	fc
		.tuple(
			fc.constantFrom(
				'42',
				'420',
				'4299999999999',
				'43',
				'451-',
				'459-',
				'45999999999-',
				'40',
				'41',
				'44',
				'49',
				'2',
				'3',
				'5',
				'6',
				'1',
				'9',
				'42/admin,',
				'40/x,',
				''
			),
			fc.constantFrom(
				'["join"',
				'[]',
				'{}',
				'["join",{"_placeholder":true,"num":0}]',
				'["join",{"_placeholder":true,"num":-1}]',
				'[null]',
				'[1]',
				'["__proto__"]',
				'x'.repeat(5000),
				'["join",'.repeat(500),
				''
			)
		)
		.map((parts) => parts.join('')),
	fc.string({ unit: 'binary' }).map((given) => given.toWellFormed()),
	binary
);

/** Lines of HTTP that no library sends; each goes over a connection of its own. */
const line = fc.constantFrom(
	...[
		'GET / HTTP/1.1',
		'GET / HTTP/9.9',
		'GET /ingest/osmand?id=\u0001 HTTP/1.1',
		'POST /ingest/overland HTTP/1.1',
		'GET',
		'',
		'\u0000\u0001\u0016\u0003\u0001'
	],
	...[
		'POST /api/field/records HTTP/1.1',
		`GET /${'a'.repeat(20_000)} HTTP/1.1`,
		'GET //// HTTP/1.1',
		'OPTIONS * HTTP/1.1',
		'CONNECT 127.0.0.1:22 HTTP/1.1',
		'GET http://other.example/ HTTP/1.1'
	],
	...[
		'GET /api/../../etc/passwd HTTP/1.1',
		'GET /%c0%ae%c0%ae/ HTTP/1.1',
		'GET /tiles/base/0/0/0.mvt HTTP/1.0',
		'GET /tiles/网格/1/1/1.mvt HTTP/1.1',
		'PRI * HTTP/2.0',
		'GET /socket.io/?EIO=4&transport=polling HTTP/1.1'
	],
	...[
		'GET /socket.io/?EIO=9&transport=x HTTP/1.1',
		'POST /socket.io/?EIO=4&transport=polling&sid=none HTTP/1.1',
		'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
		'GET /api/me HTTP/1.1'
	]
);
const header = fc.constantFrom(
	...[
		'host: x',
		'host: a\r\nhost: b',
		'host:',
		'content-length: 5',
		'content-length: -1',
		'content-length: 5\r\ncontent-length: 6',
		'content-length: 99999999999999999999'
	],
	...[
		'transfer-encoding: chunked',
		'transfer-encoding: chunked, gzip',
		'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: x\r\nsec-websocket-version: 13',
		'connection: upgrade\r\nupgrade: h2c'
	],
	...[
		'expect: 200-nothing',
		`x: ${'y'.repeat(30_000)}`,
		'no colon',
		' folded',
		'x\u0000: y',
		'cookie: =;;',
		'content-type: application/json',
		'x-forwarded-for: ::::',
		'forwarded: for="[',
		'\u00ff: \u00ff'
	]
);
const rest = fc.oneof(
	fc.constantFrom('', '5\r\nhello\r\n0\r\n\r\n', 'zz\r\n', '0\r\n\r\nGET / HTTP/1.1\r\n\r\n', 'ffffffffffffffff\r\n', '{"a":'),
	text
);
export const anyLine: fc.Arbitrary<Buffer> = fc
	.tuple(line, fc.array(header, { maxLength: 3 }), rest, fc.constantFrom('\r\n', '\r\n', '\n', '\r'))
	.map(([first, headers, body, end]) => Buffer.from([first, ...headers, '', body].join(end), 'utf8'));
