/** The answer to a command about seats or posts. Whoever watches hears of it at once instead of at the next look. */
import type { Outcome } from '#lib/geo/outcome.ts';
import { answerJson } from '../answer/json-answer.ts';
import { refuse } from '../answer/refuse.ts';
import { type PostingProblem, refusePosting } from '../answer/refuse-posting.ts';
import { dutyChanged } from './answer-duty.ts';

/** @param outcome null where there is no such thing */
export async function answerPosting<T>(request: Request, outcome: Outcome<T, PostingProblem> | null): Promise<Response> {
	if (!outcome) return refuse({ kind: 'missing' });
	if (!outcome.ok) return refusePosting(outcome.problem);
	await dutyChanged();
	return answerJson(request, outcome.value, 'no-store');
}
