/** What the roster thread is asked and what it answers: plain data, so that it can cross to another thread. */
import { type Off, withOff } from '../../duty/roster/absence.ts';
import { type Cure, cureOf } from '../../duty/roster/cure.ts';
import type { LinearProgress, SolveLinear } from '../../duty/roster/linear-model.ts';
import { makeRoster, type RosterMade, type RosterStep } from '../../duty/roster/make-roster.ts';
import type { Assignment } from '../../duty/roster/problem.ts';
import { compileProblem, type FileFault, type ProblemFile } from '../../duty/roster/problem-file.ts';

export interface RosterJob {
	readonly file: ProblemFile;
	/** A roster to change as little as can be; absent for a new one. */
	readonly previous?: readonly Assignment[];
	/** In a repair: what began before is not touched. */
	readonly settledBeforeMs?: number;
	readonly refused?: readonly Assignment[];
	/** What if these were off. */
	readonly off?: Off;
	/** For the roster; without it as long as the proof takes. */
	readonly seconds?: number;
	/** For the cure of empty seats; 0 asks for none. */
	readonly cureSeconds: number;
}

export interface RosterProgress extends RosterStep, LinearProgress {}

export type RosterAnswer =
	| { readonly ok: true; readonly made: RosterMade; readonly cure: readonly Cure[]; readonly seconds: number; readonly cureSeconds: number }
	| { readonly ok: false; readonly faults: readonly FileFault[] };

/** @param solverUntil a solver that stops at a moment of `performance.now()` */
export function doJob(
	job: RosterJob,
	solverUntil: (untilMs: number, onProgress: (progress: LinearProgress) => void) => SolveLinear,
	onProgress: (progress: RosterProgress) => void
): RosterAnswer {
	const fromMs = performance.now();
	const compiled = compileProblem(job.file);
	if (!compiled.ok) return compiled;
	const problem = job.off ? withOff(compiled.problem, job.off) : compiled.problem;
	let step: RosterStep = { aim: 'coverage', part: 1, parts: 1 };
	const say = (progress: LinearProgress): void => onProgress({ ...step, ...progress });
	const made = makeRoster(problem, solverUntil(fromMs + (job.seconds ?? Infinity) * 1000, say), {
		...(job.previous ? { previous: { assignments: job.previous } } : {}),
		...(job.settledBeforeMs === undefined ? {} : { settledBeforeMs: job.settledBeforeMs }),
		...(job.refused ? { refused: job.refused } : {}),
		onStep(next) {
			step = next;
			say({ bound: 0, best: null });
		}
	});
	const madeMs = performance.now();
	const cure =
		job.cureSeconds > 0
			? cureOf(
					problem,
					made.open,
					solverUntil(madeMs + job.cureSeconds * 1000, () => {})
				)
			: [];
	return { ok: true, made, cure, seconds: (madeMs - fromMs) / 1000, cureSeconds: (performance.now() - madeMs) / 1000 };
}
