/**
 * The way in for trackers, in front of the app's own requests: what a phone asks every few seconds needs no router and no page. The access table says
 * which addresses there are; a new format is one file in `trackers/` and one line here.
 */
import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import { accessOf, methodsOf } from '../account/access.ts';
import { type CheckInDoor, receiveCheckIn } from '../actions/receive-check-in.ts';
import { comeAgain, receiveReport, refuse, tooLarge, type TrackerAnswer } from '../actions/receive-report.ts';
import { BARE_HEADERS, HSTS_HEADER } from '../answer/harden.ts';
import { MAX_CHECK_IN_BYTES } from '../trackers/check-in.ts';
import { gpslogger } from '../trackers/gpslogger.ts';
import { osmand } from '../trackers/osmand.ts';
import { overland } from '../trackers/overland.ts';
import { owntracks } from '../trackers/owntracks.ts';
import type { TrackerFormat, TrackerRequest } from '../trackers/report.ts';
import { traccar } from '../trackers/traccar.ts';

const FORMATS: Readonly<Record<string, TrackerFormat | 'check-in'>> = {
	'/ingest/osmand': osmand,
	'/ingest/traccar': traccar,
	'/ingest/owntracks': owntracks,
	'/ingest/overland': overland,
	'/ingest/gpslogger': gpslogger,
	'/ingest/check-in': 'check-in'
};

const HEAD = Object.entries(BARE_HEADERS).flat();
const HSTS_HEAD = Object.entries(HSTS_HEADER).flat();

export interface TrackerDoorParts extends CheckInDoor {
	readonly httpServer: HttpServer;
	/** For the figures of requests: the address without its query. */
	readonly onAnswer?: (method: string, address: string, status: number, seconds: number) => void;
}

/** Steps in front of whoever answers requests so far. @returns what steps back */
export function openTrackerDoor(parts: TrackerDoorParts): () => void {
	const { httpServer } = parts;
	const others = httpServer.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
	const protocolHeader = process.env['PROTOCOL_HEADER'];
	const listen = (request: IncomingMessage, response: ServerResponse): void => {
		const url = request.url ?? '';
		const end = url.indexOf('?');
		const address = end < 0 ? url : url.slice(0, end);
		if (Object.hasOwn(FORMATS, address)) visit(address, end < 0 ? '' : url.slice(end + 1), request, response, parts, protocolHeader);
		else for (const other of others) other.call(httpServer, request, response);
	};
	httpServer.removeAllListeners('request');
	httpServer.on('request', listen);
	return () => {
		httpServer.off('request', listen);
		for (const other of others) httpServer.on('request', other);
	};
}

function visit(
	address: string,
	query: string,
	request: IncomingMessage,
	response: ServerResponse,
	parts: TrackerDoorParts,
	protocolHeader: string | undefined
): void {
	const startedAtMs = performance.now();
	const { ingest } = parts;
	const format = FORMATS[address]!;
	const send = (answer: TrackerAnswer): void => {
		ingest.count(format === 'check-in' ? format : format.name, answer.status);
		parts.onAnswer?.(request.method ?? '', address, answer.status, (performance.now() - startedAtMs) / 1000);
		if (response.destroyed) return;
		// A body that was not read to its end leaves the line in the middle of it.
		const cut = !request.complete;
		const head = [...HEAD, 'content-length', String(Buffer.byteLength(answer.body))];
		for (const name in answer.headers) head.push(name, answer.headers[name]!);
		// As `serve.ts` says it, behind a trusted proxy too.
		if (protocolHeader !== undefined && request.headers[protocolHeader] === 'https') head.push(...HSTS_HEAD);
		if (cut) head.push('connection', 'close');
		response.writeHead(answer.status, head);
		response.end(answer.body);
		if (cut) request.resume();
	};
	answerTo(address, query, request, parts).then(send, (error: unknown) => {
		ingest.onFault(error);
		send(comeAgain(503, 'unavailable'));
	});
}

/** Not an `async` function, nor is what it asks where there is nothing to wait for: thousands come in a second. */
function answerTo(address: string, query: string, request: IncomingMessage, parts: TrackerDoorParts): Promise<TrackerAnswer> {
	if (accessOf(request.method ?? '', address)?.who !== 'device')
		return Promise.resolve(refuse(405, { problem: 'method', field: request.method ?? '' }, { allow: methodsOf(address).join(', ') }));
	const { headers } = request;
	if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined)
		return read(address, query, request, '', parts);
	const format = FORMATS[address]!;
	const maxBytes = format === 'check-in' ? MAX_CHECK_IN_BYTES : format.maxBytes;
	return bodyOf(request, maxBytes).then((body) => (body === null ? tooLarge(maxBytes) : read(address, query, request, body, parts)));
}

async function read(
	address: string,
	query: string,
	{ headers }: IncomingMessage,
	body: string,
	parts: TrackerDoorParts
): Promise<TrackerAnswer> {
	const format = FORMATS[address]!;
	const asked: TrackerRequest = {
		query: new URLSearchParams(query),
		contentType: (headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase(),
		authorization: headers.authorization ?? null,
		body
	};
	return format === 'check-in' ? receiveCheckIn(asked, parts) : receiveReport(format, asked, parts.ingest);
}

/** @returns the body as text; null when it is longer than allowed, or the line broke. */
async function bodyOf(request: IncomingMessage, maxBytes: number): Promise<string | null> {
	if (Number(request.headers['content-length'] ?? 0) > maxBytes) return null;
	const chunks: Buffer[] = [];
	let length = 0;
	return await new Promise((resolve) => {
		request.on('data', (chunk: Buffer) => {
			length += chunk.byteLength;
			chunks.push(chunk);
			if (length <= maxBytes) return;
			request.pause();
			resolve(null);
		});
		request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
		request.once('error', () => resolve(null));
		request.once('close', () => resolve(null));
	});
}
