/** Which plan held on a day. */
import { DAY_MS, startOfDayMs } from '#lib/words/china-time.ts';
import type { PlanEntry } from '#lib/wire/drafts.ts';

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
