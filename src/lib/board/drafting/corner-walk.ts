/** Drawing by keyboard: the corners and points of a grid one after another, and steps of metres from where one is. */
import type { BorderPlan, GridCode, LatticePoint } from '#lib/plan/border-plan.ts';
import { bordersOf, cornersOf } from '#lib/plan/corners.ts';
import { fixedEdge } from '#lib/plan/fixed-edge.ts';
import { stepsPerMetre } from '#lib/plan/ground-buildings.ts';
import { gridRings } from '#lib/plan/grid-shape.ts';
import { PointMap, samePoint } from '#lib/plan/lattice-point.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';

/** The corners and points of a grid that can be moved freely, in the order of its outline. */
export function freeVerticesOf(plan: BorderPlan, code: GridCode): LatticePoint[] {
	const corners = cornersOf(plan.borders);
	const points = new PointMap<true>();
	for (const border of bordersOf(plan.borders, code))
		if (!fixedEdge(plan, border)) for (const at of border.line.slice(1, -1)) points.set(at, true);
	const { outer, holes } = gridRings(plan, code);
	return [...outer, ...holes].flatMap((ring) =>
		ring.slice(0, -1).filter((at) => {
			const ways = corners.at(at);
			return ways.length === 0 ? points.has(at) : ways.length > 2 && ways.every(({ border }) => fixedEdge(plan, border) === null);
		})
	);
}

/** What moves the corner or the point there. */
export const moveEditOf = ({ borders }: BorderPlan, at: LatticePoint, to: LatticePoint): PlanEdit =>
	cornersOf(borders).at(at).length > 0 ? { verb: 'move-corner', at, to } : { verb: 'move-point', at, to };

/** A new point in the middle of the stretch that goes on from there around the grid. Null where that may not be changed. */
export function addPointEdit(plan: BorderPlan, code: GridCode, at: LatticePoint): PlanEdit | null {
	const { outer, holes } = gridRings(plan, code);
	for (const ring of [...outer, ...holes]) {
		const i = ring.findIndex((point) => samePoint(point, at));
		const next = ring[i + 1];
		if (i < 0 || !next) continue;
		const middle: LatticePoint = [Math.round((at[0] + next[0]) / 2), Math.round((at[1] + next[1]) / 2)];
		return { verb: 'add-point', between: [at, next], at: middle };
	}
	return null;
}

/** The next one around, or the one before; the first (or last) where none was chosen. */
export function stepVertex(corners: readonly LatticePoint[], at: LatticePoint | null, step: 1 | -1): LatticePoint | null {
	if (corners.length === 0) return null;
	const i = at ? corners.findIndex((corner) => samePoint(corner, at)) : -1;
	if (i < 0) return corners[step === 1 ? 0 : corners.length - 1]!;
	return corners[(i + step + corners.length) % corners.length]!;
}

/** So many metres east and north of a point, on the lattice. */
export function metresFrom(at: LatticePoint, eastM: number, northM: number): LatticePoint {
	const [x, y] = stepsPerMetre(at);
	return [Math.round(at[0] + eastM * x), Math.round(at[1] + northM * y)];
}
