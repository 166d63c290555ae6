/** A plan with some of its borders drawn otherwise, and the judgement on it: the common end of verbs that move lines and change no neighbours. */
import { refused, type Outcome } from '../geo/outcome.ts';
import type { Border, BorderPlan, GridCode, LatticePoint, PlanGround } from './border-plan.ts';
import { positionOf, withoutRepeats } from './lattice-point.ts';
import type { PlanChange, PlanProblem } from './plan-edit.ts';
import { settle } from './settle.ts';

/** @param lines the new line of each border, by its number */
export function redrawBorders(
	plan: BorderPlan,
	lines: ReadonlyMap<number, readonly LatticePoint[]>,
	ground: PlanGround,
	cutReason: string | undefined,
	alsoConcerned: readonly (GridCode | null)[] = []
): Outcome<PlanChange, PlanProblem> {
	const borders = new Map(plan.borders);
	const concerned = new Set<GridCode>(alsoConcerned.filter((code) => code !== null));
	for (const [id, drawn] of lines) {
		const old: Border = borders.get(id)!;
		const line = withoutRepeats(drawn);
		if (line.length < 2) return refused({ kind: 'plan.crosses', at: positionOf(drawn[0]!) });
		borders.set(id, { ...old, line });
		for (const code of [old.left, old.right]) if (code !== null) concerned.add(code);
	}
	return settle(plan, { plan: { ...plan, borders }, concerned: [...concerned], cutReason }, ground);
}
