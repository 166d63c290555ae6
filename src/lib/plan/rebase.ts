/**
 * Draws edits again upon another plan, one after another: what is refused there is left out and told, nothing is lost unsaid. A new grid whose code was
 * given out meanwhile gets the next free one, and later edits that name it follow.
 */
import type { BorderPlan, GridCode, PlanGround } from './border-plan.ts';
import { applyEdit } from './apply-edit.ts';
import { nextFreeCode } from './next-free-code.ts';
import type { PlanEdit, PlanProblem } from './plan-edit.ts';

export interface Rebased {
	/** With every edit that is kept. */
	readonly plan: BorderPlan;
	/** As they are drawn now, in their order; `index` is where each was among those given. */
	readonly kept: readonly { readonly index: number; readonly edit: PlanEdit }[];
	readonly leftOut: readonly { readonly index: number; readonly edit: PlanEdit; readonly problem: PlanProblem }[];
}

export function rebase(base: BorderPlan, edits: readonly PlanEdit[], ground: PlanGround): Rebased {
	const kept: { index: number; edit: PlanEdit }[] = [];
	const leftOut: { index: number; edit: PlanEdit; problem: PlanProblem }[] = [];
	/** Codes of new grids that are another's now. */
	const renamed = new Map<GridCode, GridCode>();
	let plan = base;
	edits.forEach((given, index) => {
		let edit = withCodes(given, (code) => renamed.get(code) ?? code);
		let changed = applyEdit(plan, edit, ground);
		if (!changed.ok && changed.problem.kind === 'plan.code-used' && given.verb === 'split-grid' && edit.verb === 'split-grid') {
			const free = nextFreeCode(plan, plan.grids.get(edit.grid)?.areaCode ?? '', ground);
			if (free.ok) {
				edit = { ...edit, code: free.value };
				changed = applyEdit(plan, edit, ground);
				if (changed.ok) renamed.set(given.code, free.value);
			}
		}
		if (!changed.ok) leftOut.push({ index, edit: given, problem: changed.problem });
		else {
			plan = changed.value.plan;
			kept.push({ index, edit });
		}
	});
	return { plan, kept, leftOut };
}

/** The same edit with every code it names replaced. */
function withCodes(edit: PlanEdit, of: (code: GridCode) => GridCode): PlanEdit {
	switch (edit.verb) {
		case 'split-grid':
			return { ...edit, grid: of(edit.grid) };
		case 'merge-grids':
			return { ...edit, grids: edit.grids.map(of), into: of(edit.into) };
		case 'move-buildings':
		case 'give-ground':
		case 'assign-building':
			return { ...edit, to: of(edit.to) };
		case 'rename-grid':
		case 'set-grid':
			return { ...edit, grid: of(edit.grid) };
		default:
			return edit;
	}
}

/** Codes that these edits gave to new grids. */
export const codesMadeBy = (edits: readonly PlanEdit[]): GridCode[] =>
	edits.flatMap((edit) => (edit.verb === 'split-grid' ? [edit.code] : []));
