/**
 * OwnTracks in HTTP mode: one JSON object a request, of which only `_type: location` carries a fix. Speed is in km/h and fields that are zero
 * are left out. The phone takes any answer at all for delivered, so nobody may answer before the fix is safe.
 */
import { givenOf, numberOrNull, readPoint } from './read-point.ts';
import { readTime } from './read-time.ts';
import { readTokens } from './read-tokens.ts';
import type { FieldProblem, TrackerFormat, TrackerReport, TrackerRequest } from './report.ts';

const MPS_PER_KMH = 1000 / 3600;

export const owntracks: TrackerFormat = {
	name: 'owntracks',
	maxBytes: 64 * 1024,
	reply: { contentType: 'application/json', body: '[]' },
	parse
};

function parse(request: TrackerRequest): TrackerReport {
	const tokens = readTokens(request.authorization, request.query);
	const answer = (part: Partial<TrackerReport>): TrackerReport => ({ tokens, fixes: [], ignored: 0, problems: [], ...part });
	const broken = (field: string, problem: FieldProblem['problem']): TrackerReport => answer({ problems: [{ index: 0, field, problem }] });

	let message: unknown;
	try {
		message = JSON.parse(request.body);
	} catch {
		return broken('body', 'not-json');
	}
	if (typeof message !== 'object' || message === null || Array.isArray(message)) return broken('body', 'wrong-type');
	const said = message as Readonly<Record<string, unknown>>;
	if (typeof said['_type'] !== 'string') return broken('_type', said['_type'] === undefined ? 'missing' : 'wrong-type');
	if (said['_type'] !== 'location') return answer({ ignored: 1 });

	const tst = said['tst'];
	if (tst === undefined || tst === null) return broken('tst', 'missing');
	const kmh = numberOrNull(said['vel']);
	const percent = numberOrNull(said['batt']);
	const read = readPoint({
		lat: { field: 'lat', given: givenOf(said['lat']) },
		lng: { field: 'lon', given: givenOf(said['lon']) },
		accuracyM: { field: 'acc', given: givenOf(said['acc']) },
		speedMps: kmh === null ? null : kmh * MPS_PER_KMH,
		bearingDeg: numberOrNull(said['cog']),
		battery: percent === null ? null : percent / 100,
		time: { field: 'tst', ms: typeof tst === 'number' || typeof tst === 'string' ? readTime(tst) : null },
		mock: false
	});
	return 'fix' in read ? answer({ fixes: [read.fix] }) : answer({ problems: read.problems });
}
