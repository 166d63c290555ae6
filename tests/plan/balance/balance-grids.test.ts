/** Balance evens work out with ordinary edits, and keeps to what may not change. */
import { describe, expect, it } from 'vitest';
import { balanceFor, balanceGrids, neighbourhoodOf } from '#lib/plan/balance/balance-grids.ts';
import type { PlanGrid } from '#lib/plan/border-plan.ts';
import { planBytes } from '#lib/plan/plan-bytes.ts';
import { checkPlan, isSound } from '#lib/plan/plan-check.ts';
import { figuresOf } from '#lib/plan/plan-figures.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import { after, code, squares, type Small } from '../small-plan.ts';

const rules = DEFAULT_RULES.workload;
/** Buildings 1–25 stand in grid 1, by rows from the south-west; grid 2 lies to the east of it. */
const lopsided = (facts: (n: number) => Partial<PlanGrid> = () => ({}), compounds: Small['ground']['compounds'] = []): Small => {
	const small = squares(3, 2, { compounds }, facts);
	const households = small.ground.buildings.households.map((_, row) => (row < 25 ? 40 : 20));
	const residents = small.ground.buildings.residents.map((_, row) => (row < 25 ? 100 : 50));
	const buildings = { ...small.ground.buildings, households, residents };
	return { ...small, ground: { ...small.ground, buildings } };
};
const wish = (small: Small, more: object = {}) => ({ plan: small.plan, ground: small.ground, rules, tolerance: 0.1, seed: 3, ...more });

describe('balance', () => {
	it('brings every load within the tolerance, by edits that anyone could draw', () => {
		const small = lopsided();
		const step = balanceFor(wish(small), 12)!;
		expect(step.outside).toEqual([]);
		const plan = after(small, ...step.edits);
		expect(planBytes(plan)).toEqual(planBytes(step.plan));
		expect(isSound(checkPlan(plan, small.input.boundary, small.ground))).toBe(true);
		const { grids, balance } = figuresOf(plan, small.ground, rules);
		const loads = [...grids.values()].map(({ workload }) => workload.load!);
		for (const load of loads) expect(Math.abs(load / balance.mean! - 1)).toBeLessThan(0.12);
		let moved = 0;
		for (const [id, owner] of plan.belongs)
			if (owner !== small.plan.belongs.get(id)) moved += small.ground.buildings.residents[small.ground.rowOf.get(id)!]!;
		expect(step.residentsMoved).toBe(moved);
		expect(step.balanceBefore.cv!).toBeGreaterThan(2 * step.balanceAfter.cv!);
	});

	it('gives the same edits for the same seed and number of rounds, however long they take', () => {
		const small = lopsided();
		expect(balanceFor(wish(small), 4)!.edits).toEqual(balanceFor(wish(small), 4)!.edits);
	});

	it('is never worse from one round to the next, and ends by itself', () => {
		const small = lopsided();
		let outside = Infinity;
		let rounds = 0;
		for (const step of balanceGrids(wish(small))) {
			expect(step.outside.length).toBeLessThanOrEqual(outside);
			outside = step.outside.length;
			rounds = step.round;
		}
		expect(rounds).toBeLessThan(60);
	});

	it('moves nobody where all is within the tolerance', () => {
		expect(balanceFor(wish(squares(3, 2), { tolerance: 0.5 }), 5)!.residentsMoved).toBe(0);
	});

	it('leaves locked grids, grids without workers and grids that were not asked for as they are', () => {
		const small = lopsided((n) => (n === 2 ? { locked: true } : n === 4 ? { workers: 0 } : {}));
		const step = balanceFor(wish(small), 8)!;
		expect(step.leftOut).toEqual(expect.arrayContaining([code(1), code(2), code(4)]));
		for (const [id, owner] of small.plan.belongs)
			if ([code(1), code(2), code(4)].includes(owner)) expect(step.plan.belongs.get(id)).toBe(owner);
		const open = lopsided();
		const two = balanceFor(wish(open, { grids: [code(1), code(2)] }), 8)!;
		for (const [id, owner] of open.plan.belongs) if (owner !== code(1) && owner !== code(2)) expect(two.plan.belongs.get(id)).toBe(owner);
	});

	it('never lets communities exchange', () => {
		const small = lopsided((n) => ({ areaCode: n % 3 === 1 ? '320104990001' : '320104990002' }));
		const step = balanceFor(wish(small), 8)!;
		for (const [id, owner] of small.plan.belongs) expect(step.plan.belongs.get(id)!.slice(0, 12)).toBe(owner.slice(0, 12));
		expect(step.residentsMoved).toBeGreaterThan(0);
	});

	it('keeps a compound that is whole in one grid', () => {
		const buildingIds = Array.from({ length: 25 }, (_, i) => i + 1).filter((id) => (id - 1) % 5 >= 3);
		const compounds = [{ id: 7, name: '苑', gates: 1, buildingIds, at: squares(1, 1).plan.borders.values().next().value!.line[0]! }];
		const small = lopsided(() => ({}), compounds);
		const { plan } = balanceFor(wish(small), 10)!;
		expect(new Set(buildingIds.map((id) => plan.belongs.get(id))).size).toBe(1);
	});

	it('keeps to the minimum of buildings', () => {
		const small = lopsided();
		const ground = { ...small.ground, minimum: { areaM2: 0, buildings: 25 } };
		expect(balanceFor(wish({ ...small, ground }), 6)?.residentsMoved).toBe(0);
	});
});

it('the neighbourhood of a grid is what lies beside it in its community', () => {
	const { plan } = squares(3, 3);
	expect(neighbourhoodOf(plan, [code(5)])).toEqual([2, 4, 5, 6, 8].map((n) => code(n)));
	expect(neighbourhoodOf(plan, [code(1)])).toEqual([1, 2, 4].map((n) => code(n)));
});

it('there is nothing to balance in a plan of one grid', () => {
	expect(balanceFor(wish(squares(1, 1)), 3)).toBe(null);
});
