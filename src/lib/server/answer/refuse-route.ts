/** Answers that no walk can be planned, and why. */
import type { Problem } from '../../geo/outcome.ts';
import type { ProblemAnswer } from '../../wire/problem-answer.ts';
import { routeRefusal } from '../../words/route.ts';
import type { Pair } from '../../words/word-list.ts';

const WHY: Readonly<Record<string, Pair>> = routeRefusal;

export function refuseRoute({ kind, detail = {} }: Problem): Response {
	const [zh, en] = (WHY[kind] ?? [kind, kind]).map((text) =>
		text.replace(/\{(\w+)\}/g, (blank, name: string) => String(detail[name] ?? blank))
	);
	const body: ProblemAnswer = { problem: { kind, detail }, message: { zh: zh ?? kind, en: en ?? kind } };
	return Response.json(body, { status: 422, headers: { 'cache-control': 'no-store' } });
}
