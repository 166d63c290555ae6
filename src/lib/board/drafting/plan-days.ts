/** Which plan held on a day, and the moments planners set in China's one time zone. */
import type { PlanEntry } from '#lib/wire/drafts.ts';

/** China keeps UTC+8 throughout and no summer time. */
const ZONE_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** `YYYY-MM-DD` of a moment. */
export const dayText = (atMs: number): string => new Date(atMs + ZONE_MS).toISOString().slice(0, 10);
/** 00:00 of a day; NaN where the text is none. */
export const startOfDayMs = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);
/** 00:00 of the day after. */
export const nextMidnightMs = (nowMs: number): number => (Math.floor((nowMs + ZONE_MS) / DAY_MS) + 1) * DAY_MS - ZONE_MS;
/** For an `<input type="datetime-local">`. */
export const fieldText = (atMs: number): string => new Date(atMs + ZONE_MS).toISOString().slice(0, 16);
export const fieldMs = (text: string): number => Date.parse(`${text}:00+08:00`);

/** The plan in force at the end of that day, or now where the day is today. Null where none was. */
export function planOn(plans: readonly PlanEntry[], day: string, nowMs: number): PlanEntry | null {
	const atMs = Math.min(startOfDayMs(day) + DAY_MS - 1, Math.max(nowMs, startOfDayMs(day)));
	return (
		plans
			.filter(
				({ effectiveFromMs, effectiveUntilMs, state }) =>
					(state === 'effective' || state === 'ended' || state === 'reviewed') &&
					effectiveFromMs !== null &&
					effectiveFromMs <= atMs &&
					(effectiveUntilMs === null || effectiveUntilMs > atMs)
			)
			.sort((a, b) => b.effectiveFromMs! - a.effectiveFromMs!)[0] ?? null
	);
}
