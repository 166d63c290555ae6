import { describe, expect, test } from 'vitest';
import { acceptFix } from '../../src/lib/patrol/accept-fix.ts';
import type { DeviceId, Fix } from '../../src/lib/patrol/fix.ts';
import { DEFAULT_RULES } from '../../src/lib/rules/rule-set.ts';

const NOW_MS = Date.UTC(2026, 0, 31, 8);
const DAY_MS = 86_400_000;
const raw = (more: Partial<Fix>): Fix => ({
	deviceId: 1 as DeviceId,
	recordedAtMs: NOW_MS,
	lng: 118.8,
	lat: 32,
	accuracyM: 8,
	speedMps: 1,
	bearingDeg: 359.9,
	battery: 0.5,
	...more
});
const judged = (more: Partial<Fix>) => acceptFix(raw(more), NOW_MS, DEFAULT_RULES);

describe('a fix is accepted', () => {
	test.each([
		{},
		{ accuracyM: null, speedMps: null, bearingDeg: null, battery: null },
		{ lng: -180, lat: 90 },
		{ accuracyM: 0 },
		{ accuracyM: 9000 }
	])('%o', (more) => {
		expect(judged(more)).toMatchObject({ ok: true, value: { standing: 'live' } });
	});
	test('up to five minutes in the future and thirty days in the past', () => {
		expect(judged({ recordedAtMs: NOW_MS + 300_000 })).toMatchObject({ value: { standing: 'live' } });
		expect(judged({ recordedAtMs: NOW_MS - 30 * DAY_MS })).toMatchObject({ value: { standing: 'live' } });
	});
});

describe('a fix is kept apart', () => {
	test('beyond five minutes in the future', () => {
		expect(judged({ recordedAtMs: NOW_MS + 300_001 })).toMatchObject({ ok: true, value: { standing: 'apart', reason: 'future' } });
	});
	test('older than thirty days', () => {
		expect(judged({ recordedAtMs: NOW_MS - 30 * DAY_MS - 1 })).toMatchObject({ ok: true, value: { standing: 'apart', reason: 'too-old' } });
	});
});

describe('a fix is refused, and the field is named', () => {
	test.each([
		['lng', 180.1],
		['lng', NaN],
		['lat', -90.5],
		['lat', Infinity],
		['accuracyM', -1],
		['accuracyM', Infinity],
		['speedMps', -0.1],
		['bearingDeg', 361],
		['battery', 1.1],
		['recordedAtMs', NaN],
		['recordedAtMs', 9e15]
	] as const)('%s of %d', (field, value) => {
		expect(judged({ [field]: value })).toMatchObject({
			ok: false,
			problem: { kind: 'fix-out-of-range', detail: { field, value: String(value) } }
		});
	});
});
