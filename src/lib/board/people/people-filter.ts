/** Which people a list shows and in which order. */
import { type PersonLoad, NO_LOAD, tooMany } from '#lib/duty/person-load.ts';
import type { PersonId, PersonRole } from '#lib/duty/post.ts';
import type { DutyRules } from '#lib/rules/duty-rules.ts';
import type { RollPerson } from '#lib/wire/duty.ts';

export type PeopleState = 'all' | 'free' | 'leave' | 'overloaded' | 'idle';
export type PeopleSort = 'name' | 'id' | 'roles' | 'squad' | 'organisation' | 'area' | 'load';

export interface PeopleFilter {
	readonly text: string;
	readonly role: PersonRole | null;
	/** Id of a squad; 0: none. */
	readonly squad: number | null;
	readonly state: PeopleState;
}
export const NO_PEOPLE_FILTER: PeopleFilter = { text: '', role: null, squad: null, state: 'all' };

export interface PeopleKnown {
	readonly loads: ReadonlyMap<PersonId, PersonLoad>;
	readonly squadOf: ReadonlyMap<PersonId, { readonly id: number; readonly letter: string }>;
	readonly areaName: (code: string) => string;
	readonly rules: DutyRules;
	/** Minutes of work that a person has a day. */
	readonly dayMinutes: number;
	readonly nowMs: number;
	/** Whether their hours let them work now. */
	readonly works: (person: RollPerson) => boolean;
}

export const leaveNow = (person: RollPerson, nowMs: number): RollPerson['leave'][number] | null =>
	person.leave.find(({ startMs, endMs }) => startMs <= nowMs && nowMs < endMs) ?? null;

export function isOverloaded(
	person: RollPerson,
	{ loads, rules, dayMinutes }: Pick<PeopleKnown, 'loads' | 'rules' | 'dayMinutes'>
): boolean {
	const load = loads.get(person.id);
	return load !== undefined && (load.minutes > dayMinutes || tooMany(load, rules).length > 0);
}

/** Here, within their hours, with work for less than a day. */
export const isFree = (person: RollPerson, known: PeopleKnown): boolean =>
	leaveNow(person, known.nowMs) === null && known.works(person) && (known.loads.get(person.id) ?? NO_LOAD).minutes < known.dayMinutes;

export function shownPeople(
	people: readonly RollPerson[],
	filter: PeopleFilter,
	sort: { readonly by: PeopleSort; readonly down: boolean },
	known: PeopleKnown
): readonly RollPerson[] {
	const text = filter.text.trim().toLowerCase();
	const found = people.filter((person) => {
		if (filter.role !== null && !person.roles.includes(filter.role)) return false;
		if (filter.squad !== null && (known.squadOf.get(person.id)?.id ?? 0) !== filter.squad) return false;
		if (!passes(person, filter.state, known)) return false;
		if (text === '') return true;
		return [person.name, person.sourceId ?? '', person.organisation, ...person.skills, known.areaName(person.areaCode)].some((part) =>
			part.toLowerCase().includes(text)
		);
	});
	const way = sort.down ? -1 : 1;
	const key = (person: RollPerson): string | number => {
		switch (sort.by) {
			case 'name':
				return person.name;
			case 'id':
				return person.sourceId ?? '';
			case 'roles':
				return person.roles.join();
			case 'squad':
				return known.squadOf.get(person.id)?.letter ?? '\uffff';
			case 'organisation':
				return person.organisation;
			case 'area':
				return person.areaCode;
			case 'load':
				return known.loads.get(person.id)?.minutes ?? 0;
		}
	};
	const collator = new Intl.Collator('zh', { numeric: true });
	return found
		.map((person) => ({ person, key: key(person) }))
		.sort((a, b) => {
			const by = typeof a.key === 'number' && typeof b.key === 'number' ? a.key - b.key : collator.compare(String(a.key), String(b.key));
			return by * way || a.person.id - b.person.id;
		})
		.map(({ person }) => person);
}

function passes(person: RollPerson, state: PeopleState, known: PeopleKnown): boolean {
	switch (state) {
		case 'all':
			return true;
		case 'free':
			return isFree(person, known);
		case 'leave':
			return leaveNow(person, known.nowMs) !== null;
		case 'overloaded':
			return isOverloaded(person, known);
		case 'idle':
			return (known.loads.get(person.id) ?? NO_LOAD).named === 0;
	}
}
