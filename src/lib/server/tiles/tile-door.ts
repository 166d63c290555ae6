/**
 * The way to tiles, in front of the app's own requests: a map asks for dozens at once, and a finished one needs no router and no page. The access table
 * says who may have them, and whoever asks is held against it as at every other door.
 */
import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import type { Db } from '../../../../db/open.ts';
import { FOR_ACCOUNT_HEADER } from '../../wire/for-account.ts';
import { accessOf, isOpen } from '../account/access.ts';
import { refuseIdentity, refuseMethod } from '../account/guard.ts';
import { identify } from '../account/identify.ts';
import { answerFault } from '../answer/fault.ts';
import { HARD_HEADERS, HSTS_HEADER } from '../answer/harden.ts';
import { answerTile, type BareAnswer } from './answer-tile.ts';
import { tilePath, type TileParams } from './tile-path.ts';
import type { TileStore } from './tile-store.ts';

/** As the access table names it. */
const ROUTE = '/tiles/[layer]/[z]/[x]/[y].mvt';

export interface TileDoorParts {
	readonly httpServer: HttpServer;
	readonly db: Db;
	readonly tiles: TileStore;
	/** For the figures of requests. */
	readonly onAnswer: (method: string, route: string, status: number, seconds: number) => void;
}

/** Steps in front of whoever answers requests so far. @returns what steps back */
export function openTileDoor(parts: TileDoorParts): () => void {
	const { httpServer } = parts;
	const inside = { ...parts, isHttps: readHttps() };
	const others = httpServer.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
	const listen = (request: IncomingMessage, response: ServerResponse): void => {
		const url = request.url ?? '';
		const end = url.indexOf('?');
		const found = tilePath(end < 0 ? url : url.slice(0, end));
		if (found) void visit(found, end < 0 ? '' : url.slice(end), request, response, inside);
		else for (const other of others) other.call(httpServer, request, response);
	};
	httpServer.removeAllListeners('request');
	httpServer.on('request', listen);
	return () => {
		httpServer.off('request', listen);
		for (const other of others) httpServer.on('request', other);
	};
}

async function visit(
	found: TileParams | { readonly rather: string },
	query: string,
	request: IncomingMessage,
	response: ServerResponse,
	parts: TileDoorParts & { readonly isHttps: (request: IncomingMessage) => boolean }
): Promise<void> {
	const startedAtMs = performance.now();
	const method = request.method ?? '';
	let answer: BareAnswer | Response;
	try {
		answer =
			'rather' in found
				? new Response(null, { status: 308, headers: { location: found.rather + query } })
				: await answerTo(found, query, request, parts);
	} catch (error) {
		answer = answerFault(`${method} ${ROUTE}`, error);
	}
	parts.onAnswer(method, ROUTE, answer.status, (performance.now() - startedAtMs) / 1000);
	if (response.destroyed) return;
	const { status, headers, body } = answer instanceof Response ? await bareOf(answer) : answer;
	response.writeHead(status, parts.isHttps(request) ? { ...headers, ...HSTS_HEADER } : headers);
	response.end(body);
}

async function bareOf(answer: Response): Promise<BareAnswer> {
	const body = new Uint8Array(await answer.arrayBuffer());
	const headers = { ...HARD_HEADERS, ...Object.fromEntries(answer.headers), 'content-length': String(body.byteLength) };
	return { status: answer.status, headers, body };
}

async function answerTo(
	params: TileParams,
	query: string,
	request: IncomingMessage,
	{ db, tiles }: TileDoorParts
): Promise<BareAnswer | Response> {
	const { method = '', headers } = request;
	const access = accessOf(method, ROUTE);
	if (!access) return refuseMethod(method, ROUTE);
	if (!isOpen(access, { layer: params.layer })) {
		const meantFor = headers[FOR_ACCOUNT_HEADER];
		const refusal = refuseIdentity(await identify(headers, db), access, typeof meantFor === 'string' ? meantFor : null);
		if (refusal) return refusal;
	}
	return answerTile(tiles, params, headers, query === '' ? null : new URLSearchParams(query).get('r'));
}

/** As `serve.ts` says it, behind a trusted proxy too; where the public address is set, it says it. */
function readHttps(): (request: IncomingMessage) => boolean {
	const { ORIGIN: origin, PROTOCOL_HEADER: header } = process.env;
	if (origin) return () => origin.startsWith('https:');
	return ({ headers }) => header !== undefined && headers[header] === 'https';
}
