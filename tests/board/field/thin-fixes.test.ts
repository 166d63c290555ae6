import fc from 'fast-check';
import { expect, test } from 'vitest';
import { worthKeeping } from '#lib/board/field/thin-fixes.ts';
import type { FieldFix } from '#lib/wire/field.ts';
import { at } from '../../ground.ts';

const fix = (eastM: number, atS: number, accuracyM: number | null = 8): FieldFix => {
	const [lng, lat] = at(eastM, 0);
	return { lng, lat, accuracyM, atMs: atS * 1000, speedMps: null, bearingDeg: null };
};

/** What a phone keeps of a second-by-second walk. */
function kept(walk: readonly FieldFix[]): FieldFix[] {
	const out: FieldFix[] = [];
	for (const one of walk) if (worthKeeping(out.at(-1) ?? null, one)) out.push(one);
	return out;
}

test('of an hour standing still about a fix a minute is kept', () => {
	const still = kept(Array.from({ length: 3600 }, (_, s) => fix(0, s)));
	expect(still.length).toBeGreaterThanOrEqual(59);
	expect(still.length).toBeLessThanOrEqual(61);
});

test('on foot no two kept fixes are farther apart than a leg may be, in time and in space', () => {
	fc.assert(
		fc.property(fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: 60, maxLength: 600 }), (speeds) => {
			let east = 0;
			const walk = kept(speeds.map((mps, s) => fix((east += mps), s)));
			for (let i = 1; i < walk.length; i++) {
				expect(walk[i]!.atMs - walk[i - 1]!.atMs).toBeLessThanOrEqual(60_000);
				// 8 m and what is walked in the next second or four.
				const metres = (walk[i]!.lng - walk[i - 1]!.lng) * 96_486;
				expect(metres).toBeLessThan(80);
			}
		})
	);
});

test('what is not exact enough is not kept, and neither is trembling within its own doubt', () => {
	expect(worthKeeping(null, fix(0, 0, 500))).toBe(false);
	expect(worthKeeping(null, fix(0, 0, null))).toBe(true);
	expect(worthKeeping(fix(0, 0, 30), fix(7, 25, 30))).toBe(false);
	expect(worthKeeping(fix(0, 0, 5), fix(9, 5, 5))).toBe(true);
});
