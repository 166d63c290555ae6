/** Drawing by keyboard: the corners of a grid one after another, and steps of metres from where a corner is. */
import type { BorderPlan, GridCode, LatticePoint } from '#lib/plan/border-plan.ts';
import { cornersOf } from '#lib/plan/corners.ts';
import { fixedEdge } from '#lib/plan/fixed-edge.ts';
import { stepsPerMetre } from '#lib/plan/ground-buildings.ts';
import { gridRings } from '#lib/plan/grid-shape.ts';
import { samePoint } from '#lib/plan/lattice-point.ts';

/** The corners of a grid that can be moved freely, in the order of its outline. */
export function freeCornersOf(plan: BorderPlan, code: GridCode): LatticePoint[] {
	const corners = cornersOf(plan.borders);
	return gridRings(plan, code).outer.flatMap((ring) =>
		ring.slice(0, -1).filter((at) => {
			const ways = corners.at(at);
			return ways.length > 2 && ways.every(({ border }) => fixedEdge(plan, border) === null);
		})
	);
}

/** The next one around, or the one before; the first (or last) where none was chosen. */
export function stepCorner(corners: readonly LatticePoint[], at: LatticePoint | null, step: 1 | -1): LatticePoint | null {
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
