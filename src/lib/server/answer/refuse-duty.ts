/** Answers that say no to a lead: the problem with its words, and what stands in the way. */
import type { Problem } from '../../geo/outcome.ts';
import type { Assignment, AssignRefusal } from '../../wire/duty.ts';
import type { DutyProblemKind } from '../../words/duty.ts';
import { say } from '../../words/words.ts';

const STATUS: Readonly<Record<DutyProblemKind, number>> = {
	'duty.no-task': 422,
	'duty.deadline-early': 422,
	'duty.in-the-past': 422,
	'duty.primary-taken': 409,
	'duty.named-already': 409,
	'duty.elsewhere': 409,
	'duty.on-leave': 409,
	'duty.ended': 409,
	'duty.same-person': 422,
	'duty.person-missing': 422,
	'duty.subject-missing': 422,
	'duty.template-missing': 422,
	'duty.name-taken': 409,
	'duty.leave-overlaps': 409,
	'duty.not-csv': 422,
	'duty.csv-open-quote': 422,
	'duty.csv-stray-quote': 422,
	'duty.one-list': 422,
	'duty.not-xlsx': 422,
	'duty.xlsx-old': 422,
	'duty.xlsx-large': 422,
	'duty.xlsx-wide': 422,
	'duty.list-long': 422
};

export interface DutyProblem extends Problem {
	readonly kind: DutyProblemKind;
	readonly inTheWay?: Assignment;
}

export function refuseDuty({ inTheWay, ...problem }: DutyProblem): Response {
	const body: AssignRefusal = {
		problem,
		message: { zh: say('zh', problem.kind, problem.detail), en: say('en', problem.kind, problem.detail) },
		...(inTheWay && { inTheWay })
	};
	return Response.json(body, { status: STATUS[problem.kind], headers: { 'cache-control': 'no-store' } });
}
