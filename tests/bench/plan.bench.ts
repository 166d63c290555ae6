/** What a pointer move costs a planner: the corner moved, the plan judged, the figures of the grids concerned reckoned. */
import { applyEdit } from '#lib/plan/apply-edit.ts';
import type { BorderPlan, LatticePoint } from '#lib/plan/border-plan.ts';
import { cornersOf } from '#lib/plan/corners.ts';
import { fixedEdge } from '#lib/plan/fixed-edge.ts';
import { fromPolygons } from '#lib/plan/from-polygons.ts';
import { PointMap } from '#lib/plan/lattice-point.ts';
import { figuresAfter, figuresOf } from '#lib/plan/plan-figures.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import { drawnPlan } from '../plan/drawn-plan.ts';
import { line, quantile, type Bench } from './bench.ts';

const FRAME_MS = 16;
const MOVES = 400;
/** Moves before the clock counts: a hand has been dragging for half a second. */
const WARM = 30;

export const bench: Bench = {
	name: 'plan',
	run: async () => {
		const { input, ground } = drawnPlan('district');
		const started = performance.now();
		const { plan, faults } = fromPolygons(input, { snapM: 0.05, sliverM: 1 });
		const importMs = performance.now() - started;
		if (!plan) throw new Error(`the drawn district is no plan: ${faults.length} faults`);
		const figures = figuresOf(plan, ground, DEFAULT_RULES.workload);
		const corners = freeCorners(plan);
		const costs: number[] = [];
		let accepted = 0;
		for (let k = -WARM; k < MOVES; k++) {
			const at = corners[((k + WARM) * 37) % corners.length]!;
			// A hand moves on in small steps: first a few metres, then further.
			const to: LatticePoint = [at[0] + ((k % 7) - 3) * 150, at[1] + ((k % 5) - 2) * 150 + 1];
			const from = performance.now();
			const changed = applyEdit(plan, { verb: 'move-corner', at, to, cutReason: 'bench' }, ground);
			if (changed.ok) figuresAfter(figures, changed.value, ground, DEFAULT_RULES.workload);
			if (k < 0) continue;
			costs.push(performance.now() - from);
			if (changed.ok) accepted++;
		}
		const how = `${plan.grids.size} grids, ${ground.buildings.count} buildings, ${MOVES} moves after ${WARM} to warm up, of ${corners.length} corners, ${accepted} accepted`;
		const frame = { peer: { name: 'one frame', value: FRAME_MS }, aim: { ratio: 1, better: 'lower' as const }, unit: 'ms', how };
		return [
			line({ what: 'pointer move with figures, median', ours: quantile(costs, 0.5), ...frame }),
			line({ what: 'pointer move with figures, p99', ours: quantile(costs, 0.99), ...frame }),
			line({
				what: 'borders from polygons, once',
				unit: 'ms',
				ours: importMs,
				peer: { name: 'five seconds of a planner waiting', value: 5000 },
				aim: { ratio: 1, better: 'lower' },
				how
			})
		];
	}
};

function freeCorners(plan: BorderPlan): LatticePoint[] {
	const seen = new PointMap<true>();
	const corners: LatticePoint[] = [];
	for (const { line: points } of plan.borders.values()) {
		const at = points[0]!;
		if (seen.has(at)) continue;
		seen.set(at, true);
		const around = cornersOf(plan.borders).at(at);
		if (around.length > 2 && around.every(({ border }) => fixedEdge(plan, border) === null)) corners.push(at);
	}
	return corners;
}
