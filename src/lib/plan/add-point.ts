/** Puts a new point into a border between two that follow each other. */
import { refused } from '../geo/outcome.ts';
import { fixedEdge } from './fixed-edge.ts';
import { positionOf, samePoint } from './lattice-point.ts';
import type { ApplyVerb } from './plan-edit.ts';
import { redrawBorders } from './redraw-borders.ts';

export const addPoint: ApplyVerb<'add-point'> = (plan, { between: [a, b], at, cutReason }, ground) => {
	if (samePoint(at, a) || samePoint(at, b)) return refused({ kind: 'plan.nothing-to-do', at: positionOf(at) });
	for (const border of plan.borders.values()) {
		const { line } = border;
		const i = line.findIndex(
			(point, k) =>
				k + 1 < line.length && ((samePoint(point, a) && samePoint(line[k + 1]!, b)) || (samePoint(point, b) && samePoint(line[k + 1]!, a)))
		);
		if (i < 0) continue;
		const fixed = fixedEdge(plan, border);
		if (fixed) return refused({ ...fixed, at: positionOf(at) });
		return redrawBorders(plan, new Map([[border.id, line.toSpliced(i + 1, 0, at)]]), ground, cutReason);
	}
	return refused({ kind: 'plan.no-such-place', at: positionOf(a) });
};
