/**
 * Overland on iOS: up to a thousand GeoJSON features a request. The phone forgets a batch only when it hears `{"result":"ok"}`, so good points are
 * stored whatever stands beside them, and what was wrong is told in the same answer.
 */
import { asObject, readJsonObject, tokenFields } from './read-json.ts';
import { givenOf, numberOrNull, readPoint } from './read-point.ts';
import { readTime } from './read-time.ts';
import { readTokens } from './read-tokens.ts';
import type { FieldProblem, ReportedFix, TrackerFormat, TrackerReport, TrackerRequest } from './report.ts';

export const overland: TrackerFormat = {
	name: 'overland',
	maxBytes: 2 * 1024 * 1024,
	reply: {
		contentType: 'application/json',
		body: ({ problems }) => JSON.stringify({ result: 'ok', ...(problems.length > 0 ? { problems } : {}) })
	},
	parse
};

function parse(request: TrackerRequest): TrackerReport {
	const said = readJsonObject(request.body);
	const locations = typeof said === 'string' ? null : said['locations'];
	const list: readonly unknown[] = Array.isArray(locations) ? locations : [];
	const properties = list.map((one) => asObject(asObject(one)?.['properties']) ?? {});
	const named = properties.find((of) => typeof of['device_id'] === 'string' && of['device_id'] !== '');
	const tokens = readTokens(request.authorization, request.query, tokenFields({ device_id: named?.['device_id'] }));
	if (typeof said === 'string') return { tokens, fixes: [], ignored: 0, problems: [{ index: 0, field: 'body', problem: said }] };
	if (!Array.isArray(locations)) {
		const problem = locations === undefined ? 'missing' : 'wrong-type';
		return { tokens, fixes: [], ignored: 0, problems: [{ index: 0, field: 'locations', problem }] };
	}

	const fixes: ReportedFix[] = [];
	const problems: FieldProblem[] = [];
	let ignored = 0;
	list.forEach((one, index) => {
		const feature = asObject(one);
		const geometry = asObject(feature?.['geometry']);
		if (!feature) problems.push({ index, field: 'locations', problem: 'wrong-type' });
		// A visit or a note of the app's own carries no place.
		else if (!geometry) ignored++;
		else {
			const read = readFeature(geometry, properties[index] ?? {}, index);
			if ('fix' in read) fixes.push(read.fix);
			else problems.push(...read.problems);
		}
	});
	return { tokens, fixes, ignored, problems };
}

function readFeature(
	geometry: Readonly<Record<string, unknown>>,
	properties: Readonly<Record<string, unknown>>,
	index: number
): ReturnType<typeof readPoint> {
	const { coordinates } = geometry;
	if (geometry['type'] !== 'Point' || !Array.isArray(coordinates))
		return { problems: [{ index, field: 'geometry', problem: 'wrong-type' }] };
	const { timestamp } = properties;
	const accuracy = numberOrNull(properties['horizontal_accuracy']);
	return readPoint(
		{
			lat: { field: 'geometry.coordinates[1]', given: givenOf(coordinates[1]) },
			lng: { field: 'geometry.coordinates[0]', given: givenOf(coordinates[0]) },
			accuracyM: { field: 'horizontal_accuracy', given: accuracy === -1 ? null : givenOf(properties['horizontal_accuracy']) },
			speedMps: numberOrNull(properties['speed']),
			bearingDeg: numberOrNull(properties['course']),
			battery: numberOrNull(properties['battery_level']),
			time: { field: 'timestamp', ms: typeof timestamp === 'string' || typeof timestamp === 'number' ? readTime(timestamp) : null },
			mock: properties['mock'] === true
		},
		index
	);
}
