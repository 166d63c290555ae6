/** Draws edits upon a plan: a few at once here, many or heavy ones in the plan thread, so that no drawing keeps the server from its live pushes. */
import { setImmediate as turn } from 'node:timers/promises';
import { done, refused, type Outcome } from '#lib/geo/outcome.ts';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import type { BorderPlan, GridCode } from '#lib/plan/border-plan.ts';
import { planBytes, planOfBytes } from '#lib/plan/plan-bytes.ts';
import type { PlanEdit, PlanProblem } from '#lib/plan/plan-edit.ts';
import { inPlanThread } from '../planning/plan-thread.ts';
import type { KeptGround } from '../store/kept-ground.ts';

/** Drawing one costs about as much as handing the plan to the thread and back. */
const FEW = 3;

/**
 * @param free codes that count as never used
 * @param stops after how many edits the plan is wanted too
 * @returns plans by the number of edits drawn: after all of them, at the stops, and those on the way that cost nothing more
 */
export async function drawEdits(
	plan: BorderPlan,
	edits: readonly PlanEdit[],
	kept: KeptGround,
	free: readonly GridCode[] = [],
	stops: readonly number[] = []
): Promise<Outcome<ReadonlyMap<number, BorderPlan>, PlanProblem & { readonly index: number }>> {
	const plans = new Map<number, BorderPlan>();
	if (edits.length > FEW || edits.some(({ verb }) => verb === 'split-equal')) {
		const drawn = await inPlanThread('draw', { ground: kept, free, plan: new Uint8Array(planBytes(plan)), edits, stops });
		if (drawn.refused) return refused({ ...drawn.refused.problem, index: drawn.refused.index });
		for (const [count, bytes] of drawn.plans) {
			const read = planOfBytes(bytes);
			if (!read.ok) throw new Error('a plan cannot be read from its own bytes');
			plans.set(count, read.value);
			await turn();
		}
		return done(plans);
	}
	const own = new Set<string>(free);
	const { ground } = kept;
	const lenient = own.size === 0 ? ground : { ...ground, usedCodes: new Set([...ground.usedCodes].filter((code) => !own.has(code))) };
	let now = plan;
	for (const [index, edit] of edits.entries()) {
		const changed = applyEdit(now, edit, lenient);
		if (!changed.ok) return refused({ ...changed.problem, index });
		plans.set(index + 1, (now = changed.value.plan));
		await turn();
	}
	return done(plans);
}
