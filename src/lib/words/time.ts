/**
 * How times are written: 11月22日 14:05, 24-hour, in China's one time zone whatever zone the screen stands in. Times are Unix ms; nothing here
 * asks a clock.
 */
import { dayNumber, localDate as local } from './china-time.ts';
import type { Language } from './word-list.ts';

const WEEKDAYS = { zh: ['日', '一', '二', '三', '四', '五', '六'], en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] } as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

const two = (n: number): string => n.toString().padStart(2, '0');

/** 14:05 */
export function hourMinute(atMs: number): string {
	const t = local(atMs);
	return `${two(t.getUTCHours())}:${two(t.getUTCMinutes())}`;
}

/** 14:05:38 */
export const clock = (atMs: number): string => `${hourMinute(atMs)}:${two(local(atMs).getUTCSeconds())}`;

/** 11月22日, 22 Nov */
export function monthDay(atMs: number, language: Language): string {
	const t = local(atMs);
	return language === 'zh' ? `${t.getUTCMonth() + 1}月${t.getUTCDate()}日` : `${t.getUTCDate()} ${MONTHS[t.getUTCMonth()]}`;
}

/** 周日, Sun */
export function weekday(atMs: number, language: Language): string {
	const day = WEEKDAYS[language][local(atMs).getUTCDay()] ?? '';
	return language === 'zh' ? `周${day}` : day;
}

/** 11月22日 14:05; with the year where it is not the year of `nowMs`. */
export function dateTime(atMs: number, language: Language, nowMs?: number): string {
	const year = local(atMs).getUTCFullYear();
	const day = monthDay(atMs, language);
	const foreign = nowMs !== undefined && local(nowMs).getUTCFullYear() !== year;
	const dated = !foreign ? day : language === 'zh' ? `${year}年${day}` : `${day} ${year}`;
	return `${dated} ${hourMinute(atMs)}`;
}

/** 14:05 of today, 昨 14:05 or Sat 14:05 of yesterday, otherwise the date as well. */
export function shortTime(atMs: number, nowMs: number, language: Language): string {
	const days = dayNumber(nowMs) - dayNumber(atMs);
	if (days === 0) return hourMinute(atMs);
	if (days === 1) return `${language === 'zh' ? '昨' : weekday(atMs, language)} ${hourMinute(atMs)}`;
	return dateTime(atMs, language, nowMs);
}

/** 8时 — the hour on an axis; 08:00 in English. */
export function axisHour(atMs: number, language: Language): string {
	const t = local(atMs);
	return language === 'zh' ? `${t.getUTCHours()}时` : `${two(t.getUTCHours())}:00`;
}

/**
 * 14 时 11 分; 38 分 under an hour; 12 秒 under a minute; 3 天 04 时 from two days. English: 14 h 11 min. Cut down to whole units: what has
 * not passed is not said.
 */
export function duration(lengthMs: number, language: Language): string {
	const s = Math.max(0, Math.floor(lengthMs / 1000));
	const [day, hour, minute, second] = UNITS[language];
	if (s < 60) return `${s} ${second}`;
	const min = Math.floor(s / 60);
	if (min < 60) return `${min} ${minute}`;
	const h = Math.floor(min / 60);
	if (h < 48) return `${h} ${hour} ${two(min % 60)} ${minute}`;
	return `${Math.floor(h / 24)} ${day} ${two(h % 24)} ${hour}`;
}

/** 2 分 14 秒: minutes with their seconds, for what is counted live; as `duration` from an hour. */
export function fineDuration(lengthMs: number, language: Language): string {
	const s = Math.max(0, Math.floor(lengthMs / 1000));
	const [, , minute, second] = UNITS[language];
	if (s < 60 || s >= 3600) return duration(lengthMs, language);
	return `${Math.floor(s / 60)} ${minute} ${two(s % 60)} ${second}`;
}

const UNITS = { zh: ['天', '时', '分', '秒'], en: ['d', 'h', 'min', 's'] } as const;
