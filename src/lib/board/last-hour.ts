/**
 * Gaps opened and closed within the last hour. A snapshot says how many but not when, so its counts stand until the next snapshot or until an hour
 * has passed; what this browser heard itself is dropped to the minute. Holds one hour of moments and no more.
 */
const HOUR_MS = 3_600_000;

export interface LastHour {
	restart(counts: { readonly opened: number; readonly closed: number }, atMs: number): void;
	opened(gapId: number, atMs: number): void;
	closed(gapId: number, atMs: number): void;
	at(nowMs: number): { readonly opened: number; readonly closed: number };
}

export function lastHour(): LastHour {
	let base = { opened: 0, closed: 0 };
	let baseAtMs = -Infinity;
	const heard = { opened: new Map<number, number>(), closed: new Map<number, number>() };
	const keep = (moments: Map<number, number>, gapId: number, atMs: number): void => {
		moments.set(gapId, atMs);
		for (const [id, ms] of moments) if (ms < atMs - HOUR_MS) moments.delete(id);
	};
	const within = (moments: ReadonlyMap<number, number>, nowMs: number): number =>
		[...moments.values()].reduce((n, ms) => (ms > nowMs - HOUR_MS ? n + 1 : n), 0);
	return {
		restart(counts, atMs) {
			base = { ...counts };
			baseAtMs = atMs;
			heard.opened.clear();
			heard.closed.clear();
		},
		opened: (gapId, atMs) => keep(heard.opened, gapId, atMs),
		closed: (gapId, atMs) => keep(heard.closed, gapId, atMs),
		at(nowMs) {
			const stands = nowMs - baseAtMs < HOUR_MS;
			return {
				opened: (stands ? base.opened : 0) + within(heard.opened, nowMs),
				closed: (stands ? base.closed : 0) + within(heard.closed, nowMs)
			};
		}
	};
}
