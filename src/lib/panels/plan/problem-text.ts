/** Problems in words: an edit that is refused, and an answer of the server that is none. */
import type { ApiProblem } from '#lib/board/drafting/draft-api.ts';
import type { PlanProblem } from '#lib/plan/plan-edit.ts';
import { isWordKey } from '#lib/words/words.ts';
import { preferences, t } from '../preferences.svelte.ts';

export const problemText = (problem: PlanProblem): string =>
	t(problem.kind, { count: problem.buildingIds?.length ?? 0, ...problem.detail });

export function apiText(problem: ApiProblem): string {
	if (problem.message) return problem.message[preferences.language];
	if (problem.kind === 'unreachable') return t('plan-trouble.unreachable');
	return isWordKey(problem.kind) ? t(problem.kind, problem.detail ?? {}) : t('plan-trouble.broken');
}
