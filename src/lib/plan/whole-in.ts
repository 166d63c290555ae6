/** Whether buildings that belong together, such as those of a compound, are in one grid. */
import type { BorderPlan, GridCode } from './border-plan.ts';

/** The grid that has all of these buildings; null where there are several, or none. */
export function wholeIn({ belongs }: Pick<BorderPlan, 'belongs'>, buildingIds: readonly number[]): GridCode | null {
	let owner: GridCode | null = null;
	for (const id of buildingIds) {
		const own = belongs.get(id);
		if (own === undefined) continue;
		if (owner !== null && own !== owner) return null;
		owner = own;
	}
	return owner;
}
