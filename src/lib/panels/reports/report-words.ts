/** How a report is said in a line: what was seen, and how many. */
import type { FieldReport } from '#lib/wire/field.ts';
import { count } from '#lib/words/number.ts';
import { say, type Language } from '#lib/words/words.ts';

export function reportTitle({ what, count: n }: FieldReport, language: Language): string {
	const kind = say(language, `report-kind.${what}`);
	return n === null ? kind : `${kind} ${count(n)}`;
}
