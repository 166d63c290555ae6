/**
 * The calendar of what is read and typed: China's one time zone, whatever zone the screen stands in. UTC+8 throughout, no summer time. Moments are
 * Unix ms.
 */
const ZONE_MS = 8 * 3_600_000;
export const DAY_MS = 86_400_000;

/** A date whose UTC fields read as local time. */
export const localDate = (atMs: number): Date => new Date(atMs + ZONE_MS);
/** Days since 1970 in local time: equal for two moments of one day. */
export const dayNumber = (atMs: number): number => Math.floor((atMs + ZONE_MS) / DAY_MS);
/** 00:00 of the day of a moment. */
export const dayStart = (atMs: number): number => dayNumber(atMs) * DAY_MS - ZONE_MS;
/** 00:00 of the day after. */
export const nextMidnightMs = (atMs: number): number => dayStart(atMs) + DAY_MS;
/** `YYYY-MM-DD` of a moment, as a date field writes it. */
export const dayText = (atMs: number): string => localDate(atMs).toISOString().slice(0, 10);
/** 00:00 of a day as a date field writes it; NaN where the text is none. */
export const startOfDayMs = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);
/** The same; null where the text is none. */
export function readDay(day: string): number | null {
	const ms = /^\d{4}-\d\d-\d\d$/.test(day) ? startOfDayMs(day) : NaN;
	return Number.isFinite(ms) ? ms : null;
}
/** For an `<input type="datetime-local">`, to the minute. */
export const fieldText = (atMs: number): string => localDate(atMs).toISOString().slice(0, 16);
/** What such a field holds; NaN where it is no moment. */
export const fieldMs = (text: string): number => Date.parse(`${text}:00+08:00`);
