/** Answers that say no to somebody in the field: the problem with its words. */
import type { Problem } from '../../geo/outcome.ts';
import { fieldServer, type FieldProblemKind } from '../../words/field-server.ts';
import type { ProblemAnswer } from '../../wire/problem-answer.ts';

const STATUS: Readonly<Partial<Record<FieldProblemKind, number>>> = {
	'field.no-person': 403,
	'field.photo-large': 413,
	'field.photo-kind': 415,
	'field.photo-taken': 409,
	'field.id-taken': 409,
	'field.duty-over': 409,
	'field.swap-open': 409,
	'field.swap-answered': 409,
	'field.taken': 409,
	'field.report-closed': 409,
	'field.busy': 503
};

export interface FieldProblem extends Problem {
	readonly kind: FieldProblemKind;
}

export const fieldMessage = ({ kind, detail = {} }: FieldProblem): { readonly zh: string; readonly en: string } => {
	const [zh, en] = fieldServer[kind].map((text) => text.replace(/\{(\w+)\}/g, (blank, name: string) => String(detail[name] ?? blank)));
	return { zh: zh ?? '', en: en ?? '' };
};

export function refuseField(problem: FieldProblem): Response {
	const body: ProblemAnswer = { problem, message: fieldMessage(problem) };
	return Response.json(body, { status: STATUS[problem.kind] ?? 422, headers: { 'cache-control': 'no-store' } });
}
