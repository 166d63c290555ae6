/**
 * Reports whose fields stand in the query, in a form body, or some in each, as OsmAnd, Traccar Client, GPSLogger and many small trackers send
 * them. A report may carry only cells or networks, or nothing but its name: it is accepted and nothing is stored.
 */
import { numberOrNull, readPoint } from './read-point.ts';
import { readTime } from './read-time.ts';
import { readTokens } from './read-tokens.ts';
import type { TrackerReport, TrackerRequest } from './report.ts';

const FORM = 'application/x-www-form-urlencoded';

/** What the fields are called, in the order to try them, and the unit of speed. */
export interface FormFields {
	readonly accuracy: readonly string[];
	readonly time: readonly string[];
	readonly speed: readonly string[];
	readonly mpsPerSpeed: number;
	readonly bearing: readonly string[];
}

export function readForm(fields: FormFields, request: TrackerRequest, receivedAtMs: number): TrackerReport {
	// Simple trackers send a form and forget to say so; an empty body is an empty form.
	const form = new URLSearchParams(request.contentType === FORM || request.contentType === '' ? request.body : '');
	const tokens = readTokens(request.authorization, request.query, form);
	const first = (...names: readonly string[]): { field: string; given: string | null } => {
		for (const source of [request.query, form])
			for (const field of names) {
				const given = source.get(field)?.trim();
				if (given !== undefined && given !== '') return { field, given };
			}
		return { field: names[0] ?? '', given: null };
	};
	if (request.body.trim() !== '' && request.contentType !== FORM && request.contentType !== '')
		return { tokens, fixes: [], ignored: 0, problems: [{ index: 0, field: 'content-type', problem: 'wrong-type' }] };

	let lat = first('lat');
	let lng = first('lon');
	const pair = first('location');
	if (lat.given === null && lng.given === null && pair.given !== null) {
		const [a = null, b = null, ...rest] = pair.given.split(',').map((part) => part.trim());
		lat = { field: 'location', given: rest.length === 0 ? a : 'too many' };
		lng = { field: 'location', given: b };
	}
	if (lat.given === null && lng.given === null && pair.given === null) return { tokens, fixes: [], ignored: 1, problems: [] };

	const time = first(...fields.time);
	const speed = numberOrNull(first(...fields.speed).given);
	const percent = numberOrNull(first('batt').given?.replace(/%$/, ''));
	const read = readPoint({
		lat,
		lng,
		accuracyM: first(...fields.accuracy),
		speedMps: speed === null ? null : speed * fields.mpsPerSpeed,
		bearingDeg: numberOrNull(first(...fields.bearing).given),
		battery: percent === null ? null : percent / 100,
		time: { field: time.field, ms: time.given === null ? receivedAtMs : readTime(time.given) },
		mock: /^(1|true|yes)$/i.test(first('mock').given ?? '')
	});
	return 'fix' in read
		? { tokens, fixes: [read.fix], ignored: 0, problems: [] }
		: { tokens, fixes: [], ignored: 0, problems: read.problems };
}
