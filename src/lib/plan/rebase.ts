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
		if (!changed.ok && changed.problem.kind === 'plan.code-used') {
			const fresh = freshCodes(plan, edit, ground);
			if (fresh) {
				edit = withNewCodes(edit, fresh);
				changed = applyEdit(plan, edit, ground);
				if (changed.ok) codesMadeBy([given]).forEach((code, i) => renamed.set(code, fresh[i]!));
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
		case 'split-equal':
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

/** Codes that these edits give to new grids. */
export const codesMadeBy = (edits: readonly PlanEdit[]): GridCode[] =>
	edits.flatMap((edit) =>
		edit.verb === 'split-grid' ? [edit.code] : edit.verb === 'split-equal' ? edit.into.map(({ code }) => code) : []
	);

/** As many free codes as the edit makes grids; null where there are not so many, or where it makes none. */
function freshCodes(plan: BorderPlan, edit: PlanEdit, ground: PlanGround): GridCode[] | null {
	const wanted = codesMadeBy([edit]).length;
	const areaCode = 'grid' in edit ? plan.grids.get(edit.grid)?.areaCode : undefined;
	if (wanted === 0 || areaCode === undefined) return null;
	const usedCodes = new Set(ground.usedCodes);
	const codes: GridCode[] = [];
	while (codes.length < wanted) {
		const next = nextFreeCode(plan, areaCode, { usedCodes });
		if (!next.ok) return null;
		usedCodes.add(next.value);
		codes.push(next.value);
	}
	return codes;
}

function withNewCodes(edit: PlanEdit, codes: readonly GridCode[]): PlanEdit {
	if (edit.verb === 'split-grid') return { ...edit, code: codes[0]! };
	return edit.verb === 'split-equal' ? { ...edit, into: edit.into.map((grid, i) => ({ ...grid, code: codes[i]! })) } : edit;
}
