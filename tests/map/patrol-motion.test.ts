import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PatrolColumns } from '#lib/board/board-view.ts';
import { patrolTable } from '#lib/board/patrol-columns.ts';
import { rowLog } from '#lib/board/row-log.ts';
import { drawnAt, moveOn, restingMotion, STATUS_CODE } from '#lib/map/layers/patrol-motion.ts';

const RULES = { staleAfterS: 60, lostAfterS: 300, offShiftAfterS: 14_400 };
const T0 = 1_700_000_000_000;
const STEP = 5e-5;

function columns(fixes: { lng: number; lat: number; atMs: number; beforeMs: number }[]): PatrolColumns {
	const n = fixes.length;
	return {
		count: n,
		no: Uint32Array.from(fixes, (_, i) => i + 1),
		lngLat: Float64Array.from(fixes.flatMap((fix) => [fix.lng, fix.lat])),
		fromLngLat: new Float64Array(n * 2),
		recordedAtMs: Float64Array.from(fixes, (fix) => fix.atMs),
		fromRecordedAtMs: Float64Array.from(fixes, (fix) => fix.beforeMs),
		receivedAtMs: Float64Array.from(fixes, (fix) => fix.atMs),
		bearingDeg: new Float32Array(n).fill(NaN),
		accuracyM: new Float32Array(n).fill(NaN),
		moved: rowLog(n)
	};
}
const at = (lng: number, atMs: number) => columns([{ lng, lat: 30, atMs, beforeMs: atMs - 5000 }]);

describe('a patrol between two fixes', () => {
	it('stands on its first fix at once', () => {
		const motion = moveOn(restingMotion(1), at(123, T0), RULES, T0);
		expect(drawnAt(motion, 0, T0)).toEqual([123, 30]);
	});
	it('walks to the next in the time the device takes between fixes, and arrives exactly', () => {
		let motion = moveOn(restingMotion(1), at(123, T0), RULES, T0);
		motion = moveOn(motion, at(123 + STEP, T0 + 5000), RULES, T0 + 5000);
		expect(drawnAt(motion, 0, T0 + 5000)[0]).toBeCloseTo(123, 9);
		expect(drawnAt(motion, 0, T0 + 7500)[0]).toBeCloseTo(123 + STEP / 2, 9);
		expect(drawnAt(motion, 0, T0 + 10_000)).toEqual([123 + STEP, 30]);
		expect(drawnAt(motion, 0, T0 + 60_000)).toEqual([123 + STEP, 30]);
	});
	it('goes on from where it is drawn when the next fix comes early', () => {
		let motion = moveOn(restingMotion(1), at(123, T0), RULES, T0);
		motion = moveOn(motion, at(123 + STEP, T0 + 5000), RULES, T0 + 5000);
		const before = drawnAt(motion, 0, T0 + 7000)[0];
		motion = moveOn(motion, at(123 + 2 * STEP, T0 + 7000), RULES, T0 + 7000);
		expect(drawnAt(motion, 0, T0 + 7000)[0]).toBeCloseTo(before, 9);
	});
	it('is not disturbed by somebody else reporting', () => {
		let motion = moveOn(restingMotion(1), at(123, T0), RULES, T0);
		motion = moveOn(motion, at(123 + STEP, T0 + 5000), RULES, T0 + 5000);
		const expected = drawnAt(motion, 0, T0 + 8000)[0];
		motion = moveOn(motion, at(123 + STEP, T0 + 5000), RULES, T0 + 6000);
		motion = moveOn(motion, at(123 + STEP, T0 + 5000), RULES, T0 + 7000);
		expect(drawnAt(motion, 0, T0 + 8000)[0]).toBeCloseTo(expected, 8);
	});
	it('jumps where nobody can have walked it', () => {
		let motion = moveOn(restingMotion(1), at(123, T0), RULES, T0);
		motion = moveOn(motion, at(123.1, T0 + 5000), RULES, T0 + 5000);
		expect(drawnAt(motion, 0, T0 + 5000)[0]).toBe(123.1);
		expect(motion.fastestDegPerMs).toBe(0);
	});
	it('never runs ahead of its newest fix', () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(fc.integer({ min: 200, max: 9000 }), fc.integer({ min: -3, max: 3 })), { maxLength: 20 }), (steps) => {
				let [now, lng] = [T0, 123];
				let motion = moveOn(restingMotion(1), at(lng, now), RULES, now);
				for (const [wait, walk] of steps) {
					const drawn = drawnAt(motion, 0, now + wait)[0];
					now += wait;
					lng += walk * STEP;
					motion = moveOn(motion, at(lng, now), RULES, now);
					const [low, high] = [Math.min(drawn, lng) - 1e-9, Math.max(drawn, lng) + 1e-9];
					for (const later of [0, 100, 3000, 20_000]) {
						const seen = drawnAt(motion, 0, now + later)[0];
						expect(seen).toBeGreaterThanOrEqual(low);
						expect(seen).toBeLessThanOrEqual(high);
					}
				}
			})
		);
	});
});

