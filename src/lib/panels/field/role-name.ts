/** What a seat's role is called, by the rules of the district. */
import type { FieldDay } from '#lib/wire/field.ts';
import type { Language } from '#lib/words/words.ts';

export function roleName(day: FieldDay, role: string, language: Language): string {
	const known = day.rules.posting.roles.find(({ id }) => id === role);
	return known ? known[language] : role;
}
