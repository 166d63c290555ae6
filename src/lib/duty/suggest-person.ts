/**
 * Who might answer for a subject that lacks somebody: free for the whole stretch and below their limit, of a role that fits, the least loaded first and of
 * those the nearest. And how several subjects are shared among a squad.
 */
import { distanceM } from '../geo/distance-m.ts';
import type { Position } from '../geo/position.ts';
import type { DutyRules, DutySubjectKind } from '../rules/duty-rules.ts';
import { assign, type DutySubject, type Held } from './assignment.ts';
import { type LoadDuty, NO_LOAD, type PersonLoad, withDuty } from './person-load.ts';
import type { Duty, PersonId, PersonRole } from './post.ts';
import type { Span } from './span.ts';

export interface Candidate {
	readonly id: PersonId;
	readonly roles: readonly PersonRole[];
	/** Where they are, else where their home area is; null: not known. */
	readonly at: Position | null;
	readonly load: PersonLoad;
	/** What they hold or will. */
	readonly held: readonly Held[];
	readonly leave: readonly Span[];
}

export interface Wanted extends Span {
	readonly subject: DutySubject;
	readonly duty: Duty;
	/** Null: not known. */
	readonly at: Position | null;
	/** Roles that fit, the best first; none: anybody. */
	readonly roles: readonly string[];
	/** Who is named for the subject and for how long. */
	readonly held: readonly Held[];
}

export interface Suggestion {
	readonly id: PersonId;
	/** Metres; null where one of the two places is not known. */
	readonly distanceM: number | null;
	readonly before: PersonLoad;
	readonly after: PersonLoad;
}

/** Differences of load below this share of a day are none: then the nearer one goes first. */
const LOAD_STEP = 0.1;

/** Best first. @param dayMinutes minutes of work that a person has a day */
export function suggestPeople(
	wanted: Wanted,
	candidates: readonly Candidate[],
	minutesOf: (subject: DutySubject) => number,
	rules: DutyRules,
	dayMinutes: number,
	most = 3
): Suggestion[] {
	const rank = (roles: readonly string[]): number => {
		if (wanted.roles.length === 0) return 0;
		const at = wanted.roles.findIndex((role) => roles.includes(role));
		return at < 0 ? Infinity : at;
	};
	return candidates
		.flatMap((person) => {
			if (rank(person.roles) === Infinity || !mayTake(person, wanted, rules)) return [];
			const after = withDuty(person.load, wanted, minutesOf);
			const far = person.at && wanted.at ? distanceM(person.at, wanted.at) : null;
			const suggestion: Suggestion = { id: person.id, distanceM: far, before: person.load, after };
			return [{ suggestion, rank: rank(person.roles), step: Math.round(after.minutes / dayMinutes / LOAD_STEP) }];
		})
		.sort(
			(a, b) =>
				a.step - b.step ||
				a.rank - b.rank ||
				(a.suggestion.distanceM ?? Infinity) - (b.suggestion.distanceM ?? Infinity) ||
				a.suggestion.id - b.suggestion.id
		)
		.slice(0, most)
		.map(({ suggestion }) => suggestion);
}

/** As the rules of assigning would let them, without a warning. */
function mayTake(person: Candidate, wanted: Wanted, rules: DutyRules): boolean {
	const request = {
		personId: person.id,
		subject: wanted.subject,
		duty: wanted.duty,
		task: '-',
		fromMs: wanted.startMs,
		untilMs: wanted.endMs
	};
	const others = wanted.held.filter(({ personId }) => personId !== person.id);
	const decided = assign({ held: [...person.held, ...others], leave: person.leave }, request, wanted.startMs, rules);
	return decided.ok && decided.value.warnings.length === 0;
}

/**
 * Shares subjects among the members of a squad: each goes to the member who would be least loaded with it; the heaviest subjects first, so that no big one
 * is left for the end.
 * @returns by the place of the subject; null where there is nobody
 */
export function shareSubjects(
	subjects: readonly DutySubject[],
	members: readonly Pick<Candidate, 'id' | 'load'>[],
	minutesOf: (subject: DutySubject) => number
): readonly (PersonId | null)[] {
	const loads = new Map(members.map(({ id, load }) => [id, load]));
	const shared: (PersonId | null)[] = subjects.map(() => null);
	const order = subjects
		.map((subject, i) => ({ subject, i, minutes: minutesOf(subject) }))
		.sort((a, b) => b.minutes - a.minutes || a.i - b.i);
	for (const { subject, i } of order) {
		let best: { id: PersonId; minutes: number; count: number } | null = null;
		for (const { id } of members) {
			const load = loads.get(id) ?? NO_LOAD;
			const count = load.primaries[subject.kind] ?? 0;
			if (!best || load.minutes < best.minutes || (load.minutes === best.minutes && count < best.count))
				best = { id, minutes: load.minutes, count };
		}
		if (!best) continue;
		shared[i] = best.id;
		const duty: Pick<LoadDuty, 'subject' | 'duty'> = { subject, duty: 'primary' };
		loads.set(best.id, withDuty(loads.get(best.id) ?? NO_LOAD, duty, minutesOf));
	}
	return shared;
}

/** Roles that usually answer for a kind of subject, the most usual first. A preference: the rules forbid nobody. */
export const USUAL_ROLES: Readonly<Record<DutySubjectKind, readonly PersonRole[]>> = {
	grid: ['grid-worker', 'grid-leader', 'cadre'],
	post: ['grid-worker', 'volunteer', 'cadre', 'property', 'police', 'health'],
	compound: ['cadre', 'grid-leader'],
	building: ['grid-worker', 'volunteer', 'grid-leader', 'cadre'],
	area: ['grid-leader', 'cadre']
};
