/** Asks the server for the versions of the rules and hands in a new one. Answers, never throws; a refusal comes with the server's own sentence. */
import { done, type Outcome, type Problem, refused } from '#lib/geo/outcome.ts';
import type { Rules, RuleSet } from '#lib/rules/rule-set.ts';
import { isProblemAnswer } from '#lib/wire/problem-answer.ts';

/** `message` is null where no server answered; `status` 0: it could not be reached. */
export interface RulesTrouble extends Problem {
	readonly message: { readonly zh: string; readonly en: string } | null;
	readonly status: number;
}
export interface RuleVersions {
	readonly now: RuleSet;
	/** Newest first. */
	readonly versions: readonly RuleSet[];
}

export const versionsOf = (areaId: number): Promise<Outcome<RuleVersions, RulesTrouble>> => ask('GET', areaId);

/** @param areaId null: the rules of every district. `effectiveFromMs` null: at once. */
export const saveRules = (
	areaId: number | null,
	set: { readonly effectiveFromMs: number | null; readonly note: string; readonly rules: Rules }
): Promise<Outcome<RuleSet, RulesTrouble>> =>
	ask('PUT', areaId, {
		...(set.effectiveFromMs === null ? {} : { effectiveFrom: new Date(set.effectiveFromMs).toISOString() }),
		note: set.note,
		rules: set.rules
	});

async function ask<T>(method: 'GET' | 'PUT', areaId: number | null, body?: unknown): Promise<Outcome<T, RulesTrouble>> {
	try {
		const answer = await fetch(`/api/rules${areaId === null ? '' : `?area=${areaId}`}`, {
			method,
			...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
		});
		const read: unknown = await answer.json().catch(() => null);
		if (answer.ok && read !== null) return done(read as T);
		const told = isProblemAnswer(read) ? read : null;
		return refused({ ...(told?.problem ?? { kind: 'failed', detail: {} }), message: told?.message ?? null, status: answer.status });
	} catch {
		return refused({ kind: 'away', detail: {}, message: null, status: 0 });
	}
}
