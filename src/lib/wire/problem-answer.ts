/** How the server says no over HTTP: the problem for programs, the sentence for people in both languages. */
import type { Problem } from '../geo/outcome.ts';

export interface ProblemAnswer {
	readonly problem: Problem;
	readonly message: { readonly zh: string; readonly en: string };
}

/** Whether a parsed body is such an answer. */
export const isProblemAnswer = (body: unknown): body is ProblemAnswer =>
	typeof body === 'object' && body !== null && 'problem' in body && 'message' in body;
