/** Traccar Client since 2025: one JSON object a request. Speed is in metres a second; −1 is how it says unknown. */
import { asObject, readJsonObject, tokenFields } from './read-json.ts';
import { givenOf, numberOrNull, readPoint } from './read-point.ts';
import { readTime } from './read-time.ts';
import { readTokens } from './read-tokens.ts';
import type { FieldProblem, TrackerFormat, TrackerReport, TrackerRequest } from './report.ts';

export const traccar: TrackerFormat = {
	name: 'traccar',
	maxBytes: 64 * 1024,
	reply: { contentType: null, body: '' },
	parse
};

function parse(request: TrackerRequest, receivedAtMs: number): TrackerReport {
	const said = readJsonObject(request.body);
	const named = typeof said === 'string' ? {} : { device_id: said['device_id'], id: said['id'] };
	const tokens = readTokens(request.authorization, request.query, tokenFields(named));
	const answer = (part: Partial<TrackerReport>): TrackerReport => ({ tokens, fixes: [], ignored: 0, problems: [], ...part });
	const broken = (field: string, problem: FieldProblem['problem']): TrackerReport => answer({ problems: [{ index: 0, field, problem }] });
	if (typeof said === 'string') return broken('body', said);
	if (said['location'] === undefined || said['location'] === null) return answer({ ignored: 1 });
	const location = asObject(said['location']);
	if (!location) return broken('location', 'wrong-type');
	const coords = asObject(location['coords']);
	if (!coords) return broken('location.coords', location['coords'] === undefined ? 'missing' : 'wrong-type');

	const { timestamp } = location;
	const ms =
		timestamp === undefined || timestamp === null
			? receivedAtMs
			: typeof timestamp === 'string' || typeof timestamp === 'number'
				? readTime(timestamp)
				: null;
	const accuracy = numberOrNull(coords['accuracy']);
	const read = readPoint({
		lat: { field: 'location.coords.latitude', given: givenOf(coords['latitude']) },
		lng: { field: 'location.coords.longitude', given: givenOf(coords['longitude']) },
		accuracyM: { field: 'location.coords.accuracy', given: accuracy === -1 ? null : givenOf(coords['accuracy']) },
		speedMps: numberOrNull(coords['speed']),
		bearingDeg: numberOrNull(coords['heading']),
		battery: numberOrNull(asObject(location['battery'])?.['level']),
		time: { field: 'location.timestamp', ms },
		mock: location['mock'] === true || coords['mock'] === true
	});
	return 'fix' in read ? answer({ fixes: [read.fix] }) : answer({ problems: read.problems });
}
