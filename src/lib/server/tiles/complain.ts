/** A tile request that cannot be answered: the problem for programs and the sentence for people, in both languages. */
import type { ProblemAnswer } from '../../wire/problem-answer.ts';
import { say, type WordKey } from '../../words/words.ts';

export interface TileProblem {
	readonly kind: Extract<WordKey, `tile-${string}`>;
	readonly detail?: Readonly<Record<string, string | number>>;
}

export function complain(status: 400 | 404 | 502, problem: TileProblem): Response {
	const body: ProblemAnswer = {
		problem,
		message: { zh: say('zh', problem.kind, problem.detail), en: say('en', problem.kind, problem.detail) }
	};
	return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
}
