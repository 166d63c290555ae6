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

export interface TrackerDoorParts extends CheckInDoor {
	readonly httpServer: HttpServer;
	/** For the figures of requests: the address without its query. */
	readonly onAnswer?: (method: string, address: string, status: number, seconds: number) => void;
}

/** Steps in front of whoever answers requests so far. @returns what steps back */
export function openTrackerDoor(parts: TrackerDoorParts): () => void {
	const { httpServer } = parts;
	const others = httpServer.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
	const listen = (request: IncomingMessage, response: ServerResponse): void => {
		const url = request.url ?? '';
		const end = url.indexOf('?');
		const address = end < 0 ? url : url.slice(0, end);
		if (Object.hasOwn(FORMATS, address)) void visit(address, end < 0 ? '' : url.slice(end + 1), request, response, parts);
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
	address: string,
	query: string,
	request: IncomingMessage,
	response: ServerResponse,
	parts: TrackerDoorParts
): Promise<void> {
	const startedAtMs = performance.now();
	const { ingest } = parts;
	const format = FORMATS[address]!;
	let answer: TrackerAnswer;
	try {
		answer = await answerTo(address, query, request, parts);
	} catch (error) {
		ingest.onFault(error);
		answer = comeAgain(503, 'unavailable');
	}
	ingest.count(format === 'check-in' ? format : format.name, answer.status);
	parts.onAnswer?.(request.method ?? '', address, answer.status, (performance.now() - startedAtMs) / 1000);
	if (response.destroyed) return;
	// A body that was not read to its end leaves the line in the middle of it.
	const cut = !request.complete;
	response.writeHead(answer.status, {
		...BARE_HEADERS,
		...answer.headers,
		'content-length': Buffer.byteLength(answer.body),
		...(isHttps(request) ? HSTS_HEADER : {}),
		...(cut ? { connection: 'close' } : {})
	});
	response.end(answer.body);
	if (cut) request.resume();
}

async function answerTo(address: string, query: string, request: IncomingMessage, parts: TrackerDoorParts): Promise<TrackerAnswer> {
	if (accessOf(request.method ?? '', address)?.who !== 'device')
		return refuse(405, { problem: 'method', field: request.method ?? '' }, { allow: methodsOf(address).join(', ') });
	const format = FORMATS[address]!;
	const maxBytes = format === 'check-in' ? MAX_CHECK_IN_BYTES : format.maxBytes;
	const body = await bodyOf(request, maxBytes);
	if (body === null) return tooLarge(maxBytes);
	const read: TrackerRequest = {
		query: new URLSearchParams(query),
		contentType: (request.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase(),
		authorization: request.headers.authorization ?? null,
		body
	};
	return format === 'check-in' ? receiveCheckIn(read, parts) : receiveReport(format, read, parts.ingest);
}

/** @returns the body as text; null when it is longer than allowed, or the line broke. */
async function bodyOf(request: IncomingMessage, maxBytes: number): Promise<string | null> {
	const { headers } = request;
	if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return '';
	if (Number(headers['content-length'] ?? 0) > maxBytes) return null;
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

/** As `serve.ts` says it, behind a trusted proxy too. */
const isHttps = (request: IncomingMessage): boolean => {
	const header = process.env['PROTOCOL_HEADER'];
	return header !== undefined && request.headers[header] === 'https';
};
