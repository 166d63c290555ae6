/** A plan that another thread sends as bytes, beside the one on the screen. */
import { expect, it } from 'vitest';
import { balanceScopes } from '#lib/board/drafting/balance-scopes.ts';
import { changeBetween, planAnew } from '#lib/board/drafting/plan-anew.ts';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import { changedGrids } from '#lib/plan/compare.ts';
import { planBytes } from '#lib/plan/plan-bytes.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import { code, pt, squares } from '../../plan/small-plan.ts';

const nine = squares(3, 3);
const corner: PlanEdit = { verb: 'move-corner', at: pt(1, 1), to: pt(1.03, 1.02) };
const moved = applyEdit(nine.plan, corner, nine.ground);
if (!moved.ok) throw new Error(moved.problem.kind);
const after = moved.value.plan;

it('is the very plan that was sent, byte for byte', () => {
	expect(planBytes(planAnew(planBytes(after), [nine.plan]))).toEqual(planBytes(after));
});
it('is made of the borders and grids on the screen wherever they did not change', () => {
	const plan = planAnew(planBytes(after), [nine.plan]);
	const fresh = [...plan.borders.values()].filter((border) => nine.plan.borders.get(border.id) !== border);
	// The four that met in the corner.
	expect(fresh.length).toBe(4);
	for (const [grid, facts] of plan.grids) expect(facts).toBe(nine.plan.grids.get(grid));
});
it('differs in the four grids around a corner that was moved, and in none where nothing was', () => {
	const { grids } = changeBetween(nine.plan, planAnew(planBytes(after), [nine.plan]));
	expect([...grids].sort()).toEqual([code(1), code(2), code(4), code(5)]);
	expect(new Set(grids)).toEqual(changedGrids(nine.plan, after));
	expect(changeBetween(nine.plan, planAnew(planBytes(nine.plan), [nine.plan]))).toMatchObject({ grids: [], moved: [] });
});

it('a corner grid is balanced with the two beside it, and nothing around a plan that did not change', () => {
	const scopes = balanceScopes(nine.plan, new Set(), code(1));
	expect([...scopes.get('near')!].sort()).toEqual([code(1), code(2), code(4)]);
	expect(scopes.get('changed')).toEqual([]);
	expect(scopes.get('all')!.length).toBe(9);
	expect(balanceScopes(nine.plan, new Set(), null).get('near')).toEqual([]);
});
