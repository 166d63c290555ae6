/**
 * A post's rule is data: who is needed when, from which day on. `23:00–06:00 police 1, health 1; 24 h community 1` is one rule. Where several lines ask
 * for the same role at the same minute, the largest number holds: a line says how many there must be, not how many more.
 */
import { type Outcome, type Problem, done, refused } from '../geo/outcome.ts';
import { type PostRole } from '../rules/post-roles.ts';
import { roleWritten } from './post-role.ts';
import { readWhenAt, type When, type WhenProblem, whenText } from './when.ts';

export interface Need {
	readonly when: When;
	/** Id of the role. */
	readonly role: string;
	/** Sorted. Seats of the same role with other skills are other seats. */
	readonly skills: readonly string[];
	readonly count: number;
}

/** One version of a post's rule. It holds from the first minute of its day until the next version's. */
export interface PostRule {
	readonly fromDay: number;
	readonly needs: readonly Need[];
}

export interface PostRuleProblem extends Problem {
	readonly kind: WhenProblem['kind'] | 'rule-empty' | 'rule-need' | 'rule-role' | 'rule-count' | 'rule-twice';
	readonly detail: { readonly text: string };
}

/** More than any post has had. */
const MOST = 99;
const NEED = /^(.+?)(?:\s*[x×*]\s*|\s+|(?<=[^\w+]))(\d+)\s*(?:人|名|个)?$/;

/** Clauses are parted by `;`, `；` or a new line, needs by `,`, `，` or `、`; a skill follows its role after `+`. */
export function readNeeds(text: string, roles: readonly PostRole[]): Outcome<readonly Need[], PostRuleProblem> {
	const bad = (kind: PostRuleProblem['kind'], what: string): Outcome<never, PostRuleProblem> =>
		refused({ kind, detail: { text: what.trim() } });
	const needs: Need[] = [];
	for (const clause of text.split(/[;；\n]/).filter((part) => part.trim() !== '')) {
		const read = readWhenAt(clause);
		if (!read.ok) return read;
		const { when, rest } = read.value;
		const said = new Set<string>();
		const parts = rest.split(/[,，、]/).map((part) => part.trim());
		if (parts.every((part) => part === '')) return bad('rule-need', clause);
		for (const part of parts) {
			const found = NEED.exec(part);
			if (!found) return bad('rule-need', part === '' ? clause : part);
			const [, named = '', number] = found;
			const [roleName = '', ...skills] = named.split('+').map((name) => name.trim());
			const role = roleWritten(roles, roleName);
			if (!role) return bad('rule-role', roleName);
			const count = Number(number);
			if (count < 1 || count > MOST) return bad('rule-count', part);
			if (skills.includes('')) return bad('rule-need', part);
			const need: Need = { when, role: role.id, skills: [...new Set(skills)].sort(), count };
			if (said.has(needKey(need))) return bad('rule-twice', clause);
			said.add(needKey(need));
			needs.push(need);
		}
	}
	return needs.length > 0 ? done(needs) : bad('rule-empty', text);
}

/** Seats with the same key are of one kind. */
export const needKey = ({ role, skills }: Pick<Need, 'role' | 'skills'>): string => [role, ...skills].join('+');

/** As it is read again. */
export const needsText = (needs: readonly Need[]): string =>
	needs.map((need) => `${whenText(need.when)} ${needKey(need)} ${need.count}`).join('; ');
