/** How a field of the rules is called, its unit, what is wrong with it and what it says, in the language of the screen. */
import { textOf, type FieldText, type Row } from '#lib/board/admin/cell-text.ts';
import type { Fault } from '#lib/board/admin/rule-draft.ts';
import type { Cell, RuleField } from '#lib/board/admin/rule-fields.ts';
import { isWordKey, say, type Language, type WordKey } from '#lib/words/words.ts';

const UNITS: readonly (readonly [RegExp, WordKey])[] = [
	[/MPerMin$/, 'admin.unit.m-min'],
	[/Kmh$/, 'admin.unit.kmh'],
	[/M2$/, 'admin.unit.m2'],
	[/M$/, 'admin.unit.m'],
	[/S$/, 'admin.unit.s'],
	[/H$|\.limitH\.\w+$|HoursIn24$|HoursPerWeek$/, 'admin.unit.h'],
	[/Days$|\.daysOffInWindow$|\.keepDays\.\w+$/, 'admin.unit.days'],
	[/Min$|\.minutesPer\w+$|\.dueMinutes\.\w+$/, 'admin.unit.min'],
	[/Ratio$|Factor$|ToMean$/, 'admin.unit.times']
];

/** The word for a field or a group by its path; of fields that several groups share, by the last part. */
export function nameKey(path: string): WordKey | null {
	const own = `admin.f.${path}`;
	const shared = `admin.f.*.${path.slice(path.lastIndexOf('.') + 1)}`;
	return isWordKey(own) ? own : isWordKey(shared) ? shared : null;
}
export function nameOf(path: string, language: Language): string {
	const key = nameKey(path);
	return key ? say(language, key) : path;
}
/** With the group that it stands in, for where it stands alone. */
export const fullName = (field: RuleField, language: Language): string =>
	[...(field.group ? [nameOf(field.group, language)] : []), nameOf(field.key, language)].join(say(language, 'dot'));

export function unitOf(field: RuleField, language: Language): string {
	const { cell } = field;
	if (cell.kind !== 'number' && !(cell.kind === 'list' && cell.of === 'number')) return '';
	const unit = UNITS.find(([pattern]) => pattern.test(field.key))?.[1];
	return unit ? say(language, unit) : '';
}
export function boundsOf(cell: Cell, language: Language): string {
	if (cell.kind === 'list') return say(language, 'admin.list-how');
	if (cell.kind !== 'number' || cell.least === null || cell.most === null) return '';
	return say(language, cell.whole ? 'admin.between-whole' : 'admin.between', { least: cell.least, most: cell.most });
}
export function columnName(name: string, language: Language): string {
	const key = `admin.col.${name}`;
	return isWordKey(key) ? say(language, key) : name;
}
export function optionName(option: string, language: Language): string {
	const key = `admin.kind.${option}`;
	return isWordKey(key) ? say(language, key) : option;
}

/** With the row and column where it is within a table. */
export function faultText(fault: Fault, language: Language): string {
	const why = say(language, `admin.fault.${fault.kind}`, { of: fault.of });
	const place = [
		...(fault.row === null ? [] : [say(language, 'admin.row', { n: fault.row + 1 })]),
		...(fault.column === null ? [] : [columnName(fault.column, language)])
	].join(' ');
	return place === '' ? why : `${place}${say(language, 'colon')}${why}`;
}

export const rowText = (row: Row): string => Object.values(row).join(' · ');
/** A value as it stands in a sentence. */
export function saidOf(field: RuleField, text: FieldText, language: Language): string {
	if (typeof text !== 'string') return say(language, 'admin.rows', { n: text.length });
	if (text.trim() === '') return say(language, 'admin.nothing');
	if (field.cell.kind === 'choices')
		return text
			.split(', ')
			.map((option) => optionName(option, language))
			.join(say(language, 'list'));
	const unit = unitOf(field, language);
	return unit === '' ? text : `${text} ${unit}`;
}

/** The line for a set of choices, in the order of the options. */
export const chosenText = (options: readonly string[], chosen: ReadonlySet<string>): string =>
	textOf(
		{ kind: 'list', of: 'text' },
		options.filter((option) => chosen.has(option))
	) as string;