it('those who moved alone are looked at, and everybody is drawn as if all had been', () => {
	const ageless = { staleAfterS: 1e6, lostAfterS: 1e7, offShiftAfterS: 1e8 };
	const fix = fc.record({ no: fc.integer({ min: 1, max: 6 }), lng: fc.integer({ min: -3, max: 3 }), jump: fc.boolean() });
	fc.assert(
		fc.property(fc.array(fc.tuple(fc.integer({ min: 50, max: 20_000 }), fc.array(fix, { maxLength: 5 })), { maxLength: 25 }), (beats) => {
			const table = patrolTable([1, 2, 3, 4]);
			let [now, few, all] = [T0, restingMotion(8), restingMotion(8)];
			for (const [wait, fixes] of beats) {
				now += wait;
				for (const { no, lng, jump } of fixes)
					table.move(
						{ no, lng: 123 + lng * STEP + (jump ? 0.1 : 0), lat: 30, recordedAtMs: now, bearingDeg: 90, speedMps: null, accuracyM: null },
						now
					);
				few = moveOn(few, table.columns, ageless, now);
				// Columns never seen before are looked at whole.
				all = moveOn(all, { ...table.columns }, ageless, now);
				expect(few.count).toBe(all.count);
				expect([...few.marks]).toEqual([...all.marks]);
				for (let row = 0; row < few.count; row++)
					for (const later of [0, 400, 5000, 20_000])
						expect(drawnAt(few, row, now + later)[0]).toBeCloseTo(drawnAt(all, row, now + later)[0], 7);
				expect(few.fastestDegPerMs).toBeGreaterThanOrEqual(all.fastestDegPerMs);
				expect(few.farthestDeg).toBeGreaterThanOrEqual(all.farthestDeg);
				expect(few.movingUntilMs).toBeGreaterThanOrEqual(all.movingUntilMs - 1);
			}
		})
	);
});

it('on a map that stands open, age alone makes a patrol stale, lost and gone within two seconds of its time, and time set back makes it live', () => {
	const table = patrolTable([1]);
	table.move({ no: 1, lng: 123, lat: 30, recordedAtMs: T0, bearingDeg: null, speedMps: null, accuracyM: null }, T0);
	let motion = moveOn(restingMotion(1), table.columns, RULES, T0);
	const after = (s: number): number => (motion = moveOn(motion, table.columns, RULES, T0 + s * 1000)).marks[0]!;
	for (let s = 1; s <= 14_500; s++) {
		const status = after(s);
		for (const [from, to, is] of [
			[0, 60, STATUS_CODE.live],
			[63, 300, STATUS_CODE.stale],
			[303, 14_400, STATUS_CODE.lost],
			[14_403, 14_500, STATUS_CODE.off]
		] as const)
			if (s >= from && s <= to) expect(status).toBe(is);
		expect(motion.lost.size).toBe(status === STATUS_CODE.lost ? 1 : 0);
	}
	expect(after(5)).toBe(STATUS_CODE.live);
});

it('age alone makes a patrol stale, then lost, then gone', () => {
	const fix = at(123, T0);
	const statusAfter = (s: number) => {
		const motion = moveOn(restingMotion(1), fix, RULES, T0 + s * 1000);
		return [motion.marks[0], motion.marks[2]];
	};
	expect(statusAfter(10)).toEqual([STATUS_CODE.live, 1]);
	expect(statusAfter(61)).toEqual([STATUS_CODE.stale, 1]);
	expect(statusAfter(301)).toEqual([STATUS_CODE.lost, 1]);
	expect(statusAfter(14_401)).toEqual([STATUS_CODE.off, 0]);
});

it('a patrol of whom nothing is known is not drawn, and more patrols make more room', () => {
	const nobody = columns([{ lng: NaN, lat: NaN, atMs: 0, beforeMs: 0 }]);
	expect(moveOn(restingMotion(1), nobody, RULES, T0).marks[2]).toBe(0);
	const many = columns(Array.from({ length: 500 }, (_, i) => ({ lng: 123 + i * 1e-3, lat: 30, atMs: T0, beforeMs: T0 })));
	const motion = moveOn(restingMotion(1), many, RULES, T0);
	expect(motion.count).toBe(500);
	expect(drawnAt(motion, 499, T0)).toEqual([123 + 0.499, 30]);
});
