/**
 * How urgent an open gap is, by the rules of the district, and in which order gaps are read: the urgent first, then those that touch the most
 * households. The order is total, so equal inputs always read the same.
 */
import type { Rules } from '../rules/rule-set.ts';
import type { Gap, Severity } from './gap.ts';

const HOUR_MS = 3_600_000;
const RANK: Readonly<Record<Severity, number>> = { urgent: 0, important: 1, ordinary: 2 };

/** Why a gap has its severity: a key into the words. */
export type UrgencyReason = 'many-households' | 'far-over-limit' | 'far-over-due' | 'over-due' | 'not-due';

export interface Urgency {
	readonly severity: Severity;
	readonly reason: UrgencyReason;
}

/**
 * Urgent at once where it touches `urgentHouseholds`; where its oldest age is `urgentAgeRatio` times its limit; or when it has stood open that
 * many times its due minutes. Important from the moment it is due. Ordinary until then.
 *
 * The age of what was never seen is counted from when its limit passed as far as the evidence goes (`sinceMs`), plus the limit itself.
 */
export function urgencyOf(gap: Gap, rules: Rules['ledger'], nowMs: number): Urgency {
	if ((gap.measures.households ?? 0) >= rules.urgentHouseholds) return { severity: 'urgent', reason: 'many-households' };
	const limitMs = (gap.measures.limitH ?? 0) * HOUR_MS;
	if (limitMs > 0 && ageMs(gap, limitMs, nowMs) >= rules.urgentAgeRatio * limitMs) return { severity: 'urgent', reason: 'far-over-limit' };
	const allowedMs = gap.dueAtMs - gap.openedAtMs;
	if (nowMs >= gap.openedAtMs + rules.urgentAgeRatio * allowedMs) return { severity: 'urgent', reason: 'far-over-due' };
	if (nowMs >= gap.dueAtMs) return { severity: 'important', reason: 'over-due' };
	return { severity: 'ordinary', reason: 'not-due' };
}

export const severityOf = (gap: Gap, rules: Rules['ledger'], nowMs: number): Severity => urgencyOf(gap, rules, nowMs).severity;

/** Open gaps with their severity, in reading order. */
export function byUrgency(
	gaps: Iterable<Gap>,
	rules: Rules['ledger'],
	nowMs: number
): readonly { readonly gap: Gap; readonly severity: Severity }[] {
	return [...gaps]
		.map((gap) => ({ gap, severity: severityOf(gap, rules, nowMs) }))
		.sort((a, b) => RANK[a.severity] - RANK[b.severity] || byImpact(a.gap, b.gap));
}

/** More households first, then more buildings, then more ground, then the older, then the lower id. What is yet to come is the younger the later it comes. */
export function byImpact(a: Gap, b: Gap): number {
	const of = (gap: Gap, measure: 'households' | 'buildings' | 'areaM2'): number => gap.measures[measure] ?? 0;
	return (
		of(b, 'households') - of(a, 'households') ||
		of(b, 'buildings') - of(a, 'buildings') ||
		of(b, 'areaM2') - of(a, 'areaM2') ||
		beginMs(a) - beginMs(b) ||
		a.id - b.id
	);
}

/** A seat ahead is missed from its first minute on, whenever it should have been planned. */
const beginMs = ({ kind, sinceMs, measures }: Gap): number =>
	kind === 'seat-unplanned' ? Math.max(sinceMs, measures.fromMs ?? sinceMs) : sinceMs;

function ageMs(gap: Gap, limitMs: number, nowMs: number): number {
	const seenAtMs = gap.measures.oldestSeenAtMs;
	return typeof seenAtMs === 'number' ? nowMs - seenAtMs : nowMs - gap.sinceMs + limitMs;
}
