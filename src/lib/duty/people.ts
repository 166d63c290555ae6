/**
 * People as a list comes in: what each row says, and everything that is wrong with it, by line and column. A row with one problem is in no list of
 * people; what a list does not have a column for is left as it is.
 */
import { dateOf, dayOf, localText, type Zone } from './local-time.ts';
import type { PersonRole } from './post.ts';
import { overlaps, type Span } from './span.ts';
import { readWhen, whenText } from './when.ts';

export type LeaveKind = 'annual' | 'personal' | 'sick' | 'training' | 'other';
export interface Leave extends Span {
	readonly kind: LeaveKind;
}

/** What is to be known of a person; left out: there was no such column. */
export interface PersonDraft {
	/** As the list names them, for good: it finds them again. */
	readonly sourceId: string;
	readonly name: string;
	/** The first is what they are called by. */
	readonly roles: readonly PersonRole[];
	readonly skills?: readonly string[];
	readonly organisation?: string;
	/** Code of the home area; null: the area that the list is for. */
	readonly areaCode?: string | null;
	/** Hours they can work, each as `when.ts` reads it; none: always. */
	readonly hours?: readonly string[];
	readonly leave?: readonly Leave[];
}

export const PEOPLE_COLUMNS = ['id', 'name', 'roles', 'skills', 'organisation', 'area', 'hours', 'leave'] as const;
export type PeopleColumn = (typeof PEOPLE_COLUMNS)[number];
const NEEDED: readonly PeopleColumn[] = ['id', 'name', 'roles'];

export type PeopleProblemKind =
	| 'column-missing'
	| 'column-twice'
	| 'row-long'
	| 'empty'
	| 'too-long'
	| 'id-twice'
	| 'role'
	| 'area'
	| 'elsewhere'
	| 'hours'
	| 'leave'
	| 'leave-overlaps';

export interface PeopleProblem {
	/** Of the file, from 1. */
	readonly line: number;
	readonly column: PeopleColumn | null;
	readonly kind: PeopleProblemKind;
	/** What stands there, cut short. */
	readonly found: string;
	/** Of a workbook: the cell, as spreadsheets name it. */
	readonly cell?: string;
}

export interface PeopleRow {
	/** Of the file, from 1. */
	readonly line: number;
	readonly cells: readonly string[];
}

export interface ReadPeople {
	readonly people: readonly (PersonDraft & { readonly line: number })[];
	readonly problems: readonly PeopleProblem[];
	/** Headings that mean nothing here: those columns are not read. */
	readonly ignored: readonly string[];
	/** Where each column stands, from 0. */
	readonly places: ReadonlyMap<PeopleColumn, number>;
}

/** The first of each language is what is written. */
const HEADINGS: Readonly<Record<PeopleColumn, readonly string[]>> = {
	id: ['id', 'source_id', '编号', '工号'],
	name: ['name', '姓名'],
	roles: ['roles', 'role', '角色', '身份'],
	skills: ['skills', 'skill', '技能'],
	organisation: ['organisation', 'organization', '单位'],
	area: ['area', 'area_code', 'home_area', '区域', '区域编码', '所属区域'],
	hours: ['hours', '可上班时间', '可用时间'],
	leave: ['leave', '请假']
};
const ROLES: Readonly<Record<PersonRole, readonly string[]>> = {
	'grid-worker': ['网格员', 'grid worker'],
	'grid-leader': ['网格长', 'grid leader'],
	cadre: ['下沉干部', '社区干部', '干部'],
	police: ['民警', '警察', '公安'],
	health: ['医护', '医务', '卫生'],
	volunteer: ['志愿者', '志愿'],
	property: ['物业', '保安']
};
const KINDS: Readonly<Record<LeaveKind, readonly string[]>> = {
	annual: ['年假', '年休', '休假'],
	personal: ['事假'],
	sick: ['病假'],
	training: ['培训', '学习'],
	other: ['其他', '其它']
};
/** Longest that a cell may be, by column; a spreadsheet that slipped puts whole pages into one. */
const LONGEST: Readonly<Record<PeopleColumn, number>> = {
	id: 60,
	name: 60,
	roles: 200,
	skills: 500,
	organisation: 100,
	area: 20,
	hours: 500,
	leave: 2000
};
const SHOWN = 40;

