/** The ground of all grids of a plan together: what they must tile for ever, for no edit moves its edge. */
import type { SurfaceShape } from '../geo/position.ts';
import type { BorderPlan } from './border-plan.ts';
import { gridRings, surfaceFrom } from './grid-shape.ts';

/** Null for a plan without grids. */
export function planOutline(plan: Pick<BorderPlan, 'borders'>): SurfaceShape | null {
	// What is to the left of the ways around the outside is outside: turned round, its holes are ground and its outer rings are holes.
	const { outer, holes } = gridRings(plan, null);
	return surfaceFrom({ outer: holes.map((ring) => ring.toReversed()), holes: outer.map((ring) => ring.toReversed()) });
}
