/**
 * A person's duties as paths through time, written beside the other rows: which duty can follow which, and for how many days on end. The rows of
 * `duty-model.ts` already say all that must hold; these say the same so that no person can be split between two courses, and bounds become true.
 */
import type { Span } from '../span.ts';
import { addColumn, addRow, type LinearModel, type Term } from './linear-model.ts';

/** A duty that the person may do. */
export interface Step extends Span {
	/** Its column. */
	readonly column: number;
	/** First and last local day that it touches. */
	readonly firstDay: number;
	readonly lastDay: number;
}

export interface PathRules {
	/** So many days on end may be worked; Infinity where that is not limited so. */
	readonly mostDaysOnEnd: number;
	clash(a: Step, b: Step): boolean;
}

/** Days worked on end up to `lastDay`; 0 where they can no longer matter. */
interface Run {
	readonly days: number;
	readonly lastDay: number;
}
const FRESH: Run = { days: 0, lastDay: -Infinity };

/** @param steps in order of time */
export function addPaths(model: LinearModel, steps: readonly Step[], rules: PathRules): void {
	if (steps.length < 2) return;
	const end = Math.max(...steps.map(({ lastDay }) => lastDay));
	/** By node: what flows in less what flows out. */
	const flows = new Map<string, Term[]>();
	const taken = steps.map((): Term[] => []);
	const ready = steps.map(() => new Map<string, Run>());
	const takes = steps.map(() => new Map<string, Run>());
	const source = 'source';
	flows.set(source, []);

	const settle = (run: Run, day: number): Run =>
		run.lastDay < day - 1 || run.days + end - Math.max(run.lastDay, day - 1) <= rules.mostDaysOnEnd ? FRESH : run;
	const keyOf = (kind: string, step: number, { days, lastDay }: Run): string => `${kind} ${step} ${days} ${lastDay}`;
	const node = (key: string): Term[] => {
		const terms = flows.get(key) ?? [];
		flows.set(key, terms);
		return terms;
	};
	const arc = (from: string, to: string | null): number => {
		const column = addColumn(model, 0, 1, false);
		node(from).push([column, -1]);
		if (to !== null) node(to).push([column, 1]);
		return column;
	};
	const toReady = (from: string, step: number, run: Run): void => {
		if (step >= steps.length) return void arc(from, null);
		const settled = settle(run, steps[step]!.firstDay);
		const key = keyOf('ready', step, settled);
		ready[step]!.set(key, settled);
		arc(from, key);
	};
	const toTake = (from: string, step: number, run: Run): void => {
		const { firstDay, lastDay, column } = steps[step]!;
		if (model.upper[column] === 0) return;
		const before = settle(run, firstDay);
		const until = Math.max(before.lastDay, lastDay);
		const days = before.lastDay >= firstDay - 1 ? before.days + until - before.lastDay : lastDay - firstDay + 1;
		if (days > rules.mostDaysOnEnd) return;
		const after = settle({ days, lastDay: until }, until + 1);
		const key = keyOf('take', step, after);
		takes[step]!.set(key, after);
		taken[step]!.push([arc(from, key), 1]);
	};

	toReady(source, 0, FRESH);
	for (const [i, step] of steps.entries()) {
		for (const [key, run] of ready[i]!) {
			toReady(key, i + 1, run);
			toTake(key, i, run);
		}
		let free = steps.length;
		while (free > i + 1 && !rules.clash(step, steps[free - 1]!)) free--;
		for (const [key, run] of takes[i]!) {
			toReady(key, free, run);
			for (let k = i + 1; k < free; k++) if (!rules.clash(step, steps[k]!)) toTake(key, k, run);
		}
	}
	for (const [key, terms] of flows) {
		if (key === source)
			addRow(
				model,
				-Infinity,
				terms.map(([column]): Term => [column, 1]),
				1
			);
		else addRow(model, 0, terms, 0);
	}
	for (const [i, terms] of taken.entries()) addRow(model, 0, [[steps[i]!.column, 1], ...terms.map(([column]): Term => [column, -1])], 0);
}
