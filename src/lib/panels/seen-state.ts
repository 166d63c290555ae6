/** Whether something seen at one moment is fresh now, by the limit of its grid's risk. */
import type { Risk } from '#lib/area/area.ts';
import type { Rules } from '#lib/rules/rule-set.ts';

export interface SeenState {
	readonly kind: 'fresh' | 'overdue' | 'never';
	/** Age ÷ limit; null where either is unknown. */
	readonly ratio: number | null;
}

export const patrolLimitOf = (risk: Risk, rules: Rules): number => rules.coverage.limitH[risk];

/** @param seenAtMs Unix ms, 0 if never. @param limitH null where no grid says. */
export function seenState(seenAtMs: number, limitH: number | null, nowMs: number): SeenState {
	if (seenAtMs <= 0) return { kind: 'never', ratio: null };
	if (limitH === null) return { kind: 'never', ratio: null };
	const ratio = (nowMs - seenAtMs) / (limitH * 3_600_000);
	return { kind: ratio <= 1 ? 'fresh' : 'overdue', ratio };
}
