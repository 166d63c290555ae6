import { expect, test } from 'vitest';
import { traccar } from '#lib/server/trackers/traccar.ts';

const RECEIVED = Date.UTC(2026, 10, 22, 4, 0, 0);
const AT = Date.UTC(2026, 10, 22, 3, 59, 58);

const say = (message: unknown, authorization: string | null = null) =>
	traccar.parse(
		{
			query: new URLSearchParams(),
			contentType: 'application/json',
			authorization,
			body: typeof message === 'string' ? message : JSON.stringify(message)
		},
		RECEIVED
	);
const problems = (message: unknown) => say(message).problems.map(({ field, problem }) => `${field} ${problem}`);
const coords = { latitude: 32.0201234, longitude: 118.7885678, accuracy: 6.2, speed: 1.25, heading: 271.5, altitude: 12 };

test('a location as the app sends it is read, its speed as it stands', () => {
	const report = say(
		'{"location":{"event":"motionchange","is_moving":true,"uuid":"0b7c","timestamp":"2026-11-22T03:59:58.000Z","odometer":512.3,"coords":{"latitude":32.0201234,"longitude":118.7885678,"accuracy":6.2,"speed":1.25,"speed_accuracy":0.4,"heading":271.5,"heading_accuracy":4,"altitude":12,"altitude_accuracy":3},"activity":{"type":"walking","confidence":100},"battery":{"is_charging":false,"level":0.83},"extras":{}},"device_id":"gk_abc"}'
	);
	expect(report.tokens).toEqual(['gk_abc']);
	expect(report.problems).toEqual([]);
	expect(report.fixes).toEqual([
		{
			recordedAtMs: AT,
			lng: 118.7885678,
			lat: 32.0201234,
			accuracyM: 6.2,
			speedMps: 1.25,
			bearingDeg: 271.5,
			battery: 0.83,
			mock: false
		}
	]);
});

test('minus one is how the app says unknown, and no fault', () => {
	const report = say({
		device_id: 'gk_abc',
		location: { timestamp: AT, coords: { ...coords, accuracy: -1, speed: -1, heading: -1 }, battery: { level: -1, is_charging: false } }
	});
	expect(report.fixes).toEqual([expect.objectContaining({ accuracyM: null, speedMps: null, bearingDeg: null, battery: null })]);
	expect(report.problems).toEqual([]);
});

test('a token in the header is as good as one in the body, and is tried first', () => {
	expect(say({ device_id: 'my phone', location: { coords } }, 'Bearer gk_b').tokens).toEqual(['gk_b', 'my phone']);
	expect(say({ device_id: 7, location: { coords } }).tokens).toEqual([]);
});

test('a message without a position is accepted, and nothing is made of it', () => {
	expect(say({ device_id: 'gk_abc' })).toMatchObject({ fixes: [], ignored: 1, problems: [] });
	expect(say({ device_id: 'gk_abc', location: null })).toMatchObject({ fixes: [], ignored: 1, problems: [] });
});

test('a report without a time is of the moment it arrives', () => {
	expect(say({ device_id: 'gk_abc', location: { coords } }).fixes[0]?.recordedAtMs).toBe(RECEIVED);
});

test.each([
	['{', 'body not-json'],
	['[]', 'body wrong-type'],
	['"x"', 'body wrong-type'],
	[{ location: [] }, 'location wrong-type'],
	[{ location: {} }, 'location.coords missing'],
	[{ location: { coords: { longitude: 118 } } }, 'location.coords.latitude missing'],
	[{ location: { coords: { latitude: 91, longitude: 118 } } }, 'location.coords.latitude out-of-range'],
	[{ location: { coords: { latitude: 32, longitude: 'x' } } }, 'location.coords.longitude not-a-number'],
	[{ location: { coords: { latitude: 32, longitude: 118, accuracy: -5 } } }, 'location.coords.accuracy out-of-range'],
	[{ location: { coords: { latitude: 32, longitude: 118 }, timestamp: 'soon' } }, 'location.timestamp not-a-time'],
	[{ location: { coords: { latitude: 32, longitude: 118 }, timestamp: {} } }, 'location.timestamp not-a-time']
])('%j is refused by name', (message, problem) => {
	expect(problems(message)).toEqual([problem]);
	expect(say(message).fixes).toEqual([]);
});
