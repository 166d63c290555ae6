/** Undo and redo without limit: every plan that was, with the edit that made the next. Survives a reload as the first plan and the edits after it. */
import { done, refused, type Outcome, type Problem } from '../geo/outcome.ts';
import { applyEdit } from './apply-edit.ts';
import type { BorderPlan, PlanGround } from './border-plan.ts';
import { planBytes, planOfBytes } from './plan-bytes.ts';
import type { PlanEdit } from './plan-edit.ts';

interface Step {
	readonly edit: PlanEdit;
	readonly plan: BorderPlan;
}

export interface PlanHistory {
	/** As it is now. */
	readonly plan: BorderPlan;
	readonly first: BorderPlan;
	readonly steps: readonly Step[];
	/** How many of the steps hold; those after it can be done again. */
	readonly at: number;
}

export const startHistory = (plan: BorderPlan): PlanHistory => ({ plan, first: plan, steps: [], at: 0 });

/** After an accepted edit; what had been undone is forgotten. */
export function withEdit(history: PlanHistory, edit: PlanEdit, plan: BorderPlan): PlanHistory {
	const steps = [...history.steps.slice(0, history.at), { edit, plan }];
	return { ...history, plan, steps, at: steps.length };
}

/** Null where there is nothing to undo. */
export function undo(history: PlanHistory): PlanHistory | null {
	if (history.at === 0) return null;
	const at = history.at - 1;
	return { ...history, at, plan: at === 0 ? history.first : history.steps[at - 1]!.plan };
}

/** Null where there is nothing to do again. */
export function redo(history: PlanHistory): PlanHistory | null {
	const step = history.steps[history.at];
	return step ? { ...history, at: history.at + 1, plan: step.plan } : null;
}

interface Written {
	readonly first: string;
	readonly edits: readonly PlanEdit[];
	readonly at: number;
	/** Of the plan now, so that ground that changed meanwhile is noticed. */
	readonly mark: number;
}

/** As text, for the browser's storage or a draft on the server. */
export function writeHistory({ first, steps, at, plan }: PlanHistory): string {
	const written: Written = {
		first: new TextDecoder().decode(planBytes(first)),
		edits: steps.map(({ edit }) => edit),
		at,
		mark: markOf(planBytes(plan))
	};
	return JSON.stringify(written);
}

export type HistoryProblem = Problem & { readonly kind: 'plan.unreadable' | 'plan.ground-changed' };

/** Draws every edit again; says no where that does not give the plan that was written. */
export function readHistory(text: string, ground: PlanGround): Outcome<PlanHistory, HistoryProblem> {
	let written: Written;
	try {
		written = JSON.parse(text) as Written;
		if (!Array.isArray(written.edits) || typeof written.first !== 'string') return refused({ kind: 'plan.unreadable' });
	} catch {
		return refused({ kind: 'plan.unreadable' });
	}
	const first = planOfBytes(new TextEncoder().encode(written.first));
	if (!first.ok) return first;
	let history = startHistory(first.value);
	for (const edit of written.edits) {
		const changed = applyEdit(history.plan, edit, ground);
		if (!changed.ok) return refused({ kind: 'plan.ground-changed' });
		history = withEdit(history, edit, changed.value.plan);
	}
	while (history.at > written.at) history = undo(history) ?? history;
	return markOf(planBytes(history.plan)) === written.mark ? done(history) : refused({ kind: 'plan.ground-changed' });
}

/** FNV-1a, 32 bits, of a plan's bytes: tells an accident, keeps no secret. */
export function markOf(bytes: Uint8Array): number {
	let mark = 0x811c9dc5;
	for (const byte of bytes) mark = Math.imul(mark ^ byte, 0x01000193) >>> 0;
	return mark;
}
