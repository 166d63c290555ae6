import { expect, test } from 'vitest';
import type { TrackerRequest } from '#lib/server/trackers/report.ts';
import { osmand } from '#lib/server/trackers/osmand.ts';

const RECEIVED = Date.UTC(2026, 10, 22, 4, 0, 0);
const AT = Date.UTC(2026, 10, 22, 3, 59, 58);

function get(query: string): TrackerRequest {
	return { query: new URLSearchParams(query), contentType: '', authorization: null, body: '' };
}
function post(body: string, more: Partial<TrackerRequest> = {}): TrackerRequest {
	return { query: new URLSearchParams(), contentType: 'application/x-www-form-urlencoded', authorization: null, body, ...more };
}
const one = (request: TrackerRequest) => osmand.parse(request, RECEIVED).fixes[0];
const problems = (query: string) => osmand.parse(get(query), RECEIVED).problems.map(({ field, problem }) => `${field} ${problem}`);

test('a report of Traccar Client is read, its speed from knots', () => {
	const report = osmand.parse(
		get(
			'id=gk_abc&timestamp=1795319998&lat=32.02012&lon=118.78850&speed=2.5&bearing=271.5&altitude=12.0&accuracy=6.0&batt=83.0&charge=false'
		),
		RECEIVED
	);
	expect(report.tokens).toEqual(['gk_abc']);
	expect(report.fixes).toEqual([
		{
			recordedAtMs: AT,
			lng: 118.7885,
			lat: 32.02012,
			accuracyM: 6,
			speedMps: expect.closeTo(1.286111, 6),
			bearingDeg: 271.5,
			battery: 0.83,
			mock: false
		}
	]);
	expect(report.problems).toEqual([]);
});

test('the same report is the same fix in the query, in a form, and split between them', () => {
	const fields = 'deviceid=gk_abc&lat=32.02&lon=118.78&timestamp=1795319998&heading=90&hacc=4';
	const expected = one(get(fields));
	expect(expected).toMatchObject({ recordedAtMs: AT, bearingDeg: 90, accuracyM: 4 });
	expect(one(post(fields))).toEqual(expected);
	expect(one(post('lat=32.02&lon=118.78&timestamp=1795319998&heading=90&hacc=4', { query: new URLSearchParams('id=gk_abc') }))).toEqual(
		expected
	);
	expect(one(post(fields, { contentType: '' }))).toEqual(expected);
});

test.each([
	['Unix seconds', '1795319998'],
	['Unix seconds with a fraction', '1795319998.000'],
	['Unix milliseconds', '1795319998000'],
	['ISO 8601 in UTC', '2026-11-22T03:59:58Z'],
	['ISO 8601 with milliseconds', '2026-11-22T03:59:58.000Z'],
	['ISO 8601 in Beijing time', '2026-11-22T11:59:58%2B08:00'],
	['ISO 8601 in Beijing time, its plus not escaped', '2026-11-22T11:59:58+08:00'],
	['ISO 8601 with a short zone', '2026-11-21T22:59:58-0500'],
	['ISO 8601 without a zone', '2026-11-22T03:59:58'],
	['a written time in UTC', '2026-11-22%2003:59:58'],
	['a written time in UTC, its space as a plus', '2026-11-22+03:59:58']
])('a time is read from %s', (_, written) => {
	expect(one(get(`id=t&lat=1&lon=2&timestamp=${written}`))?.recordedAtMs).toBe(AT);
});

test.each(['yesterday', '-5', '2026-13-01T00:00:00Z', '2026-02-30 00:00:00', '2026-11-22T24:00:00Z', '99999999999999999', '0x10', 'NaN'])(
	'%s is no time',
	(written) => {
		expect(problems(`id=t&lat=1&lon=2&timestamp=${encodeURIComponent(written)}`)).toEqual(['timestamp not-a-time']);
	}
);

test('a report without a time is of the moment it came', () => {
	expect(one(get('id=t&lat=1&lon=2'))?.recordedAtMs).toBe(RECEIVED);
});

test('a position may be one pair', () => {
	expect(one(get('id=t&location=32.02,118.78&timestamp=1795319998'))).toMatchObject({ lat: 32.02, lng: 118.78 });
	expect(one(get('id=t&location=32.02,%20118.78'))).toMatchObject({ lat: 32.02, lng: 118.78 });
	expect(problems('id=t&location=32.02')).toEqual(['location missing']);
	expect(problems('id=t&location=32.02,118.78,5')).toEqual(['location not-a-number']);
	expect(problems('id=t&location=118.78,32.02')).toEqual(['location out-of-range']);
});

