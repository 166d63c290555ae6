/** The part of the rule set that says how long what concerns people is kept. Whole days; what is older goes, every hour. */
export interface KeepingRules {
	/** Positions of patrols, days. */
	readonly trackDays: number;
	/** Fixes kept apart as not to be believed, days. */
	readonly apartDays: number;
	/** Who opened what, and why, days. */
	readonly accessLogDays: number;
	/** The figures of grids over time, days. */
	readonly coverageDays: number;
	/** Gaps after they were closed, days. */
	readonly closedGapDays: number;
}

export const DEFAULT_KEEPING_RULES: KeepingRules = {
	trackDays: 90,
	apartDays: 30,
	accessLogDays: 1095,
	coverageDays: 400,
	closedGapDays: 1095
};

/**
 * Days for which positions are kept in the end: never fewer than are accepted from trackers, nor than the seen map is made of, whatever
 * `trackDays` says.
 */
export const trackDaysKept = ({
	keeping,
	patrol,
	coverage
}: {
	readonly keeping: Pick<KeepingRules, 'trackDays'>;
	readonly patrol: { readonly maxAgeDays: number };
	readonly coverage: { readonly limitH: Readonly<Record<string, number>> };
}): number => Math.ceil(Math.max(keeping.trackDays, patrol.maxAgeDays, Math.max(...Object.values(coverage.limitH)) / 24));
