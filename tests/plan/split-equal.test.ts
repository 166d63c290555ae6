/** A grid in parts of equal work, or a reason at the spot. */
import { describe, expect, it } from 'vitest';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import { checkPlan, isSound } from '#lib/plan/plan-check.ts';
import { figuresOf } from '#lib/plan/plan-figures.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import { splitEqualEdit } from '#lib/plan/split-equal.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import { after, code, refusal, squares, type Small } from './small-plan.ts';

const rules = DEFAULT_RULES.workload;

function equal({ plan, ground }: Small, parts: number, grid = code(1)): Extract<PlanEdit, { verb: 'split-equal' }> {
	const edit = splitEqualEdit(plan, ground, rules, { grid, parts, nameOf: (fresh) => `第${Number(fresh.slice(12))}网格` });
	if (!edit.ok) throw new Error(edit.problem.kind);
	return edit.value;
}

describe.each([2, 3, 4, 6])('split into %i parts of equal work', (parts) => {
	const small = squares(2, 1, {}, () => ({ work: { openCase: 12, isolatedHousehold: 7 } }));
	const plan = after(small, equal(small, parts));
	const codes = [code(1), ...Array.from({ length: parts - 1 }, (_, i) => code(3 + i))];

	it('tiles the grid, each part whole, every building in one', () => {
		expect([...plan.grids.keys()].toSorted()).toEqual([...codes, code(2)].toSorted());
		expect(isSound(checkPlan(plan, small.input.boundary, small.ground))).toBe(true);
		expect(plan.cutReasons.size).toBe(0);
	});

	it('shares the work out evenly and loses none of it', () => {
		const { balance } = figuresOf(plan, small.ground, rules, codes);
		// 25 houses of 10–14 households and cases of 21 minutes do not come apart evenly.
		expect(balance.maxToMean!).toBeLessThan(1.25);
		const work = codes.map((one) => plan.grids.get(one)!.work);
		expect(work.reduce((sum, { openCase = 0 }) => sum + openCase, 0)).toBe(12);
		expect(work.reduce((sum, { isolatedHousehold = 0 }) => sum + isolatedHousehold, 0)).toBe(7);
		expect(plan.grids.get(codes[1]!)!.from).toEqual([code(1)]);
	});
});

it('the same edit draws the same borders again', () => {
	const small = squares(2, 1);
	const edit = equal(small, 3);
	expect(after(small, edit).borders).toEqual(after(small, JSON.parse(JSON.stringify(edit)) as PlanEdit).borders);
});

describe('is refused at the spot', () => {
	const small = squares(2, 1);
	const edit = equal(small, 2);
	it.each([
		['for a grid that is not there', { ...edit, grid: code(9) }, 'plan.no-such-grid'],
		['into one part', { ...edit, into: [] }, 'plan.nothing-to-do'],
		['under a code that was used', { ...edit, into: [{ code: code(2), name: '' }] }, 'plan.code-used'],
		['under a code of another community', { ...edit, into: [{ code: code(7, '320104990002'), name: '' }] }, 'plan.code-used'],
		['under one code twice', { ...edit, into: [1, 2].map(() => ({ code: code(3), name: '' })) }, 'plan.code-used']
	] as const)('%s', (_, wrong, kind) => {
		expect(refusal(small, wrong)?.kind).toBe(kind);
	});
	it('where it is locked', () => {
		const locked = squares(2, 1, {}, () => ({ locked: true }));
		expect(refusal(locked, edit)).toMatchObject({ kind: 'plan.locked', at: expect.any(Array) as number[] });
	});
	it('where a part would be smaller than the rules allow', () => {
		const ground = { ...small.ground, minimum: { areaM2: 30_000, buildings: 0 } };
		expect(refusal({ ...small, ground }, edit)).toMatchObject({ kind: 'plan.too-small', at: expect.any(Array) as number[] });
	});
	it('where it cannot be divided so often without cutting a building', () => {
		const many = { ...edit, into: Array.from({ length: 200 }, (_, i) => ({ code: code(10 + i), name: '' })) };
		expect(refusal(small, many)).toMatchObject({ kind: 'plan.indivisible', at: expect.any(Array) as number[], detail: { parts: 201 } });
	});
});

it('keeps a compound in one part unless it is more than a part may hold', () => {
	const at = squares(1, 1).plan.borders.values().next().value!.line[0]!;
	const row = Array.from({ length: 10 }, (_, i) => i + 1);
	const small = squares(1, 1, { compounds: [{ id: 1, name: '苑', gates: 0, buildingIds: row, at }] });
	const plan = after(small, equal(small, 2));
	expect(new Set(row.map((id) => plan.belongs.get(id))).size).toBe(1);
	const most = Array.from({ length: 20 }, (_, i) => i + 1);
	const large = squares(1, 1, { compounds: [{ id: 1, name: '苑', gates: 0, buildingIds: most, at }] });
	expect(applyEdit(large.plan, equal(large, 3), large.ground).ok).toBe(true);
});
