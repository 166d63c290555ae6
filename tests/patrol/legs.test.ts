import { describe, expect, test } from 'vitest';
import type { DeviceId, Fix } from '../../src/lib/patrol/fix.ts';
import { oneFixEach, piecesOf } from '../../src/lib/patrol/legs.ts';
import { DEFAULT_RULES } from '../../src/lib/rules/rule-set.ts';
import { at } from '../ground.ts';

const START_MS = Date.UTC(2026, 0, 31, 8);

/** A fix so many seconds after the start and metres east of the origin. */
function fix(atS: number, eastM: number, more: Partial<Fix> = {}): Fix {
	const [lng, lat] = at(eastM, 0);
	return {
		deviceId: 1 as DeviceId,
		recordedAtMs: START_MS + atS * 1000,
		lng,
		lat,
		accuracyM: null,
		speedMps: null,
		bearingDeg: null,
		battery: null,
		...more
	};
}

/** Legs as `from–to@time`, points as `at@time`; metres and seconds. */
function earned(...fixes: Fix[]): string[] {
	const east = (lng: number): number => Math.round((lng - at(0, 0)[0]) / (at(1, 0)[0] - at(0, 0)[0]));
	return piecesOf(fixes, DEFAULT_RULES.coverage).map(({ aLng, bLng, atMs }) => {
		const [a, b] = [east(aLng), east(bLng)];
		return `${a === b ? a : `${a}–${b}`}@${(atMs - START_MS) / 1000}`;
	});
}

describe('credit', () => {
	test('accuracy of 50 m earns, 50.1 m does not, unknown does', () => {
		expect(earned(fix(0, 0, { accuracyM: 50 }))).toEqual(['0@0']);
		expect(earned(fix(0, 0, { accuracyM: 50.1 }))).toEqual([]);
		expect(earned(fix(0, 0, { accuracyM: null }))).toEqual(['0@0']);
	});

	test('a speed of 15 km/h of its own earns, a little more does not', () => {
		expect(earned(fix(0, 0, { speedMps: 15 / 3.6 }))).toEqual(['0@0']);
		expect(earned(fix(0, 0, { speedMps: 4.17 }))).toEqual([]);
	});

	test('its own speed is believed, not the straight line', () => {
		// 400 m in 10 s by the line, but the device says it stands.
		expect(earned(fix(0, 0), fix(10, 400, { speedMps: 0 }))).toEqual(['0@0', '400@10']);
		expect(earned(fix(0, 0), fix(10, 5, { speedMps: 9 }))).toEqual(['0@0']);
	});

	test('without one, the straight line from the fix before counts: 15 km/h is 41 m in 10 s', () => {
		expect(earned(fix(0, 0), fix(10, 41))).toEqual(['0–41@10']);
		expect(earned(fix(0, 0), fix(10, 43))).toEqual(['0@0']);
	});

	test('the fix before counts for speed even where it earned nothing', () => {
		// 30 m in 10 s from the first; but from the inaccurate one between, 70 m in 5 s.
		expect(earned(fix(0, 0), fix(5, -40, { accuracyM: 99 }), fix(10, 30))).toEqual(['0@0']);
	});

	test('nothing is credited from a car that reports no speed', () => {
		expect(earned(fix(0, 0), fix(5, 50), fix(10, 100), fix(15, 150))).toEqual(['0@0']);
	});
});

describe('legs', () => {
	test('two fixes 60 s apart are a leg, 61 s apart are two points', () => {
		expect(earned(fix(0, 0), fix(60, 50))).toEqual(['0–50@60']);
		expect(earned(fix(0, 0), fix(61, 50))).toEqual(['0@0', '50@61']);
	});

	test('79 m apart they are a leg, 81 m apart two points', () => {
		expect(earned(fix(0, 0), fix(60, 79))).toEqual(['0–79@60']);
		expect(earned(fix(0, 0), fix(60, 81))).toEqual(['0@0', '81@60']);
	});

	test('a leg passes over a fix that earned nothing', () => {
		expect(earned(fix(0, 0), fix(20, 10, { accuracyM: 200 }), fix(40, 30))).toEqual(['0–30@40']);
	});

	test('a leg counts at its later fix, and a fix in a leg is no point', () => {
		expect(earned(fix(0, 0), fix(30, 30), fix(60, 60), fix(200, 60))).toEqual(['0–30@30', '30–60@60', '60@200']);
	});

	test('two devices never share a leg', () => {
		expect(earned(fix(0, 0), fix(10, 10, { deviceId: 2 as DeviceId }))).toEqual(['0@0', '10@10']);
	});
});

describe('the same device and time twice is one fix', () => {
	test('where they differ, the westernmost stands, for every order', () => {
		const [west, east] = [fix(0, 0), fix(0, 30)];
		expect(oneFixEach([east, west, east])).toEqual([west]);
		expect(oneFixEach([west, east])).toEqual([west]);
	});

	test('of the same place, the known and better accuracy stands', () => {
		const [good, bad, unknown] = [fix(0, 0, { accuracyM: 5 }), fix(0, 0, { accuracyM: 70 }), fix(0, 0)];
		expect(oneFixEach([unknown, bad, good])).toEqual([good]);
	});
});
