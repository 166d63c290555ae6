/**
 * The door of every `/api` route: judges the request by its schema before the handler sees it, and turns what the handler says into an answer.
 * Who may come in at all was decided in hooks.server.ts from the access table.
 */
import type { RequestEvent } from '@sveltejs/kit';
import * as v from 'valibot';
import type { Db } from '../../../../db/open.ts';
import { type Request as Asked, type RequestName, RequestSchemas, type RequestSchema } from '../../wire/requests.ts';
import type { Identity } from '../account/identity.ts';
import { runtime } from '../runtime.ts';
import { answerFault } from './fault.ts';
import { refuse } from './refuse.ts';
import { isStorable, isStorableJson } from './storable.ts';

export interface Visit<N extends RequestName> extends Asked<N> {
	readonly event: RequestEvent;
	readonly db: Db;
	/** The signed-in account. @throws Error on a route that is open to the public. */
	readonly identity: Identity;
}

export function door<N extends RequestName>(
	name: N,
	handle: (visit: Visit<N>) => Promise<Response>
): (event: RequestEvent) => Promise<Response> {
	const schema: RequestSchema = RequestSchemas[name];
	return async (event) => {
		try {
			const judged = await judge(schema, event);
			if ('field' in judged) return refuse({ kind: 'malformed', detail: { field: judged.field, reason: judged.reason } });
			const visit = {
				...judged,
				event,
				db: runtime().database.db,
				get identity(): Identity {
					if (!event.locals.identity) throw new Error(`${name} has no identity`);
					return event.locals.identity;
				}
			};
			return await handle(visit as unknown as Visit<N>);
		} catch (error) {
			return answerFault(name, error);
		}
	};
}

const UNSTORABLE = 'characters that no text can hold';

interface Malformed {
	readonly field: string;
	readonly reason: string;
}

async function judge(schema: RequestSchema, event: RequestEvent): Promise<{ params: unknown; query: unknown; body: unknown } | Malformed> {
	const unstorable = Object.entries({ ...event.params, ...Object.fromEntries(event.url.searchParams) }).find(
		([, text]) => text !== undefined && !isStorable(text)
	);
	if (unstorable) return { field: unstorable[0], reason: UNSTORABLE };
	const params = read(schema.params, event.params, '');
	if (params.bad) return params.bad;
	const query = read(schema.query, Object.fromEntries(event.url.searchParams), '');
	if (query.bad) return query.bad;
	if (!schema.body) return { params: params.value, query: query.value, body: {} };
	if (!/^application\/json\b/i.test(event.request.headers.get('content-type') ?? ''))
		return { field: 'content-type', reason: 'application/json' };
	let json: unknown;
	try {
		const written = await event.request.text();
		json = JSON.parse(written);
		if (!isStorableJson(written, json)) return { field: 'body', reason: UNSTORABLE };
	} catch (error) {
		return { field: 'body', reason: error instanceof SyntaxError ? error.message : 'unreadable' };
	}
	const body = read(schema.body, json, 'body');
	return body.bad ?? { params: params.value, query: query.value, body: body.value };
}

function read(schema: v.GenericSchema | undefined, input: unknown, at: string): { value?: unknown; bad?: Malformed } {
	if (!schema) return { value: {} };
	const result = v.safeParse(schema, input);
	if (result.success) return { value: result.output };
	const issue = result.issues[0];
	const path = issue.path?.map((step) => String(step.key)).join('.');
	return { bad: { field: [at, path].filter(Boolean).join('.') || 'body', reason: issue.message } };
}
