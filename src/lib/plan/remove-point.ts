/** Takes a point that is no corner out of its border, which then runs straight between its neighbours. */
import { refused } from '../geo/outcome.ts';
import { findPoint } from './border-point.ts';
import { positionOf } from './lattice-point.ts';
import { isRing } from './place-on-border.ts';
import type { ApplyVerb } from './plan-edit.ts';
import { redrawBorders } from './redraw-borders.ts';

export const removePoint: ApplyVerb<'remove-point'> = (plan, { at, cutReason }, ground) => {
	const found = findPoint(plan, at);
	if (!found.ok) return found;
	const { border, i } = found.value;
	const ring = isRing(border);
	// A ring needs three points to hold any ground.
	if (ring && border.line.length <= 4) return refused({ kind: 'plan.too-small', at: positionOf(at) });
	const line =
		ring && (i === 0 || i === border.line.length - 1)
			? [...border.line.slice(1, -1), border.line[1]!]
			: border.line.filter((_, other) => other !== i);
	return redrawBorders(plan, new Map([[border.id, line]]), ground, cutReason);
};
