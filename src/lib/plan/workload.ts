/**
 * How much work a grid asks for: minutes of work asked per minute of work available, with every term, so that anyone can check the sum.
 * `L = Σk nk·fk·(tk + w) ÷ (m·A)`; the same function answers on the server, in the browser and while a border is dragged.
 */
import type { Rules, WorkKind } from '../rules/rule-set.ts';

/**
 * Length of the shortest tour of n places spread over S m² tends to 0.7124·√(n·S) (Beardwood, Halton, Hammersley 1959; the constant as estimated
 * by Applegate, Bixby, Chvátal, Cook 2006), so a stop costs 0.7124·√(S/n) metres. A fact of geometry, not a rule anyone edits.
 */
export const TOUR_CONSTANT = 0.7124;

/** The kinds in the order in which a person reads them. */
export const WORK_KINDS: readonly WorkKind[] = ['household', 'isolatedHousehold', 'compoundGate', 'postSeat', 'enterprise', 'openCase'];

export interface WorkloadInput {
	/** Objects of each kind in the grid; a kind left out is none. */
	readonly work: Readonly<Partial<Record<WorkKind, number>>>;
	/** S: ground without what the rules exclude, square metres. */
	readonly groundAreaM2: number;
	/** m: workers who answer for the grid. */
	readonly workers: number;
}

/** One row of the sum. */
export interface WorkloadTerm {
	readonly kind: WorkKind;
	/** nk */
	readonly count: number;
	/** fk */
	readonly visitsPerDay: number;
	/** tk */
	readonly minutesPerVisit: number;
	/** w: minutes on foot to one visit, there being `count` stops on the ground. */
	readonly walkMinutes: number;
	/** nk·fk·(tk + w) */
	readonly minutesPerDay: number;
}

export interface Workload {
	/** L; 1 is a full day. Null where nobody works there: unknown, which is neither nothing nor infinite. */
	readonly load: number | null;
	/** Σ: minutes of work asked a day. */
	readonly minutes: number;
	/** m·A: minutes of work available a day. */
	readonly availableMinutes: number;
	readonly workers: number;
	readonly groundAreaM2: number;
	readonly minutesPerWorkerDay: number;
	/** Only kinds of which there are any, in the order of `WORK_KINDS`. */
	readonly terms: readonly WorkloadTerm[];
}

export function workload(input: WorkloadInput, rules: Rules['workload']): Workload {
	const terms: WorkloadTerm[] = [];
	for (const kind of WORK_KINDS) {
		const count = input.work[kind] ?? 0;
		if (!(count > 0)) continue;
		const { visitsPerDay, minutesPerVisit } = rules.kinds[kind];
		const walkMinutes = walkMinutesPerVisit(input.groundAreaM2, count, rules);
		terms.push({
			kind,
			count,
			visitsPerDay,
			minutesPerVisit,
			walkMinutes,
			minutesPerDay: count * visitsPerDay * (minutesPerVisit + walkMinutes)
		});
	}
	const minutes = terms.reduce((sum, term) => sum + term.minutesPerDay, 0);
	const workers = Math.max(0, input.workers);
	const availableMinutes = workers * rules.minutesPerWorkerDay;
	return {
		load: availableMinutes > 0 ? minutes / availableMinutes : null,
		minutes,
		availableMinutes,
		workers,
		groundAreaM2: input.groundAreaM2,
		minutesPerWorkerDay: rules.minutesPerWorkerDay,
		terms
	};
}

/** w = 0.7124·√(S/n)·detour ÷ speed: minutes on foot from one of n stops on S m² to the next. */
export function walkMinutesPerVisit(
	groundAreaM2: number,
	stops: number,
	rules: Pick<Rules['workload'], 'detourFactor' | 'walkMPerMin'>
): number {
	if (!(stops > 0) || !(groundAreaM2 > 0)) return 0;
	return (TOUR_CONSTANT * Math.sqrt(groundAreaM2 / stops) * rules.detourFactor) / rules.walkMPerMin;
}
