import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LONGEST_SHIFT_H, onShiftSince, shiftSpans, withinShift, type ShiftMark } from '#lib/duty/field-shift.ts';

const HOUR_MS = 3_600_000;
const started = (h: number): ShiftMark => ({ what: 'started', atMs: h * HOUR_MS });
const ended = (h: number): ShiftMark => ({ what: 'ended', atMs: h * HOUR_MS });
const hours = (marks: readonly ShiftMark[]) => shiftSpans(marks).map(({ startMs, endMs }) => [startMs / HOUR_MS, endMs / HOUR_MS]);

test('a shift runs from its start to the end that follows', () => {
	expect(hours([started(8), ended(16), started(20), ended(23)])).toEqual([
		[8, 16],
		[20, 23]
	]);
});

test('a second start within a shift, and an end without one, change nothing', () => {
	expect(hours([ended(7), started(8), started(9), ended(16), ended(17)])).toEqual([[8, 16]]);
});

test('a shift that nobody ended lasts a day and no longer, and a start after that is another shift', () => {
	expect(hours([started(8)])).toEqual([[8, 8 + LONGEST_SHIFT_H]]);
	expect(hours([started(8), started(40), ended(48)])).toEqual([
		[8, 32],
		[40, 48]
	]);
	expect(hours([started(8), ended(60)])).toEqual([[8, 32]]);
});

test('one shift may go over into the next at the same moment', () => {
	expect(hours([started(8), started(16), ended(16), ended(20)])).toEqual([
		[8, 16],
		[16, 20]
	]);
});

test('somebody is on shift from the start until the end, and not before or after', () => {
	const marks = [started(8), ended(16)];
	expect(onShiftSince(marks, 7.99 * HOUR_MS)).toBeNull();
	expect(onShiftSince(marks, 8 * HOUR_MS)).toBe(8 * HOUR_MS);
	expect(onShiftSince(marks, 15 * HOUR_MS)).toBe(8 * HOUR_MS);
	expect(onShiftSince(marks, 16 * HOUR_MS)).toBeNull();
	expect(onShiftSince([started(8)], 33 * HOUR_MS)).toBeNull();
});

test('in whatever order the marks come, the shifts are the same, never overlap and are never too long', () => {
	const mark = fc.record({ what: fc.constantFrom('started' as const, 'ended' as const), atMs: fc.integer({ min: 0, max: 200 * HOUR_MS }) });
	fc.assert(
		fc.property(fc.array(mark, { maxLength: 12 }), fc.integer(), (marks, seed) => {
			const spans = shiftSpans(marks);
			const shuffled = [...marks].sort((a, b) => ((a.atMs ^ seed) % 97) - ((b.atMs ^ seed) % 97));
			expect(shiftSpans(shuffled)).toEqual(spans);
			for (const [i, span] of spans.entries()) {
				expect(span.endMs).toBeGreaterThan(span.startMs);
				expect(span.endMs - span.startMs).toBeLessThanOrEqual(LONGEST_SHIFT_H * HOUR_MS);
				expect(span.startMs).toBeGreaterThanOrEqual(spans[i - 1]?.endMs ?? 0);
				expect(withinShift(spans, span.startMs) && withinShift(spans, span.endMs)).toBe(true);
			}
		})
	);
});
