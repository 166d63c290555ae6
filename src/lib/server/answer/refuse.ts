/** Answers that say no: the problem for programs and the sentence for people, in both languages, with the status that fits. */
import type { Problem } from '../../geo/outcome.ts';
import type { ProblemAnswer } from '../../wire/problem-answer.ts';
import type { ProblemKind } from '../../words/problem.ts';
import { say } from '../../words/words.ts';

const STATUS: Readonly<Record<ProblemKind, number>> = {
	malformed: 400,
	'signed-out': 401,
	'wrong-password': 401,
	forbidden: 403,
	'cross-site': 403,
	'operator-only': 403,
	missing: 404,
	'account-missing': 404,
	'grant-missing': 404,
	'person-missing': 404,
	'area-missing': 404,
	'device-missing': 404,
	'no-rules': 404,
	'method-refused': 405,
	'other-account': 409,
	'username-taken': 409,
	'person-ambiguous': 409,
	'rules-in-the-past': 409,
	'username-malformed': 422,
	'password-too-short': 422,
	'too-many-tries': 429,
	fault: 500,
	unavailable: 503
};

export interface KnownProblem extends Problem {
	readonly kind: ProblemKind;
}

export function refuse(problem: KnownProblem, headers: Readonly<Record<string, string>> = {}): Response {
	const body: ProblemAnswer = {
		problem,
		message: { zh: say('zh', problem.kind, problem.detail), en: say('en', problem.kind, problem.detail) }
	};
	return Response.json(body, { status: STATUS[problem.kind], headers: { 'cache-control': 'no-store', ...headers } });
}
