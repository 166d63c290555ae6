/** By which borders two plans differ, and along which stretches of them: what is drawn strong, and what is drawn dashed. */
import type { Border, BorderPlan, LatticePoint } from '#lib/plan/border-plan.ts';
import { segmentsIn } from '#lib/plan/border-segments.ts';
import { pointSegment2 } from '#lib/geo/planar-distance.ts';

type Points = readonly LatticePoint[];

export interface Differing {
	/** Borders of the first plan of which some stretch does not run in the second, and those stretches, joined to runs. */
	readonly fresh: readonly Border[];
	readonly freshRuns: readonly Points[];
	/** Runs of the second plan that are not in the first. */
	readonly goneRuns: readonly Points[];
}

const ALIKE: Differing = { fresh: [], freshRuns: [], goneRuns: [] };
/** Lattice steps: a stretch that was cut in two may bend by rounding. */
const NEAR = 1.5;

/** A border that was only cut, or given to another grid, or made anew along the same line, does not differ. */
export function differing(plan: BorderPlan, other: BorderPlan): Differing {
	if (plan.borders === other.borders) return ALIKE;
	const drawn: Border[] = [];
	const gone: Border[] = [];
	for (const border of plan.borders.values()) if (other.borders.get(border.id) !== border) drawn.push(border);
	for (const border of other.borders.values()) if (plan.borders.get(border.id) !== border) gone.push(border);
	if (drawn.length === 0 && gone.length === 0) return ALIKE;
	const fresh: Border[] = [];
	const freshRuns: Points[] = [];
	const [before, after] = [stretchesOf(gone), stretchesOf(drawn)];
	for (const border of drawn) {
		const runs = runsOf(border, before, gone);
		if (runs.length > 0) fresh.push(border);
		freshRuns.push(...runs);
	}
	return { fresh, freshRuns, goneRuns: gone.flatMap((border) => runsOf(border, after, drawn)) };
}

const keyOf = (a: LatticePoint, b: LatticePoint): string =>
	a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]) ? `${a[0]} ${a[1]} ${b[0]} ${b[1]}` : `${b[0]} ${b[1]} ${a[0]} ${a[1]}`;

function stretchesOf(borders: readonly Border[]): ReadonlySet<string> {
	const keys = new Set<string>();
	for (const { line } of borders) for (let i = 0; i + 1 < line.length; i++) keys.add(keyOf(line[i]!, line[i + 1]!));
	return keys;
}

/** The border without what runs along any of the others. */
function runsOf({ line }: Border, keys: ReadonlySet<string>, others: readonly Border[]): Points[] {
	const runs: Points[] = [];
	let run: LatticePoint[] = [];
	for (let i = 0; i + 1 < line.length; i++) {
		const [a, b] = [line[i]!, line[i + 1]!];
		if (keys.has(keyOf(a, b)) || runsAlong(a, b, others)) {
			if (run.length > 0) runs.push(run);
			run = [];
		} else if (run.length === 0) run = [a, b];
		else run.push(b);
	}
	if (run.length > 0) runs.push(run);
	return runs;
}

const runsAlong = (a: LatticePoint, b: LatticePoint, others: readonly Border[]): boolean => {
	const middle: LatticePoint = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
	return [middle, a, b].every((at) => others.some((border) => liesOn(at, border)));
};

function liesOn([x, y]: LatticePoint, border: Border): boolean {
	let on = false;
	segmentsIn(border, [x - NEAR, y - NEAR, x + NEAR, y + NEAR], (i) => {
		const [a, b] = [border.line[i]!, border.line[i + 1]!];
		if (pointSegment2(x, y, a[0], a[1], b[0], b[1]) <= NEAR * NEAR) on = true;
	});
	return on;
}