/** @param rows the headings first */
export function readPeople(rows: readonly PeopleRow[], at: { readonly areaCodes: ReadonlySet<string>; readonly zone: Zone }): ReadPeople {
	const [headings = { line: 1, cells: [] }, ...body] = rows;
	const names = headings.cells.map((cell) => cell.trim().toLowerCase());
	const places = new Map<PeopleColumn, number>();
	const problems: PeopleProblem[] = [];
	const say = (line: number, column: PeopleColumn | null, kind: PeopleProblemKind, found: string): void =>
		void problems.push({ line, column, kind, found: found.length > SHOWN ? `${found.slice(0, SHOWN - 1)}…` : found });
	const ignored = headings.cells.filter((_, i) => {
		const column = PEOPLE_COLUMNS.find((one) => HEADINGS[one].includes(names[i] ?? ''));
		if (column === undefined) return names[i] !== '';
		if (places.has(column)) say(headings.line, column, 'column-twice', headings.cells[i] ?? '');
		else places.set(column, i);
		return false;
	});
	for (const column of NEEDED) if (!places.has(column)) say(headings.line, column, 'column-missing', headings.cells.join(','));
	if (problems.length > 0) return { people: [], problems, ignored, places };

	const lineOf = new Map<string, number>();
	const people: (PersonDraft & { line: number })[] = [];
	for (const { line, cells } of body) {
		const before = problems.length;
		if (cells.length > headings.cells.length && cells.slice(headings.cells.length).some((cell) => cell.trim() !== ''))
			say(line, null, 'row-long', cells.slice(headings.cells.length).join(','));
		const cell = (column: PeopleColumn): string | undefined => {
			const place = places.get(column);
			if (place === undefined) return undefined;
			// An apostrophe in front keeps a spreadsheet from running what follows.
			const text = (cells[place] ?? '').trim().replace(/^'(?=[=+\-@])/, '');
			if (text.length <= LONGEST[column]) return text;
			say(line, column, 'too-long', text);
			return '';
		};
		const sourceId = cell('id') ?? '';
		const name = cell('name') ?? '';
		if (sourceId === '') say(line, 'id', 'empty', '');
		if (name === '') say(line, 'name', 'empty', '');
		if (lineOf.has(sourceId)) say(line, 'id', 'id-twice', sourceId);
		lineOf.set(sourceId, line);

		const roles = listed(cell('roles') ?? '').flatMap((text) => written(ROLES, text) ?? (say(line, 'roles', 'role', text), []));
		if (listed(cell('roles') ?? '').length === 0) say(line, 'roles', 'empty', '');
		const skills = cell('skills');
		const area = cell('area');
		if (area !== undefined && area !== '' && !at.areaCodes.has(area)) say(line, 'area', 'area', area);
		const hours = cell('hours')
			?.split(/[;；\n]/)
			.filter((text) => text.trim() !== '')
			.flatMap((text) => {
				const read = readWhen(text.trim());
				if (read.ok) return whenText(read.value);
				say(line, 'hours', 'hours', text.trim());
				return [];
			});
		const leaveCell = cell('leave');
		const leave = leaveCell === undefined ? undefined : readLeave(leaveCell, at.zone, (kind, found) => say(line, 'leave', kind, found));
		const organisation = cell('organisation');
		if (problems.length > before) continue;
		people.push({
			line,
			sourceId,
			name,
			roles: [...new Set(roles)],
			...(skills !== undefined && { skills: [...new Set(listed(skills))] }),
			...(organisation !== undefined && { organisation }),
			...(area !== undefined && { areaCode: area === '' ? null : area }),
			...(hours !== undefined && { hours: [...new Set(hours)] }),
			...(leave !== undefined && { leave })
		});
	}
	return { people, problems, ignored, places };
}

const listed = (text: string): string[] =>
	text
		.split(/[;；,，、/\n]/)
		.map((part) => part.trim())
		.filter(Boolean);

function written<K extends string>(ways: Readonly<Record<K, readonly string[]>>, text: string): K | null {
	const lower = text.toLowerCase();
	return (Object.keys(ways) as K[]).find((id) => id === lower || ways[id].includes(lower)) ?? null;
}

const LEAVE =
	/^(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d))?(?:\s*(?:\.\.|–|—|~|～|至|到)\s*(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d))?)?(?:\s+(\S+))?$/;

