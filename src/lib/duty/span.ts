/** Stretches of time, `startMs` within and `endMs` without, and what they have in common. */

export interface Span {
	readonly startMs: number;
	readonly endMs: number;
}

export const HOUR_MS = 3_600_000;

export const overlaps = (a: Span, b: Span): boolean => a.startMs < b.endMs && b.startMs < a.endMs;

/** Milliseconds they share. */
export const sharedMs = (a: Span, b: Span): number => Math.max(0, Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs));

/** The same ground with nothing twice: sorted, those that touch made one. */
export function mergeSpans(spans: readonly Span[]): Span[] {
	const merged: Span[] = [];
	for (const span of [...spans].sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)) {
		const last = merged.at(-1);
		if (last && span.startMs <= last.endMs) merged[merged.length - 1] = { startMs: last.startMs, endMs: Math.max(last.endMs, span.endMs) };
		else if (span.endMs > span.startMs) merged.push(span);
	}
	return merged;
}
