/**
 * A draft as it is drawn here: every plan since its base, and what of it the server already has. Pure, so that nothing drawn can be lost by a reload, a
 * refused save or another planner's: what is not saved can always be told, written down and drawn again on something else.
 */
import { done, refused, type Outcome } from '#lib/geo/outcome.ts';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import type { BorderPlan, PlanGround } from '#lib/plan/border-plan.ts';
import { startHistory, undo, withEdit, type PlanHistory } from '#lib/plan/history.ts';
import type { PlanChange, PlanEdit, PlanProblem } from '#lib/plan/plan-edit.ts';

/** Steps in order; the first `at` of them hold. */
export interface Steps {
	readonly edits: readonly PlanEdit[];
	readonly at: number;
}

export interface DraftWork {
	readonly history: PlanHistory;
	/** As the server has it. */
	readonly saved: Steps;
}

export const stepsOf = ({ steps, at }: PlanHistory): Steps => ({ edits: steps.map(({ edit }) => edit), at });

const sameEdit = (a: PlanEdit, b: PlanEdit): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** How many edits both begin with. */
export function sharedEdits(a: readonly PlanEdit[], b: readonly PlanEdit[]): number {
	let n = 0;
	while (n < a.length && n < b.length && sameEdit(a[n]!, b[n]!)) n++;
	return n;
}

export const sameSteps = (a: Steps, b: Steps): boolean =>
	a.at === b.at && a.edits.length === b.edits.length && sharedEdits(a.edits, b.edits) === a.edits.length;

export const isSaved = ({ history, saved }: DraftWork): boolean => sameSteps(stepsOf(history), saved);

/** What of the steps here the server does not have: from which one on, and those that hold. */
export function unsavedEdits({ history, saved }: DraftWork): readonly PlanEdit[] {
	const { edits, at } = stepsOf(history);
	return edits.slice(Math.min(sharedEdits(edits, saved.edits), at), at);
}

/** The body of a save, without the revision and the mark. */
export function toSave({ history, saved }: DraftWork): { keep: number; edits: readonly PlanEdit[]; at: number } {
	const { edits, at } = stepsOf(history);
	const keep = sharedEdits(edits, saved.edits);
	return { keep, edits: edits.slice(keep), at };
}

/** An edit that cannot be drawn on this plan. */
export interface LeftOut {
	readonly edit: PlanEdit;
	readonly problem: PlanProblem;
}

/** Told of each step that is drawn again. */
export type OnStep = (edit: PlanEdit, change: PlanChange) => void;

/** Draws steps again; all of them, or why one is refused. */
export function replay(first: BorderPlan, { edits, at }: Steps, ground: PlanGround, onstep?: OnStep): Outcome<PlanHistory, PlanProblem> {
	let history = startHistory(first);
	for (const edit of edits) {
		const changed = applyEdit(history.plan, edit, ground);
		if (!changed.ok) return refused(changed.problem);
		onstep?.(edit, changed.value);
		history = withEdit(history, edit, changed.value.plan);
	}
	while (history.at > at) history = undo(history) ?? history;
	return done(history);
}

/** Draws edits upon a history; what is refused there is left out and told. */
export function drawUpon(
	history: PlanHistory,
	edits: readonly PlanEdit[],
	ground: PlanGround,
	onstep?: OnStep
): { readonly history: PlanHistory; readonly leftOut: readonly LeftOut[] } {
	let now = history;
	const leftOut: LeftOut[] = [];
	for (const edit of edits) {
		const changed = applyEdit(now.plan, edit, ground);
		if (changed.ok) {
			onstep?.(edit, changed.value);
			now = withEdit(now, edit, changed.value.plan);
		} else leftOut.push({ edit, problem: changed.problem });
	}
	return { history: now, leftOut };
}
