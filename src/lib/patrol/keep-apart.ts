/** Which fixes are kept apart and flagged: they are stored, never painted live and never credited. */

export type Apart = 'future' | 'too-old' | 'mock';

/**
 * Null where the fix is an ordinary one.
 * @param fix when the device says it measured, Unix ms, and whether the phone calls the position invented.
 */
export function keepApart(
	fix: { readonly recordedAtMs: number; readonly mock: boolean },
	nowMs: number,
	rules: { readonly maxFutureS: number; readonly maxAgeDays: number }
): Apart | null {
	if (fix.mock) return 'mock';
	if (fix.recordedAtMs > nowMs + rules.maxFutureS * 1000) return 'future';
	return fix.recordedAtMs < nowMs - rules.maxAgeDays * 86_400_000 ? 'too-old' : null;
}
