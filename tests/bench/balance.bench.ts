/**
 * What it costs to balance the neighbourhood of a redraw, and how good it is beside a simple peer: always the best single building from the heaviest grid.
 * Both are asked for the same: loads within the tolerance with few residents changing worker. How even the loads are within it is told, and is no aim.
 */
import { applyEdit } from '#lib/plan/apply-edit.ts';
import { balance } from '#lib/plan/balance.ts';
import { balanceGrids, neighbourhoodOf, type BalanceStep } from '#lib/plan/balance/balance-grids.ts';
import { planAround } from '#lib/plan/balance/plan-around.ts';
import type { BorderPlan, GridCode, PlanGround } from '#lib/plan/border-plan.ts';
import { fromPolygons } from '#lib/plan/from-polygons.ts';
import { figuresAfter, figuresOf, type PlanFigures } from '#lib/plan/plan-figures.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import { drawnPlan } from '../plan/drawn-plan.ts';
import { line, quantile, type Bench } from './bench.ts';

const LIMIT_MS = 100;
const TRIALS = 60;
/** The peer is slow: it is asked at every fifth place, and quality compared there. */
const PEER_EVERY = 5;
const WARM = 10;
const TOLERANCE = 0.05;
const rules = DEFAULT_RULES.workload;

export const bench: Bench = {
	name: 'balance',
	run: async () => {
		const { input, ground } = drawnPlan('district');
		const { plan, faults } = fromPolygons(input, { snapM: 0.05, sliverM: 1 });
		if (!plan) throw new Error(`the drawn district is no plan: ${faults.length} faults`);
		const figures = figuresOf(plan, ground, rules);
		const codes = [...plan.grids.keys()];
		const costs: number[] = [];
		const cpu: number[] = [];
		const sum = { places: 0, before: 0, after: 0, moved: 0, least: 0, greedyCv: 0, greedyMoved: 0, outside: 0, beyond: 0, greedyBeyond: 0 };
		for (let k = -WARM; k < TRIALS; k++) {
			const grids = neighbourhoodOf(plan, [codes[((k + WARM) * 37) % codes.length]!]);
			const [from, fromCpu] = [performance.now(), process.cpuUsage()];
			const step = firstOf(balanceGrids({ plan, ground, rules, grids, tolerance: TOLERANCE, seed: 1, figures }));
			const spent = process.cpuUsage(fromCpu);
			if (k < 0 || !step) continue;
			costs.push(performance.now() - from);
			cpu.push((spent.user + spent.system) / 1000);
			if (k % PEER_EVERY !== 0) continue;
			const peer = greedy(planAround(plan, grids), ground, figures, grids);
			sum.places++;
			sum.before += step.balanceBefore.cv ?? 0;
			sum.after += step.balanceAfter.cv ?? 0;
			sum.moved += step.residentsMoved;
			sum.least += step.residentsAtLeast;
			sum.outside += step.outside.length;
			sum.greedyCv += peer.cv;
			sum.greedyMoved += peer.moved;
			const target = targetOf(figures, grids);
			sum.beyond += beyond([...step.after.values()], target);
			sum.greedyBeyond += beyond(peer.loads, target);
		}
		const n = costs.length;
		const how = `${plan.grids.size} grids, ${ground.buildings.count} buildings; the first round for a grid and its neighbours, ${n} places, tolerance ${TOLERANCE}`;
		const limit = { peer: { name: 'limit', value: LIMIT_MS }, aim: { ratio: 1, better: 'lower' as const }, unit: 'ms' };
		return [
			line({ what: 'balance of a neighbourhood, median', ours: quantile(costs, 0.5), ...limit, how }),
			line({
				what: 'balance of a neighbourhood, p90',
				ours: quantile(costs, 0.9),
				...limit,
				how: `${how}; processor time, all threads, p90 ${quantile(cpu, 0.9).toFixed(0)} ms`
			}),
			line({
				what: 'balance of a neighbourhood: load beyond the tolerance after',
				unit: 'mean loads',
				ours: sum.beyond / sum.places,
				peer: { name: 'greedy', value: sum.greedyBeyond / sum.places },
				aim: { ratio: 1, better: 'lower' },
				how:
					`${sum.places} places, sum over the grids of each; ${sum.outside} grids still outside, most held by compounds that stay whole; ` +
					`CV before ${(sum.before / sum.places).toFixed(3)}, after ${(sum.after / sum.places).toFixed(4)}, greedy ${(sum.greedyCv / sum.places).toFixed(4)}`
			}),
			line({
				what: 'balance of a neighbourhood: residents who change worker',
				unit: 'residents',
				ours: sum.moved,
				peer: { name: 'greedy', value: sum.greedyMoved },
				aim: { ratio: 1, better: 'lower' },
				how: `at least about ${sum.least}, if residents could move one by one`
			})
		];
	}
};

function firstOf(steps: Iterable<BalanceStep>): BalanceStep | null {
	for (const step of steps) return step;
	return null;
}

/** The load that every one of some grids would have if work could be shared out evenly. */
function targetOf(all: PlanFigures, grids: readonly GridCode[]): number {
	const own = grids.map((code) => all.grids.get(code)!.workload);
	return own.reduce((sum, { minutes }) => sum + minutes, 0) / own.reduce((sum, { availableMinutes }) => sum + availableMinutes, 0);
}

/** How far loads are beyond the tolerance, in mean loads. */
const beyond = (loads: readonly number[], target: number): number =>
	loads.reduce((sum, load) => sum + Math.max(0, Math.abs(load / target - 1) - TOLERANCE), 0);

/** Takes from the heaviest grid the building that a lighter one beside it may have and that evens the two out most; until nothing does or all are within the tolerance. */
function greedy(
	plan: BorderPlan,
	ground: PlanGround,
	all: PlanFigures,
	grids: readonly GridCode[]
): { cv: number; moved: number; loads: number[] } {
	let now = plan;
	let figures: PlanFigures = { grids: new Map(grids.map((code) => [code, all.grids.get(code)!])), balance: all.balance };
	let moved = 0;
	const target = targetOf(all, grids);
	const loadOf = (code: GridCode): number => figures.grids.get(code)!.workload.load ?? 0;
	for (let steps = 0; steps < 6; steps++) {
		if (beyond(grids.map(loadOf), target) === 0) break;
		const heavy = grids.toSorted((a, b) => loadOf(b) - loadOf(a))[0]!;
		let best: { gain: number; plan: BorderPlan; figures: PlanFigures; residents: number } | null = null;
		for (const [id, owner] of now.belongs) {
			if (owner !== heavy) continue;
			for (const to of neighbourhoodOf(now, [heavy])) {
				if (to === heavy || !grids.includes(to) || loadOf(to) >= loadOf(heavy)) continue;
				const changed = applyEdit(now, { verb: 'move-buildings', buildingIds: [id], to }, ground);
				if (!changed.ok) continue;
				const after = figuresAfter(figures, changed.value, ground, rules);
				const [a, b] = [after.grids.get(heavy)!.workload.load ?? 0, after.grids.get(to)!.workload.load ?? 0];
				const gain = Math.max(loadOf(heavy), loadOf(to)) - Math.max(a, b);
				if (gain > (best?.gain ?? 1e-6))
					best = { gain, plan: changed.value.plan, figures: after, residents: ground.buildings.residents[ground.rowOf.get(id)!]! };
			}
		}
		if (!best) break;
		({ plan: now, figures } = best);
		moved += best.residents;
	}
	return { cv: balance(grids.map(loadOf)).cv ?? 0, moved, loads: grids.map(loadOf) };
}
