/** What each person answers for at a moment: minutes of work a day, and how many of each kind they are primary of. A backup stands ready and carries nothing. */
import type { DutyRules, DutySubjectKind } from '../rules/duty-rules.ts';
import type { DutySubject } from './assignment.ts';
import type { Duty, PersonId } from './post.ts';
import type { Span } from './span.ts';

export interface LoadDuty extends Span {
	readonly personId: PersonId;
	readonly subject: DutySubject;
	readonly duty: Duty;
}

export interface PersonLoad {
	/** Minutes of work a day. */
	readonly minutes: number;
	/** Primary of so many of each kind. */
	readonly primaries: Readonly<Partial<Record<DutySubjectKind, number>>>;
	/** Named in any way, for so many subjects. */
	readonly named: number;
}

export const NO_LOAD: PersonLoad = { minutes: 0, primaries: {}, named: 0 };

/** @param minutesOf minutes a day that a subject asks of whoever is its primary */
export function personLoads(
	duties: Iterable<LoadDuty>,
	minutesOf: (subject: DutySubject) => number,
	atMs: number
): ReadonlyMap<PersonId, PersonLoad> {
	const loads = new Map<PersonId, PersonLoad>();
	for (const one of duties) {
		if (one.startMs > atMs || atMs >= one.endMs) continue;
		loads.set(one.personId, withDuty(loads.get(one.personId) ?? NO_LOAD, one, minutesOf));
	}
	return loads;
}

/** The same load with one duty more. */
export function withDuty(
	load: PersonLoad,
	{ subject, duty }: Pick<LoadDuty, 'subject' | 'duty'>,
	minutesOf: (subject: DutySubject) => number
): PersonLoad {
	const named = load.named + 1;
	if (duty !== 'primary') return { ...load, named };
	return {
		minutes: load.minutes + minutesOf(subject),
		primaries: { ...load.primaries, [subject.kind]: (load.primaries[subject.kind] ?? 0) + 1 },
		named
	};
}

/** The kinds of which somebody is primary more often than the rules allow. */
export const tooMany = (load: PersonLoad, { maxPrimary }: Pick<DutyRules, 'maxPrimary'>): DutySubjectKind[] =>
	(Object.keys(load.primaries) as DutySubjectKind[]).filter((kind) => (load.primaries[kind] ?? 0) > maxPrimary[kind]);
