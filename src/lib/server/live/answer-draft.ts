/** The answer to a command about a draft; whoever has it open hears of the change. */
import type { Outcome } from '#lib/geo/outcome.ts';
import type { DraftSummary } from '#lib/wire/drafts.ts';
import { answerJson } from '../answer/json-answer.ts';
import { refuse } from '../answer/refuse.ts';
import { type DraftProblem, refuseDraft } from '../answer/refuse-draft.ts';
import { live } from './start.ts';

/** @param outcome null where there is no such thing */
export async function answerDraft<T>(
	request: Request,
	outcome: Outcome<T, DraftProblem> | null,
	draftOf: (value: T) => DraftSummary
): Promise<Response> {
	if (!outcome) return refuse({ kind: 'missing' });
	if (!outcome.ok) return refuseDraft(outcome.problem);
	(await live()).draftChanged(draftOf(outcome.value));
	return answerJson(request, outcome.value, 'no-store');
}
