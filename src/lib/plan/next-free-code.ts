/** The code a new grid of a community gets: one above the highest ever used there, in the district or in this draft. */
import { nextGridCode, type CodeProblem } from '../area/code.ts';
import type { Outcome } from '../geo/outcome.ts';
import type { BorderPlan, GridCode, PlanGround } from './border-plan.ts';

export function nextFreeCode(
	plan: BorderPlan,
	areaCode: string,
	{ usedCodes }: Pick<PlanGround, 'usedCodes'>
): Outcome<GridCode, CodeProblem> {
	const next = nextGridCode(areaCode, [...usedCodes, ...plan.grids.keys(), ...plan.ended.keys()]);
	return next.ok ? { ok: true, value: next.value as GridCode } : next;
}
