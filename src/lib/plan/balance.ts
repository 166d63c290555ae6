/** How fairly work is shared between grids: coefficient of variation, greatest over mean, Gini. Grids of unknown load are counted, not averaged. */
import type { Rules } from '../rules/rule-set.ts';

export interface Balance {
	/** Grids whose load is known. */
	readonly known: number;
	/** Grids without workers: their load is unknown and in none of the figures. */
	readonly unknown: number;
	/** All null where no load is known. */
	readonly mean: number | null;
	readonly max: number | null;
	readonly min: number | null;
	/** Standard deviation (of the whole population) ÷ mean; null where the mean is 0. */
	readonly cv: number | null;
	readonly maxToMean: number | null;
	/** 0: all alike … towards 1: one has everything. Half the mean absolute difference ÷ mean. */
	readonly gini: number | null;
}

export function balance(loads: readonly (number | null)[]): Balance {
	const known = loads.filter((load): load is number => load !== null).sort((a, b) => a - b);
	const n = known.length;
	const unknown = loads.length - n;
	const [min, max] = [known[0], known[n - 1]];
	if (min === undefined || max === undefined)
		return { known: 0, unknown, mean: null, max: null, min: null, cv: null, maxToMean: null, gini: null };
	const sum = known.reduce((total, load) => total + load, 0);
	const mean = sum / n;
	if (mean === 0) return { known: n, unknown, mean, max, min, cv: null, maxToMean: null, gini: null };
	const variance = known.reduce((total, load) => total + (load - mean) ** 2, 0) / n;
	// For loads in rising order Σi Σj |xi − xj| = 2·Σi (2i − n + 1)·xi, i from 0.
	const gini = known.reduce((total, load, i) => total + (2 * i - n + 1) * load, 0) / (n * sum);
	return { known: n, unknown, mean, max, min, cv: Math.sqrt(variance) / mean, maxToMean: max / mean, gini };
}

/** Whether the shares are within the targets of the rules; null where nothing is known. */
export function isBalanced(of: Balance, rules: Pick<Rules['workload'], 'targetCv' | 'targetMaxToMean'>): boolean | null {
	if (of.cv === null || of.maxToMean === null) return null;
	return of.cv <= rules.targetCv && of.maxToMean <= rules.targetMaxToMean;
}
