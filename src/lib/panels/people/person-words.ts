/** What lists say of a person: their roles, what they do now, what is too much. */
import { isFree, leaveNow, type PeopleKnown } from '#lib/board/people/people-filter.ts';
import { NO_LOAD, tooMany } from '#lib/duty/person-load.ts';
import type { MissingSeat } from '#lib/duty/squad.ts';
import type { PersonRole } from '#lib/duty/post.ts';
import type { RollPerson } from '#lib/wire/duty.ts';
import { isWordKey } from '#lib/words/words.ts';
import { dateTime } from '#lib/words/time.ts';
import { preferences, t } from '../preferences.svelte.ts';

/** A role that the product does not know is called as it is. */
export const roleText = (role: string): string => {
	const key = `person.${role}`;
	return isWordKey(key) ? t(key) : role;
};
export const rolesText = (roles: readonly PersonRole[]): string => roles.map(roleText).join(preferences.language === 'zh' ? '、' : ', ');

/** @returns with whether it is a warning */
export function stateText(person: RollPerson, known: PeopleKnown): { readonly text: string; readonly away: boolean } {
	const leave = leaveNow(person, known.nowMs);
	if (leave)
		return {
			text: t('people.state.on-leave', { kind: t(`leave.${leave.kind}`), until: dateTime(leave.endMs, preferences.language, known.nowMs) }),
			away: true
		};
	if (!known.works(person)) return { text: t('people.state.off-hours'), away: false };
	return { text: t(isFree(person, known) ? 'people.state.free' : 'people.state.on-duty'), away: false };
}

/** What they answer for more often than the rules allow; empty: nothing. */
export function excessText(person: RollPerson, { loads, rules }: Pick<PeopleKnown, 'loads' | 'rules'>): string {
	const load = loads.get(person.id) ?? NO_LOAD;
	return tooMany(load, rules)
		.map((kind) => t('people.too-much', { kind: t(`subject.${kind}`), count: load.primaries[kind] ?? 0, most: rules.maxPrimary[kind] }))
		.join(t('comma'));
}

export const seatsText = (missing: readonly MissingSeat[]): string =>
	missing
		.map(({ roles, count }) => {
			const role = roles.length === 0 ? t('squads.anybody') : roles.map(roleText).join(t('squads.or'));
			return count > 1 ? t('squads.lacks-many', { role, count }) : role;
		})
		.join(t('comma'));
