/** When a person was on shift by what their phone said: from each start to the end that follows it. People are tracked in between and at no other time. */
import { HOUR_MS, type Span } from './span.ts';

export interface ShiftMark {
	readonly what: 'started' | 'ended';
	readonly atMs: number;
}

/** A shift that nobody ended (the phone died, was lost) is believed for so long and no longer, hours. */
export const LONGEST_SHIFT_H = 24;

/** In order of time, not touching one another unless one begins where another ends. Marks may come in any order. */
export function shiftSpans(marks: readonly ShiftMark[]): Span[] {
	const spans: Span[] = [];
	let since: number | null = null;
	const end = (atMs: number): void => {
		if (since !== null && atMs > since) spans.push({ startMs: since, endMs: Math.min(atMs, since + LONGEST_SHIFT_H * HOUR_MS) });
		since = null;
	};
	// Of an end and a start at the same moment the end comes first: one shift goes over into the next.
	for (const { what, atMs } of [...marks].sort((a, b) => a.atMs - b.atMs || (a.what === b.what ? 0 : a.what === 'ended' ? -1 : 1))) {
		if (what === 'ended') end(atMs);
		else if (since === null || atMs - since >= LONGEST_SHIFT_H * HOUR_MS) {
			end(atMs);
			since = atMs;
		}
	}
	end(Infinity);
	return spans;
}

/** Both ends count: what was sent with the very start or end of a shift belongs to it. */
export const withinShift = (spans: readonly Span[], atMs: number): boolean =>
	spans.some(({ startMs, endMs }) => startMs <= atMs && atMs <= endMs);

/** Since when a person is on shift at a moment; null: they are not. */
export function onShiftSince(marks: readonly ShiftMark[], nowMs: number): number | null {
	const spans = shiftSpans(marks.filter(({ atMs }) => atMs <= nowMs));
	const last = spans.at(-1);
	return last && last.startMs <= nowMs && nowMs < last.endMs ? last.startMs : null;
}
