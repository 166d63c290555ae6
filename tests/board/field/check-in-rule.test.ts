import { expect, test } from 'vitest';
import { codeHash, isDue, judgePlace, seatNow } from '#lib/board/field/check-in-rule.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import type { FieldDay, FieldPost } from '#lib/wire/field.ts';
import { at } from '../../ground.ts';

const MINUTE_MS = 60_000;
const rules = { posting: DEFAULT_RULES.posting, workload: DEFAULT_RULES.workload, patrol: DEFAULT_RULES.patrol };
const post = { id: 1, code: 'Q11', position: at(0, 0) } as unknown as FieldPost;
const duty = (id: number, fromMin: number, untilMin: number) =>
	({ id, startMs: fromMin * MINUTE_MS, endMs: untilMin * MINUTE_MS }) as unknown as FieldDay['duties'][number];
const place = (eastM: number, accuracyM: number | null) => ({ lng: at(eastM, 0)[0], lat: at(eastM, 0)[1], accuracyM });

test('a position counts within the distance and the accuracy of the rules, and not beyond either', () => {
	expect(judgePlace(post, null, rules)).toBe('unknown');
	expect(judgePlace(post, place(49, 50), rules)).toBe('near');
	expect(judgePlace(post, place(51, 8), rules)).toBe('far');
	expect(judgePlace(post, place(5, 51), rules)).toBe('inaccurate');
	expect(judgePlace(post, place(5, null), rules)).toBe('inaccurate');
});

test('a seat opens for check-in so many minutes before it begins, and is over when it ends', () => {
	const seat = duty(1, 100, 200);
	expect(isDue(seat, rules, 69.9 * MINUTE_MS)).toBe(false);
	expect(isDue(seat, rules, 70 * MINUTE_MS)).toBe(true);
	expect(isDue(seat, rules, 200 * MINUTE_MS)).toBe(false);
});

test('the seat of now is the one that is due, before that the next one, after the last one none', () => {
	const duties = [duty(2, 300, 400), duty(1, 100, 200)];
	expect(seatNow(duties, rules, 0)?.id).toBe(1);
	expect(seatNow(duties, rules, 150 * MINUTE_MS)?.id).toBe(1);
	expect(seatNow(duties, rules, 210 * MINUTE_MS)?.id).toBe(2);
	expect(seatNow(duties, rules, 500 * MINUTE_MS)).toBe(null);
});

test('a code is known by its SHA-256, as a published test vector has it', async () => {
	expect(await codeHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