/** `2026-11-24..2026-11-26 年假; 2026-12-01T08:00..2026-12-01T12:00`: whole days with the last one in it, or moments of the wall clock. */
function readLeave(text: string, zone: Zone, say: (kind: 'leave' | 'leave-overlaps', found: string) => void): Leave[] {
	const found: Leave[] = [];
	for (const part of text.split(/[;；\n]/).map((one) => one.trim())) {
		if (part === '') continue;
		const [whole, first = '', h1, m1, last = first, h2, m2, kindText] = LEAVE.exec(part) ?? [];
		const kind = kindText === undefined ? 'other' : written(KINDS, kindText);
		const [from, until] = [dayOf(first), dayOf(last)];
		const [startMin, endMin] = [h1 === undefined ? 0 : minute(h1, m1), h2 === undefined ? 1440 : minute(h2, m2)];
		if (whole === undefined || kind === null || from === null || until === null || startMin === null || endMin === null) {
			say('leave', part);
			continue;
		}
		const leave: Leave = { startMs: zone.instantOf(from, startMin), endMs: zone.instantOf(until, endMin), kind };
		if (leave.endMs <= leave.startMs) say('leave', part);
		else if (found.some((other) => overlaps(other, leave))) say('leave-overlaps', part);
		else found.push(leave);
	}
	return found.sort((a, b) => a.startMs - b.startMs);
}

const minute = (hours: string, minutes = ''): number | null =>
	Number(hours) < 24 && Number(minutes) < 60 ? Number(hours) * 60 + Number(minutes) : null;

/** A person as they are known: everything that a list has columns for. */
export type KnownPerson = Required<Omit<PersonDraft, 'areaCode'>> & { readonly areaCode: string };

/** The list that is read again: headings first, a row a person. */
export function peopleTable(people: readonly KnownPerson[], zone: Zone, language: 'zh' | 'en'): string[][] {
	const heading = (column: PeopleColumn): string =>
		HEADINGS[column].find((name) => /[\u4e00-\u9fff]/.test(name) === (language === 'zh')) ?? column;
	const role = (id: PersonRole): string => (language === 'zh' ? (ROLES[id][0] ?? id) : id);
	return [
		PEOPLE_COLUMNS.map(heading),
		...people.map((person) => [
			person.sourceId,
			person.name,
			person.roles.map(role).join('; '),
			person.skills.join('; '),
			person.organisation,
			person.areaCode,
			person.hours.join('; '),
			person.leave.map((leave) => leaveText(leave, zone)).join('; ')
		])
	];
}

/** As it is read again. */
function leaveText(leave: Leave, zone: Zone): string {
	const [from, until] = [zone.localOf(leave.startMs), zone.localOf(leave.endMs)];
	const wholeDays =
		from.minute === 0 &&
		until.minute === 0 &&
		zone.instantOf(from.day, 0) === leave.startMs &&
		zone.instantOf(until.day, 0) === leave.endMs;
	return wholeDays
		? `${dateOf(from.day)}..${dateOf(until.day - 1)} ${leave.kind}`
		: `${localText(zone, leave.startMs)}..${localText(zone, leave.endMs)} ${leave.kind}`;
}
