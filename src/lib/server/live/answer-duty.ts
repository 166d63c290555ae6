/** The answer to a command about people or duties. Whoever watches hears of it at once instead of at the next look. */
import type { Outcome } from '#lib/geo/outcome.ts';
import { answerJson } from '../answer/json-answer.ts';
import { refuse } from '../answer/refuse.ts';
import { type DutyProblem, refuseDuty } from '../answer/refuse-duty.ts';
import { live } from './start.ts';

/** @param outcome null where there is no such thing */
export async function answerDuty<T>(request: Request, outcome: Outcome<T, DutyProblem> | null): Promise<Response> {
	if (!outcome) return refuse({ kind: 'missing' });
	if (!outcome.ok) return refuseDuty(outcome.problem);
	await dutyChanged();
	return answerJson(request, outcome.value, 'no-store');
}

/** It would be noticed within two seconds anyway, and a fault of that look is told by the live side itself. */
export const dutyChanged = async (): Promise<void> => void (await live()).look().catch(() => undefined);
