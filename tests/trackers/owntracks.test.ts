import { expect, test } from 'vitest';
import { owntracks } from '#lib/server/trackers/owntracks.ts';

const RECEIVED = Date.UTC(2026, 10, 22, 4, 0, 0);
const BASIC = `Basic ${Buffer.from('worker7:gk_abc').toString('base64')}`;

const say = (message: unknown, authorization: string | null = BASIC) =>
	owntracks.parse(
		{
			query: new URLSearchParams('u=worker7&d=phone'),
			contentType: 'application/json',
			authorization,
			body: typeof message === 'string' ? message : JSON.stringify(message)
		},
		RECEIVED
	);
const problems = (message: unknown) => say(message).problems.map(({ field, problem }) => `${field} ${problem}`);

test('a location as the phone sends it is read, its speed from km/h', () => {
	const report = say(
		'{"_type":"location","BSSID":"b4:de:31:14:5a:1c","SSID":"home","acc":13,"alt":14,"batt":92,"bs":1,"cog":271,"conn":"w","created_at":1795319999,"lat":32.0201234,"lon":118.7885678,"m":1,"t":"u","tid":"w7","tst":1795319998,"vac":3,"vel":9}'
	);
	expect(report.tokens).toEqual(['gk_abc']);
	expect(report.fixes).toEqual([
		{
			recordedAtMs: Date.UTC(2026, 10, 22, 3, 59, 58),
			lng: 118.7885678,
			lat: 32.0201234,
			accuracyM: 13,
			speedMps: 2.5,
			bearingDeg: 271,
			battery: 0.92,
			mock: false
		}
	]);
});

test('fields left out because they are zero do not hurt', () => {
	expect(say({ _type: 'location', tst: 1795319998, lat: 32.02, lon: 118.78 }).fixes).toEqual([
		expect.objectContaining({ lat: 32.02, lng: 118.78, accuracyM: null, speedMps: null, bearingDeg: null, battery: null })
	]);
});

test.each(['transition', 'waypoint', 'waypoints', 'lwt', 'card', 'cmd', 'configuration', 'status', 'encrypted', 'steps', 'something-new'])(
	'a message of type %s is accepted and holds nothing to store',
	(type) => {
		expect(say({ _type: type, tst: 1795319998, lat: 999 })).toEqual({ tokens: ['gk_abc'], fixes: [], ignored: 1, problems: [] });
	}
);

test.each([
	[{ _type: 'location', tst: 1, lat: 90.5, lon: 1 }, ['lat out-of-range']],
	[{ _type: 'location', tst: 1, lat: 1, lon: 181 }, ['lon out-of-range']],
	[{ _type: 'location', tst: 1, lat: 1, lon: 1, acc: -5 }, ['acc out-of-range']],
	[{ _type: 'location', tst: 1, lat: [1], lon: 1 }, ['lat not-a-number']],
	[{ _type: 'location', tst: 1, lon: 1 }, ['lat missing']],
	[{ _type: 'location', tst: {}, lat: 1, lon: 1 }, ['tst not-a-time']],
	[{ _type: 'location', lat: 1, lon: 1 }, ['tst missing']],
	[{ lat: 1, lon: 1 }, ['_type missing']],
	[{ _type: 7 }, ['_type wrong-type']],
	['{"_type":"location"', ['body not-json']],
	['', ['body not-json']],
	['[]', ['body wrong-type']],
	['null', ['body wrong-type']],
	['7', ['body wrong-type']]
])('%j is refused and the field is named', (message, expected) => {
	expect(problems(message)).toEqual(expected);
});

test('the token is the password of Basic auth, or a Bearer token', () => {
	expect(say({ _type: 'lwt' }, 'Bearer gk_b').tokens).toEqual(['gk_b']);
	expect(say({ _type: 'lwt' }, null).tokens).toEqual([]);
});
