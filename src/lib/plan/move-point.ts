/** Moves one point of a border that is no corner. */
import { refused } from '../geo/outcome.ts';
import { findPoint } from './border-point.ts';
import { positionOf, samePoint } from './lattice-point.ts';
import type { ApplyVerb } from './plan-edit.ts';
import { redrawBorders } from './redraw-borders.ts';

export const movePoint: ApplyVerb<'move-point'> = (plan, { at, to, cutReason }, ground) => {
	const found = findPoint(plan, at);
	if (!found.ok) return found;
	if (samePoint(at, to)) return refused({ kind: 'plan.nothing-to-do', at: positionOf(at) });
	const { border } = found.value;
	const line = border.line.map((point) => (samePoint(point, at) ? to : point));
	return redrawBorders(plan, new Map([[border.id, line]]), ground, cutReason);
};
