/** Which grids a planner may have balanced, from what is chosen and what was changed. */
import { neighbourhoodOf } from '#lib/plan/balance/balance-grids.ts';
import type { BorderPlan, GridCode } from '#lib/plan/border-plan.ts';

/** The chosen grid and those beside it, those that the draft changed and those beside them, the chosen grid's community, the district. */
export type BalanceScope = 'near' | 'changed' | 'community' | 'all';
export const BALANCE_SCOPES: readonly BalanceScope[] = ['near', 'changed', 'community', 'all'];

export function balanceScopes(
	plan: BorderPlan,
	changed: ReadonlySet<GridCode>,
	chosen: GridCode | null
): ReadonlyMap<BalanceScope, readonly GridCode[]> {
	const area = chosen === null ? undefined : plan.grids.get(chosen)?.areaCode;
	return new Map([
		['near', chosen === null ? [] : neighbourhoodOf(plan, [chosen])],
		['changed', neighbourhoodOf(plan, changed)],
		['community', area === undefined ? [] : [...plan.grids.values()].filter((one) => one.areaCode === area).map(({ code }) => code)],
		['all', [...plan.grids.keys()]]
	]);
}
