/** Finds a point of a border by its place: one that may be moved on its own, so no corner and not on an edge that is fixed. */
import { done, refused, type Outcome } from '../geo/outcome.ts';
import type { Border, BorderPlan, LatticePoint } from './border-plan.ts';
import { segmentsIn } from './border-segments.ts';
import { cornersOf } from './corners.ts';
import { fixedEdge } from './fixed-edge.ts';
import { positionOf, samePoint } from './lattice-point.ts';
import type { PlanProblem } from './plan-edit.ts';

/** The border and the number of its point. The point in which a lonely ring begins counts as any other. */
export function findPoint(plan: BorderPlan, at: LatticePoint): Outcome<{ border: Border; i: number }, PlanProblem> {
	const nowhere = refused<PlanProblem>({ kind: 'plan.no-such-place', at: positionOf(at) });
	const ends = cornersOf(plan.borders).at(at);
	if (new Set(ends.map(({ border }) => border)).size > 1 || ends.length > 2) return nowhere;
	for (const border of plan.borders.values()) {
		let place = -1;
		segmentsIn(border, [at[0], at[1], at[0], at[1]], (i) => {
			if (samePoint(border.line[i]!, at)) place = i;
			else if (samePoint(border.line[i + 1]!, at)) place = i + 1;
		});
		if (place < 0) continue;
		const fixed = fixedEdge(plan, border);
		return fixed ? refused({ ...fixed, at: positionOf(at) }) : done({ border, i: place });
	}
	return nowhere;
}
