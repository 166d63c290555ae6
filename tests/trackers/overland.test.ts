import { expect, test } from 'vitest';
import { overland } from '#lib/server/trackers/overland.ts';

const RECEIVED = Date.UTC(2026, 10, 22, 4, 0, 0);
const AT = Date.UTC(2026, 10, 22, 3, 59, 58);

const say = (message: unknown, authorization: string | null = 'Bearer gk_abc') =>
	overland.parse(
		{
			query: new URLSearchParams(),
			contentType: 'application/json',
			authorization,
			body: typeof message === 'string' ? message : JSON.stringify(message)
		},
		RECEIVED
	);
const feature = (lng: unknown, lat: unknown, properties: object = {}) => ({
	type: 'Feature',
	geometry: { type: 'Point', coordinates: [lng, lat] },
	properties: { timestamp: '2026-11-22T11:59:58+0800', ...properties }
});
/** What the phone hears. */
const reply = (message: unknown): unknown =>
	typeof overland.reply.body === 'string' ? JSON.parse(overland.reply.body) : JSON.parse(overland.reply.body(say(message)));

test('a batch as the phone sends it is read; an empty name of the device does not hide the token', () => {
	const report = say(
		'{"locations":[{"type":"Feature","geometry":{"type":"Point","coordinates":[118.7885678,32.0201234]},"properties":{"timestamp":"2026-11-22T03:59:58Z","altitude":12,"speed":1.25,"speed_accuracy":0.4,"course":271.5,"horizontal_accuracy":8,"vertical_accuracy":4,"motion":["walking"],"pauses":false,"activity":"fitness","desired_accuracy":100,"deferred":0,"significant_change":"disabled","locations_in_payload":1,"device_id":"","wifi":"","battery_state":"unplugged","battery_level":0.83}}],"current":{},"trip":{}}'
	);
	expect(report.tokens).toEqual(['gk_abc']);
	expect(report.problems).toEqual([]);
	expect(report.fixes).toEqual([
		{
			recordedAtMs: AT,
			lng: 118.7885678,
			lat: 32.0201234,
			accuracyM: 8,
			speedMps: 1.25,
			bearingDeg: 271.5,
			battery: 0.83,
			mock: false
		}
	]);
});

test('a thousand points in one batch are a thousand fixes, in their order', () => {
	const times = Array.from({ length: 1000 }, (_, i) => 1795319000 + i);
	const locations = times.map((timestamp, i) => feature(118 + i / 1e5, 32, { timestamp }));
	const report = say({ locations });
	expect(report.fixes.map((fix) => fix.recordedAtMs)).toEqual(times.map((time) => time * 1000));
	expect(new TextEncoder().encode(JSON.stringify({ locations })).length).toBeLessThan(overland.maxBytes / 4);
});

test('one bad point is told by its number, and the good ones beside it stand', () => {
	const message = { locations: [feature(118, 32), feature(118, 95), feature(118.1, 32.1)] };
	expect(say(message).fixes.map(({ lng }) => lng)).toEqual([118, 118.1]);
	expect(reply(message)).toEqual({ result: 'ok', problems: [{ index: 1, field: 'geometry.coordinates[1]', problem: 'out-of-range' }] });
	expect(reply({ locations: [feature(118, 32)] })).toEqual({ result: 'ok' });
});

test('minus one is how the phone says unknown', () => {
	expect(say({ locations: [feature(118, 32, { speed: -1, course: -1, horizontal_accuracy: -1, battery_level: -1 })] }).fixes).toEqual([
		expect.objectContaining({ accuracyM: null, speedMps: null, bearingDeg: null, battery: null })
	]);
});

test('the name in a point is a token where the header has none', () => {
	expect(say({ locations: [feature(1, 2, { device_id: '' }), feature(1, 2, { device_id: 'gk_c' })] }, null).tokens).toEqual(['gk_c']);
});

test('what carries no place is accepted, and an empty batch too', () => {
	expect(say({ locations: [{ type: 'Feature', geometry: null, properties: { action: 'visit' } }] })).toMatchObject({
		ignored: 1,
		problems: []
	});
	expect(say({ locations: [] })).toMatchObject({ fixes: [], problems: [] });
});

test.each([
	['{', 'body not-json'],
	['[]', 'body wrong-type'],
	[{}, 'locations missing'],
	[{ locations: 'x' }, 'locations wrong-type'],
	[{ locations: [7] }, 'locations wrong-type'],
	[{ locations: [{ geometry: { type: 'LineString', coordinates: [] } }] }, 'geometry wrong-type'],
	[{ locations: [feature('x', 32)] }, 'geometry.coordinates[0] not-a-number'],
	[{ locations: [feature(undefined, 32)] }, 'geometry.coordinates[0] missing'],
	[{ locations: [feature(118, 32, { timestamp: 'later' })] }, 'timestamp not-a-time'],
	[{ locations: [feature(118, 32, { horizontal_accuracy: -5 })] }, 'horizontal_accuracy out-of-range']
])('%j is refused by name', (message, problem) => {
	expect(say(message).problems.map(({ field, problem: what }) => `${field} ${what}`)).toEqual([problem]);
});
