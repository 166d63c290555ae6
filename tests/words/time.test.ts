import { expect, test } from 'vitest';
import { axisHour, clock, dateTime, duration, fineDuration, hourMinute, monthDay, shortTime, weekday } from '#lib/words/time.ts';

const AT = Date.parse('2026-11-22T14:05:38+08:00');
const S = 1000;
const MIN = 60 * S;
const H = 60 * MIN;

test('times are those of China wherever the screen stands', () => {
	expect(clock(AT)).toBe('14:05:38');
	expect(hourMinute(Date.parse('2026-11-21T16:00:00Z'))).toBe('00:00');
	expect(monthDay(AT, 'zh')).toBe('11月22日');
	expect(monthDay(AT, 'en')).toBe('22 Nov');
	expect(weekday(AT, 'zh')).toBe('周日');
	expect(weekday(AT, 'en')).toBe('Sun');
	expect(dateTime(AT, 'zh')).toBe('11月22日 14:05');
	expect(axisHour(Date.parse('2026-11-22T02:00:00+08:00'), 'zh')).toBe('2时');
	expect(axisHour(Date.parse('2026-11-22T02:00:00+08:00'), 'en')).toBe('02:00');
});

test('another year is named', () => {
	expect(dateTime(Date.parse('2025-12-31T23:59:00+08:00'), 'zh', AT)).toBe('2025年12月31日 23:59');
	expect(dateTime(Date.parse('2025-12-31T23:59:00+08:00'), 'en', AT)).toBe('31 Dec 2025 23:59');
	expect(dateTime(AT, 'zh', AT)).toBe('11月22日 14:05');
});

test('today needs no date, yesterday is called so, before that the day is named', () => {
	expect(shortTime(Date.parse('2026-11-22T13:27:00+08:00'), AT, 'zh')).toBe('13:27');
	expect(shortTime(Date.parse('2026-11-21T23:54:00+08:00'), AT, 'zh')).toBe('昨 23:54');
	expect(shortTime(Date.parse('2026-11-21T00:00:00+08:00'), AT, 'en')).toBe('Sat 00:00');
	expect(shortTime(Date.parse('2026-11-20T23:59:59+08:00'), AT, 'zh')).toBe('11月20日 23:59');
});

test('durations are said in the two units that matter, cut down to what has passed', () => {
	expect(duration(14 * H + 11 * MIN + 59 * S, 'zh')).toBe('14 时 11 分');
	expect(duration(5 * H + MIN, 'zh')).toBe('5 时 01 分');
	expect(duration(38 * MIN, 'zh')).toBe('38 分');
	expect(duration(12 * S, 'zh')).toBe('12 秒');
	expect(duration(-5, 'zh')).toBe('0 秒');
	expect(duration(59 * MIN + 59 * S, 'en')).toBe('59 min');
	expect(duration(47 * H + 59 * MIN, 'en')).toBe('47 h 59 min');
	expect(duration(51 * H, 'zh')).toBe('2 天 03 时');
	expect(fineDuration(2 * MIN + 14 * S, 'zh')).toBe('2 分 14 秒');
	expect(fineDuration(2 * MIN + 4 * S, 'en')).toBe('2 min 04 s');
	expect(fineDuration(3 * H, 'zh')).toBe('3 时 00 分');
});
