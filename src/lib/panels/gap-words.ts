/** How a gap is said in one line: what it is of, how big, whose. */
import type { Gap } from '#lib/ledger/gap.ts';
import { DEFAULT_POST_ROLES, type PostRole } from '#lib/rules/post-roles.ts';
import { area, count, distance } from '#lib/words/number.ts';
import { duration, hourMinute, monthDay } from '#lib/words/time.ts';
import { isWordKey, say, type Language } from '#lib/words/words.ts';
import { stretchesAhead } from './ledger/seat-gaps.ts';

/** What a gap is said by besides itself: the moment, and what the district calls its roles. */
export interface Saying {
	readonly nowMs: number;
	readonly roles?: readonly PostRole[] | undefined;
}

/** 21 栋・338 户超限; 缺医护 1，至 23:00; 缺医护 1，23:00–07:00 */
export function gapMeasure(gap: Gap, language: Language, { nowMs, roles }: Saying): string {
	const { measures } = gap;
	const parts: string[] = [];
	if (measures.seats) {
		const role = postRoleWord(measures.role ?? '', language, roles);
		if (gap.kind === 'seat-empty')
			return measures.untilMs === undefined
				? missing(role, measures.seats, language)
				: say(language, 'measure.seats-until', { what: missing(role, measures.seats, language), time: hourMinute(measures.untilMs) });
		const ahead = stretchesAhead(gap, nowMs);
		const [first] = ahead;
		if (!first) return missing(role, measures.seats, language);
		const said = seatHours(role, first[2], first[0], first[1], language, nowMs);
		return ahead.length === 1 ? said : say(language, 'measure.seats-more', { first: said, n: count(ahead.length - 1) });
	}
	if (measures.posts) return say(language, 'measure.posts', { n: count(measures.posts) });
	if (gap.kind === 'tracker-silent') return say(language, 'measure.tracker');
	if (measures.buildings) parts.push(say(language, 'measure.buildings', { n: count(measures.buildings) }));
	if (gap.kind === 'buildings-stale') {
		if (measures.households) parts.push(say(language, 'measure.households-over', { n: count(measures.households) }));
	} else if (measures.households) parts.push(say(language, 'measure.households', { n: count(measures.households) }));
	if (gap.kind === 'ground-stale') parts.push(say(language, 'measure.ground-over', { area: area(measures.areaM2 ?? 0, language) }));
	else if (gap.dimension === 'D1') {
		if (measures.areaM2) parts.push(area(measures.areaM2, language));
		if (measures.widthM) parts.push(say(language, 'measure.width', { width: distance(measures.widthM, language) }));
	}
	return parts.length > 0 ? parts.join(say(language, 'dot')) : kindWord(gap, language);
}

export function kindWord(gap: Gap, language: Language): string {
	const key = `kind.${gap.kind}`;
	return isWordKey(key) ? say(language, key) : gap.kind;
}

const missing = (role: string, seats: number, language: Language): string => say(language, 'measure.seats', { role, n: count(seats) });

/** 缺医护 1，23:00–07:00; with the day where it is not the day of `nowMs`. */
export function seatHours(role: string, seats: number, fromMs: number, untilMs: number, language: Language, nowMs: number): string {
	return say(language, 'measure.seats-hours', {
		what: missing(role, seats, language),
		hours: hoursBetween(fromMs, untilMs, language, nowMs)
	});
}

/** 23:00–07:00, 11月23日 23:00–07:00. An end that is more than a day off is dated too: hours alone would say another length. */
export function hoursBetween(fromMs: number, untilMs: number, language: Language, nowMs: number): string {
	const day = monthDay(fromMs, language) === monthDay(nowMs, language) ? '' : `${monthDay(fromMs, language)} `;
	const long = untilMs - fromMs >= DAY_MS ? `${monthDay(untilMs, language)} ` : '';
	return `${day}${hourMinute(fromMs)}–${long}${hourMinute(untilMs)}`;
}
const DAY_MS = 86_400_000;

/** As the rules of the district call it. */
export function postRoleWord(id: string, language: Language, roles: readonly PostRole[] = DEFAULT_POST_ROLES): string {
	const role = roles.find((one) => one.id === id) ?? DEFAULT_POST_ROLES.find((one) => one.id === id);
	return role ? role[language] : id;
}

export const gapTitle = (gap: Gap, language: Language): string => gap.subject.name || kindWord(gap, language);

/** The cause in words, if this release has words for it; otherwise the kind says it. */
export const causeWord = (gap: Gap, language: Language): string =>
	isWordKey(gap.cause) ? say(language, gap.cause) : kindWord(gap, language);

/** How long it has been one, 33 分; of seats ahead how long it is until the first of them is empty, 3 时 12 分后. */
export function gapAge(gap: Gap, language: Language, nowMs: number): string {
	const { fromMs } = gap.measures;
	if (gap.kind !== 'seat-unplanned' || fromMs === undefined || fromMs <= nowMs) return duration(nowMs - ageFrom(gap), language);
	return say(language, 'seats.in', { age: duration(fromMs - nowMs, language) });
}

/** A seat that nobody is planned for is missed from its first minute on, not from when it was found. */
const ageFrom = (gap: Gap): number =>
	gap.kind === 'seat-unplanned' ? Math.max(gap.sinceMs, gap.measures.fromMs ?? gap.sinceMs) : gap.sinceMs;
