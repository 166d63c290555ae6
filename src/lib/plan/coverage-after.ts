/**
 * What the grids of a plan would have covered now: each building against the limit of the grid that gets it, so that cover can rise or fall without a
 * visit. An edit costs only the buildings it moves.
 */
import type { Risk } from '../area/area.ts';
import type { BorderPlan, GridCode } from './border-plan.ts';
import type { PlanChange } from './plan-edit.ts';

export interface CoverageCount {
	readonly buildings: number;
	/** Seen within the limit of the grid's risk class. */
	readonly covered: number;
}

/** The sight of one moment. */
export interface SeenNow {
	/** Unix seconds a building was last seen; 0 if never, which is not covered. */
	readonly seenAtS: (buildingId: number) => number;
	readonly limitH: Readonly<Record<Risk, number>>;
	readonly nowMs: number;
}

export const isCovered = (buildingId: number, risk: Risk, { seenAtS, limitH, nowMs }: SeenNow): boolean => {
	const seen = seenAtS(buildingId);
	return seen > 0 && nowMs - seen * 1000 <= limitH[risk] * 3_600_000;
};

export function coverageOf(plan: Pick<BorderPlan, 'grids' | 'belongs'>, now: SeenNow): Map<GridCode, CoverageCount> {
	const counts = new Map<GridCode, { buildings: number; covered: number }>();
	for (const code of plan.grids.keys()) counts.set(code, { buildings: 0, covered: 0 });
	for (const [id, code] of plan.belongs) {
		const count = counts.get(code);
		if (!count) continue;
		count.buildings++;
		if (isCovered(id, plan.grids.get(code)!.risk, now)) count.covered++;
	}
	return counts;
}

/**
 * @param before the coverage of `from` at the same moment
 * @param from the very plan that the edit changed
 */
export function coverageAfter(
	before: ReadonlyMap<GridCode, CoverageCount>,
	from: Pick<BorderPlan, 'grids'>,
	{ plan, grids, moved }: PlanChange,
	now: SeenNow
): Map<GridCode, CoverageCount> {
	const counts = new Map(before);
	const add = (code: GridCode, id: number, risk: Risk | undefined, sign: 1 | -1): void => {
		if (risk === undefined) return;
		const { buildings, covered } = counts.get(code) ?? { buildings: 0, covered: 0 };
		counts.set(code, { buildings: buildings + sign, covered: covered + (isCovered(id, risk, now) ? sign : 0) });
	};
	for (const [id, was, is] of moved) {
		add(was, id, from.grids.get(was)?.risk, -1);
		add(is, id, plan.grids.get(is)?.risk, 1);
	}
	const rerated = new Set(
		grids.filter((code) => plan.grids.has(code) && from.grids.has(code) && plan.grids.get(code)!.risk !== from.grids.get(code)!.risk)
	);
	if (rerated.size > 0) {
		for (const code of rerated) counts.set(code, { buildings: 0, covered: 0 });
		for (const [id, code] of plan.belongs) if (rerated.has(code)) add(code, id, plan.grids.get(code)!.risk, 1);
	}
	for (const code of grids) {
		if (!plan.grids.has(code)) counts.delete(code);
		else if (!counts.has(code)) counts.set(code, { buildings: 0, covered: 0 });
	}
	return counts;
}
