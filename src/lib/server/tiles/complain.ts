/** A tile request that cannot be answered, in the asker's language. */
import type { Problem } from '../../geo/outcome.ts';
import { isWordKey, say, type Language } from '../../words/words.ts';

export function complain(status: 400 | 404 | 502, problem: Problem, headers: Headers): Response {
	const language: Language = /^\s*en\b/i.test(headers.get('accept-language') ?? '') ? 'en' : 'zh';
	const message = isWordKey(problem.kind) ? say(language, problem.kind, problem.detail) : problem.kind;
	return Response.json({ problem: { ...problem, message } }, { status, headers: { 'cache-control': 'no-store' } });
}
