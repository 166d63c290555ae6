/** Closes a report with what was done. Answers, never throws; a refusal comes with the server's own sentence. */
import { done, type Outcome, type Problem, refused } from '#lib/geo/outcome.ts';
import type { FieldReport } from '#lib/wire/field.ts';
import { isProblemAnswer, type ProblemAnswer } from '#lib/wire/problem-answer.ts';

/** `message` is null where no server answered. */
export interface CloseTrouble extends Problem {
	readonly message: ProblemAnswer['message'] | null;
}

const PATIENCE_MS = 20_000;

export async function closeReport(id: number, note: string): Promise<Outcome<FieldReport, CloseTrouble>> {
	try {
		const response = await fetch(`/api/reports/${id}/close`, {
			method: 'POST',
			credentials: 'same-origin',
			headers: { accept: 'application/json', 'content-type': 'application/json' },
			body: JSON.stringify({ note }),
			signal: AbortSignal.timeout(PATIENCE_MS)
		});
		const body: unknown = await response.json();
		if (response.ok) return done((body as { report: FieldReport }).report);
		return refused(isProblemAnswer(body) ? { kind: body.problem.kind, message: body.message } : { kind: 'broken', message: null });
	} catch {
		return refused({ kind: 'unreachable', message: null });
	}
}
