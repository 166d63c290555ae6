/** A plan that comes as bytes from another thread, made of the very borders and grids that are known here wherever they are the same: what did not change is not drawn again. */
import type { Border, BorderPlan, GridCode, PlanGrid } from '#lib/plan/border-plan.ts';
import { samePoint } from '#lib/plan/lattice-point.ts';
import { planOfBytes } from '#lib/plan/plan-bytes.ts';
import type { PlanChange } from '#lib/plan/plan-edit.ts';

/** @param known plans that have much in common with it, the likeliest last. @throws Error when the bytes are no plan. */
export function planAnew(bytes: Uint8Array, known: readonly BorderPlan[]): BorderPlan {
	const read = planOfBytes(bytes);
	if (!read.ok) throw new Error(read.problem.kind);
	const borders = new Map<number, Border>();
	for (const border of read.value.borders.values()) {
		const same = known.findLast((plan) => sameBorder(plan.borders.get(border.id), border));
		borders.set(border.id, same ? same.borders.get(border.id)! : border);
	}
	const grids = new Map<GridCode, PlanGrid>();
	for (const grid of read.value.grids.values()) {
		const before = known[0]?.grids.get(grid.code);
		grids.set(grid.code, before && JSON.stringify(before) === JSON.stringify(grid) ? before : grid);
	}
	return { ...read.value, borders, grids };
}

function sameBorder(a: Border | undefined, b: Border): boolean {
	if (!a || a.left !== b.left || a.right !== b.right || a.line.length !== b.line.length) return false;
	return a.line.every((at, i) => samePoint(at, b.line[i]!));
}

/** What of a plan is another than before, told by its borders and its buildings. */
export function changeBetween(before: BorderPlan, plan: BorderPlan): PlanChange {
	const grids = new Set<GridCode>();
	const touch = ({ left, right }: Border): void => {
		if (left !== null) grids.add(left);
		if (right !== null) grids.add(right);
	};
	for (const border of plan.borders.values()) {
		const was = before.borders.get(border.id);
		if (was === border) continue;
		touch(border);
		if (was) touch(was);
	}
	for (const border of before.borders.values()) if (!plan.borders.has(border.id)) touch(border);
	const moved: (readonly [number, GridCode, GridCode])[] = [];
	for (const [id, to] of plan.belongs) {
		const from = before.belongs.get(id);
		if (from === undefined || from === to) continue;
		moved.push([id, from, to]);
		grids.add(from).add(to);
	}
	return { plan, grids: [...grids].sort(), moved };
}
