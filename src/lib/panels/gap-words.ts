/** How a gap is said in one line: what it is of, how big, whose. */
import type { Gap } from '#lib/ledger/gap.ts';
import { DEFAULT_POST_ROLES } from '#lib/rules/post-roles.ts';
import { area, count, distance } from '#lib/words/number.ts';
import { isWordKey, say, type Language } from '#lib/words/words.ts';

/** 21 栋・338 户超限 */
export function gapMeasure(gap: Gap, language: Language): string {
	const { measures } = gap;
	const parts: string[] = [];
	if (measures.seats) {
		const key = gap.kind === 'seat-empty' ? 'measure.seats' : 'measure.seats-ahead';
		return say(language, key, { role: postRoleWord(measures.role ?? '', language), n: count(measures.seats) });
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

/** A role that a district made itself is called as its rules name it. */
function postRoleWord(id: string, language: Language): string {
	const role = DEFAULT_POST_ROLES.find((one) => one.id === id);
	return role ? role[language] : id;
}

export const gapTitle = (gap: Gap, language: Language): string => gap.subject.name || kindWord(gap, language);

/** The cause in words, if this release has words for it; otherwise the kind says it. */
export const causeWord = (gap: Gap, language: Language): string =>
	isWordKey(gap.cause) ? say(language, gap.cause) : kindWord(gap, language);
