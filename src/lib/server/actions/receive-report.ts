/**
 * What every tracker format is answered: finds whose device it is, records its fixes and answers as that client expects. The same few answers for
 * all: 400 with the field, 401, 413, 429 or 503 with `Retry-After`, and 200 only once everything is committed.
 */
import type { FixRecorder } from './record-fixes.ts';
import { type DeviceBook, TooManyLookups } from './know-device.ts';
import type { KnownDevice } from '../store/devices.ts';
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

export interface TrackerAnswer {
	readonly status: number;
	readonly body: string;
	readonly headers: Readonly<Record<string, string>>;
}

const RETRY_AFTER_S = 2;

export async function receiveReport(format: TrackerFormat, request: TrackerRequest, ingest: Ingest): Promise<TrackerAnswer> {
	const report = format.parse(request, ingest.nowMs());
	if (report.tokens.length === 0) return refuse(400, { problem: 'missing', field: 'id' });

	let device: KnownDevice | null;
	try {
		device = ingest.devices.recall(report.tokens) ?? (await ingest.devices.find(report.tokens));
	} catch (error) {
		if (error instanceof TooManyLookups) return comeAgain(429, 'busy');
		ingest.onFault(error);
		return comeAgain(503, 'unavailable');
	}
	if (device === null) return unknownDevice();
	if (report.fixes.length === 0 && report.problems.length > 0) return refuse(400, { ...report.problems[0], problems: report.problems });

	switch (await ingest.recorder.record(device, report.fixes)) {
		case 'stored': {
			const { contentType, body } = format.reply;
			return {
				status: 200,
				body: typeof body === 'string' ? body : body(report),
				headers: contentType === null ? {} : { 'content-type': contentType }
			};
		}
		case 'refused':
			return unknownDevice();
		case 'busy':
			return comeAgain(429, 'busy');
		case 'unavailable':
			return comeAgain(503, 'unavailable');
	}
}

export const refuse = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): TrackerAnswer => ({
	status,
	body: JSON.stringify(body),
	headers: { 'content-type': 'application/json', ...headers }
});
export const tooLarge = (maxBytes: number): TrackerAnswer => refuse(413, { problem: 'too-large', field: 'body', maxBytes });
export const unknownDevice = (): TrackerAnswer =>
	refuse(401, { problem: 'unknown-device' }, { 'www-authenticate': 'Bearer realm="Gridkeeper trackers"' });
export const comeAgain = (status: 429 | 503, kind: string): TrackerAnswer =>
	refuse(status, { problem: kind }, { 'retry-after': String(RETRY_AFTER_S) });
