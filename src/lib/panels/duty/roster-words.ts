/** How rosters are spoken of: roles, rules that are broken, stretches of hours, changes of a seat. */
import type { RosterRuleBroken } from '#lib/duty/roster/judge-roster.ts';
import type { Span } from '#lib/duty/span.ts';
import { HOUR_MS } from '#lib/duty/span.ts';
import type { PostRole } from '#lib/rules/post-roles.ts';
import { rosterBroken } from '#lib/words/roster.ts';
import { decimal } from '#lib/words/number.ts';
import { dateTime, duration, hourMinute, monthDay } from '#lib/words/time.ts';
import { isWordKey, say, type Language } from '#lib/words/words.ts';

export const roleName = (roles: readonly PostRole[], id: string, language: Language): string =>
	roles.find((role) => role.id === id)?.[language] ?? id;

/** 医护+采样 */
export const needName = (roles: readonly PostRole[], role: string, skills: readonly string[], language: Language): string =>
	[roleName(roles, role, language), ...skills].join('+');

/** 7 时, 7.5 时; minutes under an hour. */
export function hoursLong(lengthMs: number, language: Language): string {
	if (lengthMs < HOUR_MS) return duration(lengthMs, language);
	const hours = lengthMs / HOUR_MS;
	return say(language, 'rota.hours', { n: decimal(hours, Number.isInteger(Math.round(hours * 10) / 10) ? 0 : 1) });
}

/** 11月22日 23:00 至 23日 06:00 — the day of the end only where it is another. */
export function spanText({ startMs, endMs }: Span, language: Language): string {
	const [from, to] = [monthDay(startMs, language), monthDay(endMs - 1, language)];
	return say(language, 'rota.span', {
		from: `${from} ${hourMinute(startMs)}`,
		until: from === to ? hourMinute(endMs) : dateTime(endMs, language)
	});
}

/** The whole sentence of a hard rule; roles by their names, moments as they are read. */
export function brokenText(
	language: Language,
	rule: string,
	detail: Readonly<Record<string, string | number>>,
	roles: readonly PostRole[]
): string {
	const pair = rosterBroken[rule as RosterRuleBroken] as readonly [string, string] | undefined;
	if (!pair) return rule;
	const told = (key: string, value: string | number): string => {
		if (key === 'role') return roleName(roles, String(value), language);
		if (key === 'roles')
			return String(value)
				.split(', ')
				.map((id) => personRole(id, language))
				.join(say(language, 'comma'));
		return String(value).replace(/^(\d{4})-(\d\d)-(\d\d)T/, '$2-$3 ');
	};
	return pair[language === 'zh' ? 0 : 1].replace(/\{(\w+)\}/g, (blank, name: string) =>
		detail[name] === undefined ? blank : told(name, detail[name])
	);
}

/** In a word or two, for the inside of a seat. */
export function brokenShort(language: Language, rule: string): string {
	const key = `rota.broken.${rule}`;
	return isWordKey(key) ? say(language, key) : rule;
}

export function personRole(role: string, language: Language): string {
	const key = `person.${role}`;
	return isWordKey(key) ? say(language, key) : role;
}
