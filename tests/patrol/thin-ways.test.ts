import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import type { DeviceId, Fix } from '#lib/patrol/fix.ts';
import { wayThinner } from '#lib/patrol/thin-ways.ts';
import { packWays, unpackWays } from '#lib/wire/packed-tracks.ts';

const fix = (device: number, s: number, eastM: number, northM: number, accuracyM: number | null = 5): Fix => ({
	deviceId: device as DeviceId,
	recordedAtMs: 1_800_000_000_000 + s * 1000,
	lng: 118 + eastM / 94_500,
	lat: 32 + northM / 110_900,
	accuracyM,
	speedMps: null,
	bearingDeg: null,
	battery: null
});
const thin = (fixes: readonly Fix[], toleranceM = 5) => {
	const thinner = wayThinner(DEFAULT_RULES.coverage, toleranceM, () => true);
	thinner.add(fixes);
	return thinner.ways();
};

test('a straight way is two points, a long silence ends it, and a bad fix is not on it', () => {
	const straight = Array.from({ length: 20 }, (_, i) => fix(1, i * 10, i * 12, 0));
	expect(thin(straight)).toHaveLength(1);
	expect(thin(straight)[0]?.points).toHaveLength(2);
	expect(thin([...straight, fix(1, 195, 230, 300, 90)])[0]?.points).toHaveLength(2);
	const later = Array.from({ length: 5 }, (_, i) => fix(1, 10_000 + i * 10, 0, i * 12));
	expect(thin([...straight, ...later]).map((way) => way.points.length)).toEqual([2, 2]);
});

test('however long, no fix lies farther from the way than was allowed, and ends stay', () => {
	fc.assert(
		fc.property(
			fc.array(fc.tuple(fc.double({ min: -15, max: 15, noNaN: true }), fc.double({ min: -15, max: 15, noNaN: true })), {
				minLength: 2,
				maxLength: 300
			}),
			(steps) => {
				let [x, y] = [0, 0];
				const fixes = steps.map(([dx, dy], i) => fix(7, i * 10, (x += dx), (y += dy)));
				const [way] = thin(fixes);
				const points = way?.points.map(([lng, lat]) => [(lng - 118) * 94_500, (lat - 32) * 110_900] as const) ?? [];
				for (const { lng, lat } of fixes) {
					const [px, py] = [(lng - 118) * 94_500, (lat - 32) * 110_900];
					const nearest = Math.min(
						...points.slice(1).map(([bx, by], i) => {
							const [ax, ay] = points[i]!;
							const l2 = (bx - ax) ** 2 + (by - ay) ** 2;
							const t = l2 === 0 ? 0 : Math.min(1, Math.max(0, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / l2));
							return Math.hypot(px - ax - t * (bx - ax), py - ay - t * (by - ay));
						})
					);
					expect(nearest).toBeLessThan(5.1);
				}
			}
		),
		{ numRuns: 50 }
	);
});

test('packed and unpacked, a way is the same to a decimetre', () => {
	fc.assert(
		fc.property(
			fc.array(
				fc.record({
					no: fc.nat(2 ** 31 - 1),
					points: fc.array(
						fc.tuple(fc.double({ min: -180, max: 180, noNaN: true }), fc.double({ min: -90, max: 90, noNaN: true }), fc.nat(4e9)),
						{
							maxLength: 30
						}
					)
				}),
				{ maxLength: 10 }
			),
			(ways) => {
				const back = unpackWays(packWays(ways));
				expect(back.map(({ no, points }) => [no, points.length])).toEqual(ways.map(({ no, points }) => [no, points.length]));
				back.forEach((way, w) =>
					way.points.forEach(([lng, lat, atS], i) => {
						const [a, b, s] = ways[w]!.points[i]!;
						expect(Math.abs(lng - a)).toBeLessThan(5.1e-7);
						expect(Math.abs(lat - b)).toBeLessThan(5.1e-7);
						expect(atS).toBe(s);
					})
				);
			}
		)
	);
	expect(() => unpackWays(packWays([{ no: 1, points: [[1, 2, 3]] }]).slice(0, -1))).toThrow(RangeError);
});
