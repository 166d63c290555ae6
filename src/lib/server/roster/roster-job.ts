/** What the roster thread is asked and what it answers: plain data, so that it can cross to another thread. */
import { type Off, opened, withOff } from '../../duty/roster/absence.ts';
import { withoutBegun } from '../../duty/roster/begun.ts';
import { type Cure, cureOf } from '../../duty/roster/cure.ts';
import type { LinearProgress, SolveLinear } from '../../duty/roster/linear-model.ts';
import { makeRoster, type RosterMade, type RosterStep } from '../../duty/roster/make-roster.ts';
import type { Assignment, RosterProblem } from '../../duty/roster/problem.ts';
import { type Repair, repairs } from '../../duty/roster/repair.ts';
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

/** A roster that is published and under way: what it asks of the thread, and what comes back. */
export interface RepairJob {
	readonly file: ProblemFile;
	/** Who sits where. */
	readonly previous: readonly Assignment[];
	/** What began before is history. */
	readonly begunBeforeMs: number;
	/** `new`: everything from then on anew. */
	readonly how: 'new' | 'repair';
	readonly off?: Off;
	/** In a repair: the gaps to close; empty for all. */
	readonly gaps: readonly string[];
	/** In a repair: so many at most. */
	readonly count: number;
	readonly seconds?: number;
	readonly cureSeconds: number;
}

export type RepairAnswer =
	| {
			readonly ok: true;
			readonly repairs: readonly Repair[];
			readonly opened: readonly { readonly seat: string; readonly personId: string }[];
			readonly cure: readonly Cure[];
			readonly seconds: number;
	  }
	| { readonly ok: false; readonly faults: readonly FileFault[] };

/** Of the time that a repair has, the part in which the fewest changes are looked for; in the rest others are found. */
const SHARE = 0.9;
/** Of the same, the part after which a good answer is worth more than a proof. */
const SHARE_OF_PROOF = 0.55;

/** @param solverUntil as for `doJob` @param nowMs the clock that its limit is on */
export function doRepair(
	job: RepairJob,
	solverUntil: (untilMs: number, onProgress: (progress: LinearProgress) => void) => SolveLinear,
	onProgress: (progress: RosterProgress) => void,
	nowMs: () => number = () => performance.now()
): RepairAnswer {
	const fromMs = nowMs();
	const compiled = compileProblem(job.file);
	if (!compiled.ok) return compiled;
	const { previous, off } = job;
	const going = withoutBegun(compiled.problem, previous, job.begunBeforeMs);
	const problem = off ? withOff(going, off) : going;
	const openedNow = off ? opened(going, { assignments: previous }, off).map(({ seat, personId }) => ({ seat: seat.id, personId })) : [];
	let step: RosterStep = { aim: 'coverage', part: 1, parts: 1 };
	const say = (progress: LinearProgress): void => onProgress({ ...step, ...progress });
	const onStep = (next: RosterStep): void => {
		step = next;
		say({ bound: 0, best: null });
	};
	const limitMs = (job.seconds ?? Infinity) * 1000;
	const solve = solverUntil(fromMs + limitMs * (job.how === 'repair' ? SHARE : 1), say);
	const found =
		job.how === 'repair'
			? repairs(problem, solve, {
					previous,
					// What opens is to be closed, and nothing else.
					gaps: off && job.gaps.length === 0 ? openedNow.map(({ seat }) => seat) : job.gaps,
					count: job.count,
					onStep,
					late: () => nowMs() > fromMs + limitMs * SHARE_OF_PROOF
				})
			: [anew(problem, previous, solve, onStep)];
	const madeMs = nowMs();
	const open = found[0]?.open ?? [];
	const cure =
		job.cureSeconds > 0 && open.length > 0
			? cureOf(
					problem,
					open,
					solverUntil(madeMs + job.cureSeconds * 1000, () => {})
				)
			: [];
	return { ok: true, repairs: found, opened: openedNow, cure, seconds: (madeMs - fromMs) / 1000 };
}

/** A new roster beside what is planned: what would change. */
function anew(problem: RosterProblem, previous: readonly Assignment[], solve: SolveLinear, onStep: (step: RosterStep) => void): Repair {
	const made = makeRoster(problem, solve, { onStep });
	const before = new Map(previous.map(({ seatId, personId }) => [seatId, personId]));
	const after = new Map(made.roster.assignments.map(({ seatId, personId }) => [seatId, personId]));
	const changes = problem.seats.flatMap((seat) => {
		const [was, is] = [before.get(seat.id) ?? null, after.get(seat.id) ?? null];
		return was === is ? [] : [{ seat, before: was, after: is }];
	});
	return { changes, open: made.open, proven: made.proven, points: made.cost.points, broken: [] };
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