test.each([
	'id=t&cell=460,0,1234,56789,-71&timestamp=1795319998',
	'id=t&cell=460,0,1,2&cell=460,0,1,3&wifi=00-11-22-33-44-55,-60',
	'id=t&wifi=00:11:22:33:44:55,-60&lat=&lon=',
	'id=t&batt=40',
	'id=t'
])('a report without a position is accepted and holds nothing to store: %s', (query) => {
	const report = osmand.parse(get(query), RECEIVED);
	expect(report).toEqual({ tokens: ['t'], fixes: [], ignored: 1, problems: [] });
});

test.each([
	['lat=91&lon=2', ['lat out-of-range']],
	['lat=1&lon=-180.5', ['lon out-of-range']],
	['lat=1&lon=2&accuracy=-1', ['accuracy out-of-range']],
	['lat=1&lon=2&hacc=4e7', ['hacc out-of-range']],
	['lat=1&lon=2&accuracy=near', ['accuracy not-a-number']],
	['lat=1', ['lon missing']],
	['lon=1', ['lat missing']],
	['lat=NaN&lon=Infinity', ['lat not-a-number', 'lon not-a-number']],
	['lat=0x10&lon=1e400', ['lat not-a-number', 'lon out-of-range']],
	['lat=95&lon=200&timestamp=never', ['lat out-of-range', 'lon out-of-range', 'timestamp not-a-time']]
])('%s is refused and the field is named', (query, expected) => {
	expect(problems(`id=t&${query}`)).toEqual(expected);
});

test('speed, course and battery that make no sense are unknown, and the fix stands', () => {
	expect(one(get('id=t&lat=1&lon=2&speed=-1&bearing=-1&batt=-1'))).toMatchObject({ speedMps: null, bearingDeg: null, battery: null });
	expect(one(get('id=t&lat=1&lon=2&speed=fast&bearing=north&batt=full'))).toMatchObject({
		speedMps: null,
		bearingDeg: null,
		battery: null
	});
	expect(one(get('id=t&lat=1&lon=2&speed=0&bearing=360&batt=100%25'))).toMatchObject({ speedMps: 0, bearingDeg: 0, battery: 1 });
});

test('an invented position is marked', () => {
	expect(one(get('id=t&lat=1&lon=2&mock=true'))?.mock).toBe(true);
	expect(one(get('id=t&lat=1&lon=2&mock=1'))?.mock).toBe(true);
	expect(one(get('id=t&lat=1&lon=2&mock=false'))?.mock).toBe(false);
});

test('a token is found wherever the app lets a person type it', () => {
	const basic = `Basic ${Buffer.from('phone 3:gk_basic:with colon').toString('base64')}`;
	expect(osmand.parse(get('deviceid=gk_a'), RECEIVED).tokens).toEqual(['gk_a']);
	expect(osmand.parse(get('device_id=gk_a'), RECEIVED).tokens).toEqual(['gk_a']);
	expect(osmand.parse(get('ser=gk_a'), RECEIVED).tokens).toEqual(['gk_a']);
	expect(osmand.parse({ ...get(''), authorization: 'Bearer gk_b' }, RECEIVED).tokens).toEqual(['gk_b']);
	expect(osmand.parse({ ...get('id=my+phone'), authorization: basic }, RECEIVED).tokens).toEqual(['gk_basic:with colon', 'my phone']);
	expect(osmand.parse({ ...get('lat=1&lon=2'), authorization: 'Digest x' }, RECEIVED).tokens).toEqual([]);
	expect(osmand.parse({ ...get('id=%20'), authorization: 'Basic bm9jb2xvbg==' }, RECEIVED).tokens).toEqual([]);
});

test('a body that is no form is refused', () => {
	expect(osmand.parse(post('<gpx/>', { contentType: 'application/xml' }), RECEIVED).problems).toEqual([
		{ index: 0, field: 'content-type', problem: 'wrong-type' }
	]);
});

test('the JSON of a newer Traccar Client is understood at the same address', () => {
	const body = JSON.stringify({
		device_id: 'gk_abc',
		location: { timestamp: '2026-11-22T03:59:58.000Z', coords: { latitude: 32.02012, longitude: 118.7885, accuracy: 6, speed: 1.5 } }
	});
	const report = osmand.parse(post(body, { contentType: 'application/json' }), RECEIVED);
	expect(report.tokens).toEqual(['gk_abc']);
	expect(report.fixes).toEqual([expect.objectContaining({ recordedAtMs: AT, lat: 32.02012, lng: 118.7885, accuracyM: 6, speedMps: 1.5 })]);
});
