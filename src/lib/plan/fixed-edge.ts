/** Borders that no planner of grids may move: the edge of the district, and the edge between two communities, which has its own authority. */
import type { Border, BorderPlan } from './border-plan.ts';
import { positionOf } from './lattice-point.ts';
import type { PlanProblem } from './plan-edit.ts';

/** Why the border may not be moved; null where it may. */
export function fixedEdge({ grids }: BorderPlan, { left, right, line }: Border): PlanProblem | null {
	const at = positionOf(line[Math.floor(line.length / 2)]!);
	if (left === null || right === null) return { kind: 'plan.outer-edge', at };
	if (grids.get(left)?.areaCode !== grids.get(right)?.areaCode) return { kind: 'plan.other-community', at, grids: [left, right].sort() };
	return null;
}
