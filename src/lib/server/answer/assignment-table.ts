/** Assignments written for spreadsheets: the five that make one complete (五定), who made it and how it ended. */
import type { Assignment } from '../../wire/duty.ts';
import type { SheetTable } from '../../wire/sheet-file.ts';
import { dateTime } from '../../words/time.ts';
import { type Language, say, type WordKey } from '../../words/words.ts';

type Column = readonly [heading: WordKey, of: (one: Assignment, language: Language) => string];

const COLUMNS: readonly Column[] = [
	['assign.col.kind', ({ subject }, language) => say(language, `subject.${subject.kind}`)],
	['assign.col.subject', ({ subject }) => subject.name],
	['assign.col.duty', ({ duty }, language) => say(language, `duty.${duty}`)],
	['assign.col.person', ({ person }) => person.name],
	['assign.col.role', ({ person }, language) => say(language, `person.${person.role}`)],
	['assign.col.organisation', ({ person }) => person.organisation],
	['assign.col.task', ({ task }) => task],
	['assign.col.from', ({ fromMs }, language) => moment(fromMs, language)],
	['assign.col.until', ({ untilMs }, language) => (untilMs === null ? '' : moment(untilMs, language))],
	['assign.col.by', ({ madeByName }) => madeByName ?? ''],
	['assign.col.note', ({ note }) => note ?? ''],
	['assign.col.open', ({ openItems }) => openItems.join('\n')],
	['assign.col.ended', ({ ended }, language) => (ended ? `${moment(ended.atMs, language)} ${ended.byName}: ${ended.reason}` : '')]
];

/** With the year, whatever the year is now: a list is kept. */
const moment = (atMs: number, language: Language): string => dateTime(atMs, language, 0);

export const assignmentTable = (list: readonly Assignment[], language: Language): SheetTable => ({
	name: say(language, 'assign.title'),
	rows: [COLUMNS.map(([key]) => say(language, key)), ...list.map((one) => COLUMNS.map(([, of]) => of(one, language)))],
	wide: true
});
