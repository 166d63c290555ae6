/**
 * How alive the picture is. A tick comes at least every second: three missed and it is late, ten seconds without one and it is lost, whatever the
 * connection itself believes.
 */
import type { Liveness } from './board-view.ts';

export const LATE_AFTER_MS = 3_000;
export const LOST_AFTER_MS = 10_000;

/** @param lastTickAtMs when the last tick arrived, on the same clock as `nowMs`; null before the first. @param startedAtMs when watching began. */
export function livenessOf(lastTickAtMs: number | null, startedAtMs: number, nowMs: number): Liveness {
	const silentMs = nowMs - (lastTickAtMs ?? startedAtMs);
	if (silentMs >= LOST_AFTER_MS) return 'lost';
	if (lastTickAtMs === null) return 'connecting';
	return silentMs >= LATE_AFTER_MS ? 'late' : 'live';
}
