import { expect, test } from 'vitest';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import { planBytes } from '#lib/plan/plan-bytes.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import { rebase } from '#lib/plan/rebase.ts';
import { code, pt, squares } from './small-plan.ts';

const { plan, ground } = squares(3, 1);
/** Between the rows of houses. */
const split = (n: number, fresh: number): PlanEdit => ({
	verb: 'split-grid',
	grid: code(n),
	line: [pt(n - 1 + 0.28, 0), pt(n - 1 + 0.28, 1)],
	name: '新',
	code: code(fresh)
});
const after = (...edits: readonly PlanEdit[]) =>
	edits.reduce((now, edit) => {
		const changed = applyEdit(now, edit, ground);
		if (!changed.ok) throw new Error(changed.problem.kind);
		return changed.value.plan;
	}, plan);

test('upon the same plan nothing changes', () => {
	const edits = [split(1, 4), { verb: 'rename-grid', grid: code(4), name: '四' } as const];
	const { kept, leftOut, plan: drawn } = rebase(plan, edits, ground);
	expect(kept.map(({ edit }) => edit)).toEqual(edits);
	expect(leftOut).toEqual([]);
	expect(planBytes(drawn)).toEqual(planBytes(after(...edits)));
});

test('a code that another gave out meanwhile is replaced by the next free one, and what named it follows', () => {
	const edits: PlanEdit[] = [split(2, 4), { verb: 'rename-grid', grid: code(4), name: '我的' }];
	const { kept, leftOut, plan: drawn } = rebase(after(split(1, 4)), edits, ground);
	expect(leftOut).toEqual([]);
	expect(kept.map(({ edit }) => edit)).toEqual([split(2, 5), { verb: 'rename-grid', grid: code(5), name: '我的' }]);
	expect(drawn.grids.get(code(5))?.name).toBe('我的');
	expect(drawn.grids.get(code(4))?.name).toBe('新');
});

test('what is refused there is left out and told; what comes after is drawn all the same', () => {
	const merged = after({ verb: 'merge-grids', grids: [code(1), code(2)], into: code(1) });
	const edits: PlanEdit[] = [{ verb: 'rename-grid', grid: code(2), name: '二' }, split(3, 4)];
	const { kept, leftOut } = rebase(merged, edits, ground);
	expect(kept).toEqual([{ index: 1, edit: split(3, 4) }]);
	expect(leftOut).toMatchObject([{ index: 0, edit: edits[0], problem: { kind: 'plan.no-such-grid' } }]);
});
