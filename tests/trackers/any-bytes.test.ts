import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gpslogger } from '#lib/server/trackers/gpslogger.ts';
import { osmand } from '#lib/server/trackers/osmand.ts';
import { overland } from '#lib/server/trackers/overland.ts';
import { owntracks } from '#lib/server/trackers/owntracks.ts';
import type { TrackerFormat } from '#lib/server/trackers/report.ts';
import { traccar } from '#lib/server/trackers/traccar.ts';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 2000);
const FORMATS: readonly TrackerFormat[] = [osmand, traccar, owntracks, overland, gpslogger];

/** Things like a report: the right names with any value at all, nested as anybody may nest them. */
const name = fc.constantFrom(
	'locations',
	'location',
	'coords',
	'latitude',
	'lat',
	'lon',
	'timestamp',
	'tst',
	'_type',
	'geometry',
	'properties',
	'coordinates',
	'device_id',
	'accuracy',
	'acc',
	'speed',
	'battery',
	'__proto__'
);
const value = fc.letrec<{ any: unknown }>((tie) => ({
	any: fc.oneof(
		{ depthSize: 'small' },
		fc.jsonValue(),
		fc.constantFrom<unknown>('location', 'Point', 'Feature', 1e308, -1, 32.02, 118.78, '2026-11-22T03:59:58Z'),
		fc.array(tie('any'), { maxLength: 4 }),
		fc.dictionary(name, tie('any'), { maxKeys: 6 })
	)
})).any;
const body = fc.oneof(
	fc.string(),
	value.map((any) => JSON.stringify(any)),
	fc.array(fc.tuple(name, fc.oneof(fc.string(), fc.double().map(String)))).map((pairs) => new URLSearchParams(pairs).toString())
);
const type = fc.constantFrom('', 'application/json', 'application/x-www-form-urlencoded', 'text/plain');

test.each(FORMATS.map((format) => [format.name, format] as const))(
	'whatever bytes %s is given, it answers, and every fix it makes lies on the earth at a time',
	(_, format) => {
		fc.assert(
			fc.property(body, fc.array(fc.tuple(name, fc.string())), type, fc.option(fc.string()), (text, query, contentType, authorization) => {
				const report = format.parse({ query: new URLSearchParams(query), contentType, authorization, body: text }, 1_795_320_000_000);
				for (const fix of report.fixes) {
					expect(Math.abs(fix.lat)).toBeLessThanOrEqual(90);
					expect(Math.abs(fix.lng)).toBeLessThanOrEqual(180);
					expect(Number.isInteger(fix.recordedAtMs)).toBe(true);
					expect(fix.accuracyM === null || fix.accuracyM >= 0).toBe(true);
					expect(fix.battery === null || (fix.battery >= 0 && fix.battery <= 1)).toBe(true);
				}
			}),
			{ numRuns: RUNS }
		);
	},
	60_000 + RUNS * 2
);
