/**
 * The door of every tracker format: reads a request, finds whose device it is, records its fixes and answers as that client expects. The
 * same few answers for all: 400 with the field, 401, 413, 429 or 503 with `Retry-After`, and 200 only once everything is committed.
 */
import type { FixRecorder } from './record-fixes.ts';
import { type DeviceBook, TooManyLookups } from './know-device.ts';
import type { TrackerFormat, TrackerRequest } from '../trackers/report.ts';

export interface Ingest {
	readonly recorder: FixRecorder;
	readonly devices: DeviceBook;
	/** Counts an answer for /metrics. */
	readonly count: (format: string, status: number) => void;
	/** A fault, logged once; must not be given anything of the request. */
	readonly onFault: (error: unknown) => void;
	readonly nowMs: () => number;
}

const RETRY_AFTER_S = 2;

export const receiveReport = (format: TrackerFormat, request: Request, ingest: Ingest): Promise<Response> =>
	countAnswer(format.name, ingest, answer(format, request, ingest));

export async function countAnswer(name: string, ingest: Ingest, answering: Promise<Response>): Promise<Response> {
	const response = await answering;
	ingest.count(name, response.status);
	return response;
}

async function answer(format: TrackerFormat, request: Request, ingest: Ingest): Promise<Response> {
	const read = await readTracker(request, format.maxBytes);
	if (read instanceof Response) return read;
	const report = format.parse(read, ingest.nowMs());
	if (report.tokens.length === 0) return refuse(400, { problem: 'missing', field: 'id' });

	let device;
	try {
		device = await ingest.devices.find(report.tokens);
	} catch (error) {
		if (error instanceof TooManyLookups) return comeAgain(429, 'busy');
		ingest.onFault(error);
		return comeAgain(503, 'unavailable');
	}
	if (device === null) return unknownDevice();
	if (report.fixes.length === 0 && report.problems.length > 0) return refuse(400, { ...report.problems[0], problems: report.problems });

	switch (await ingest.recorder.record(device, report.fixes)) {
		case 'stored':
			return new Response(typeof format.reply.body === 'string' ? format.reply.body : format.reply.body(report), {
				headers: format.reply.contentType === null ? {} : { 'content-type': format.reply.contentType }
			});
		case 'refused':
			return unknownDevice();
		case 'busy':
			return comeAgain(429, 'busy');
		case 'unavailable':
			return comeAgain(503, 'unavailable');
	}
}

/** The parts of a request a format may look at, or the refusal of one that is too long. */
export async function readTracker(request: Request, maxBytes: number): Promise<TrackerRequest | Response> {
	let body: string | null;
	try {
		body = await readBody(request, maxBytes);
	} catch {
		// The line broke, or the server's own limit stood before ours.
		body = null;
	}
	if (body === null) return refuse(413, { problem: 'too-large', field: 'body', maxBytes });
	return {
		query: new URL(request.url).searchParams,
		contentType: (request.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '',
		authorization: request.headers.get('authorization'),
		body
	};
}

/** @returns the body as text; null when it is longer than allowed. */
async function readBody(request: Request, maxBytes: number): Promise<string | null> {
	if (!request.body) return '';
	if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return null;
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
		length += chunk.byteLength;
		if (length > maxBytes) return null;
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString('utf8');
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
	new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
export const refuse = (status: number, body: unknown): Response => json(status, body);
export const unknownDevice = (): Response =>
	json(401, { problem: 'unknown-device' }, { 'www-authenticate': 'Bearer realm="Gridkeeper trackers"' });
export const comeAgain = (status: 429 | 503, kind: string): Response =>
	json(status, { problem: kind }, { 'retry-after': String(RETRY_AFTER_S) });
