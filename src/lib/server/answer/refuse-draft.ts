/** Answers that say no to a planner: the problem with its words, and what the screen needs to show why. */
import type { Problem } from '../../geo/outcome.ts';
import type { PlanProblem } from '../../plan/plan-edit.ts';
import type { DraftRefusal } from '../../wire/drafts.ts';
import type { DraftProblemKind } from '../../words/draft.ts';
import { say } from '../../words/words.ts';

const STATUS: Readonly<Record<DraftProblemKind, number>> = {
	'draft.own-review': 403,
	'draft.moved-on': 409,
	'draft.behind': 409,
	'draft.wrong-state': 409,
	'draft.drawn-otherwise': 409,
	'draft.ground-changed': 409,
	'draft.other-scheduled': 409,
	'draft.built-upon': 409,
	'draft.no-plan': 409,
	'draft.plan-faults': 409,
	'draft.unchanged': 422,
	'draft.faults': 422,
	'draft.reverts-too-early': 422
};

/** The world says no to something about a draft. */
export interface DraftProblem extends Problem, Omit<DraftRefusal, 'problem' | 'message'> {
	readonly kind: DraftProblemKind | PlanProblem['kind'];
}

export function refuseDraft({ movedOn, refusedEdit, faults, ...problem }: DraftProblem): Response {
	const body: DraftRefusal = {
		problem,
		message: { zh: say('zh', problem.kind, problem.detail), en: say('en', problem.kind, problem.detail) },
		...(movedOn && { movedOn }),
		...(refusedEdit && { refusedEdit }),
		...(faults && { faults })
	};
	const status = problem.kind in STATUS ? STATUS[problem.kind as DraftProblemKind] : 422;
	return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
}
