/** Days as a date field writes them, in China's one time zone. */
import { dayStart } from '#lib/board/replay/replay.svelte.ts';

const ZONE_MS = 8 * 3_600_000;

/** 2026-11-22 */
export const dayText = (ms: number): string => new Date(ms + ZONE_MS).toISOString().slice(0, 10);

/** The first moment of the day; null where the text is none. */
export function readDay(text: string): number | null {
	const ms = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
	return Number.isFinite(ms) ? dayStart(ms - ZONE_MS) : null;
}
