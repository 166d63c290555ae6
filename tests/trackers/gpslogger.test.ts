import { expect, test } from 'vitest';
import { gpslogger } from '#lib/server/trackers/gpslogger.ts';

const RECEIVED = Date.UTC(2026, 10, 22, 4, 0, 0);
const say = (query: string, body = '') =>
	gpslogger.parse({ query: new URLSearchParams(query), contentType: '', authorization: null, body }, RECEIVED);

test('the address with its blanks filled in is read, its speed in metres a second', () => {
	const report = say(
		'lat=32.0201234&lon=118.7885678&acc=6.5&spd=1.25&dir=271.5&alt=12.0&batt=83.0&time=2026-11-22T03:59:58.000Z&ser=gk_abc'
	);
	expect(report.tokens).toEqual(['gk_abc']);
	expect(report.fixes).toEqual([
		{
			recordedAtMs: Date.UTC(2026, 10, 22, 3, 59, 58),
			lng: 118.7885678,
			lat: 32.0201234,
			accuracyM: 6.5,
			speedMps: 1.25,
			bearingDeg: 271.5,
			battery: 0.83,
			mock: false
		}
	]);
});

test('the same in the body of a POST is the same fix', () => {
	const fields = 'lat=32.02&lon=118.78&acc=4&spd=2&time=2026-11-22T03:59:58Z&ser=gk_abc';
	expect(say('', fields)).toEqual(say(fields));
});

test('blanks the app could not fill are unknown, and a place out of the world is refused by name', () => {
	expect(say('lat=32&lon=118&acc=&spd=&dir=&batt=&time=1795319998&ser=gk_abc').fixes).toEqual([
		expect.objectContaining({ accuracyM: null, speedMps: null, bearingDeg: null, battery: null })
	]);
	expect(say('lat=132&lon=118&ser=gk_abc').problems).toEqual([{ index: 0, field: 'lat', problem: 'out-of-range' }]);
	expect(say('lat=32&lon=118&acc=-3&ser=gk_abc').problems).toEqual([{ index: 0, field: 'acc', problem: 'out-of-range' }]);
});
