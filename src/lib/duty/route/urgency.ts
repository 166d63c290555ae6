/** How urgent it is to see a stop again, and how long a stop takes: by the rules of the district, with nothing known counted as never seen. */
import type { Risk } from '../../area/area.ts';
import type { Rules, WorkKind } from '../../rules/rule-set.ts';

const HOUR_MS = 3_600_000;

export interface Sighting {
	readonly risk: Risk;
	/** 1 is ordinary. */
	readonly priority: number;
	/** Minutes since its limit passed, below 0 while it is fresh; null where that is not known. */
	readonly overdueMinutes: number | null;
	/** Unix milliseconds; null where it was never seen. */
	readonly lastSeenAtMs: number | null;
}

/**
 * Priority × age ÷ limit: 1 when it falls due, 2 when it is twice as old. What is still fresh counts with the square of that share, so that it is
 * never preferred to what is due. What was never seen counts as far over its limit.
 */
export function urgencyOfStop(stop: Sighting, rules: Pick<Rules, 'coverage' | 'ledger'>, nowMs: number): number {
	const limitH = rules.coverage.limitH[stop.risk];
	const ratio =
		stop.overdueMinutes !== null
			? Math.max(0, 1 + stop.overdueMinutes / (60 * limitH))
			: stop.lastSeenAtMs !== null
				? Math.max(0, nowMs - stop.lastSeenAtMs) / (limitH * HOUR_MS)
				: rules.ledger.urgentAgeRatio;
	return stop.priority * (ratio < 1 ? ratio * ratio : ratio);
}

/** Minutes at a stop of a kind; a building or a place of no known kind is a visit to a household. */
export function serviceMinutesOf(kind: string, rules: Pick<Rules, 'workload'>): number {
	const kinds = rules.workload.kinds;
	if (Object.hasOwn(kinds, kind)) return kinds[kind as WorkKind].minutesPerVisit;
	return (POSTS.has(kind) ? kinds.postSeat : kinds.household).minutesPerVisit;
}
const POSTS: ReadonlySet<string> = new Set(['checkpoint', 'dissuasion', 'sampling', 'vaccination']);
