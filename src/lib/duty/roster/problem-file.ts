/** A roster problem as it is written in a file, and how it becomes one that can be solved: every date, reference and rule is judged, with its place. */
import type { Position } from '../../geo/position.ts';
import { DEFAULT_ROSTER_RULES, type RosterRules } from '../../rules/roster-rules.ts';
import { dayOf, type Zone, zoneOf } from '../local-time.ts';
import { DEFAULT_POST_ROLES, type PostRole } from '../../rules/post-roles.ts';
import { type PostRule, type PostRuleProblem, readNeeds } from '../post-rule.ts';
import { overlappingShifts, seats, type Shift } from '../seats.ts';
import { mergeSpans, type Span } from '../span.ts';
import { readWhen, spansOf, type When, type WhenProblem } from '../when.ts';
import { judgeRoster, type RosterRuleBroken } from './judge-roster.ts';
import type { RosterPerson, RosterPost, RosterProblem, Wish } from './problem.ts';

export const PROBLEM_FORMAT = 'gridkeeper-roster-problem/1';

/** Local wall time: `2026-11-24` or `2026-11-24T13:30`. */
type LocalMoment = string;

/** From a moment until another; or whole days `from` … `through`. */
export interface FileSpan {
	readonly from: LocalMoment;
	readonly until?: LocalMoment;
	readonly through?: string;
}

export interface FilePerson {
	readonly id: string;
	readonly name?: string;
	readonly roles: readonly string[];
	readonly skills?: readonly string[];
	readonly home?: Position;
	/** Hours that come again in which they can work: `Mon–Fri 08:00–20:00`. Absent: always. */
	readonly hours?: readonly string[];
	readonly leave?: readonly FileSpan[];
	readonly elsewhere?: readonly FileSpan[];
	readonly maxShiftsPerWeek?: number;
	readonly maxHoursPerWeek?: number;
	readonly nightsBefore?: number;
	readonly weekendsBefore?: number;
	readonly wishes?: readonly { readonly want: 'off' | 'work'; readonly on: string; readonly hours?: string; readonly weight?: number }[];
}

export interface ProblemFile {
	readonly format: typeof PROBLEM_FORMAT;
	readonly name?: string;
	readonly zone?: string;
	/** First local day. */
	readonly from: string;
	readonly days: number;
	readonly rules?: Partial<Omit<RosterRules, 'points'>> & { readonly points?: Partial<RosterRules['points']> };
	readonly holidays?: readonly string[];
	/** In place of the roles that a district starts with. */
	readonly roles?: readonly (Omit<PostRole, 'alsoWritten'> & { readonly alsoWritten?: readonly string[] })[];
	readonly shifts: readonly { readonly id: string; readonly name?: string; readonly hours: string }[];
	readonly posts: readonly {
		readonly id: string;
		readonly name?: string;
		readonly position?: Position;
		readonly weight?: number;
		/** Ids of its shifts; all of the file unless told. */
		readonly shifts?: readonly string[];
		/** `23:00–06:00 police 1; 24 h community 1`, or versions of it by the day from which each holds. */
		readonly needs: string | readonly { readonly from: string; readonly needs: string }[];
	}[];
	readonly people: readonly FilePerson[];
	/** Seats that are settled. */
	readonly locked?: readonly { readonly seat: string; readonly person: string }[];
}

export type FileFaultKind =
	| PostRuleProblem['kind']
	| WhenProblem['kind']
	| 'date'
	| 'moment'
	| 'moment-skipped'
	| 'span-empty'
	| 'span-ends'
	| 'zone'
	| 'id-twice'
	| 'reference'
	| 'shifts-overlap'
	| 'rule-versions'
	| 'role-twice'
	| 'days-off'
	| 'no-seats'
	| 'locked-breaks';

/** Something in the file that cannot be, and where: `people[3].leave[0].from`. */
export interface FileFault {
	readonly path: string;
	readonly kind: FileFaultKind;
	readonly detail: Readonly<Record<string, string | number>>;
	/** With `locked-breaks`. */
	readonly rule?: RosterRuleBroken;
}

export type Compiled =
	{ readonly ok: true; readonly problem: RosterProblem } | { readonly ok: false; readonly faults: readonly FileFault[] };

/** The schema has been met: every field has its type and its bounds. */
export function compileProblem(file: ProblemFile): Compiled {
	const faults: FileFault[] = [];
	const fault = (path: string, kind: FileFaultKind, detail: FileFault['detail'] = {}): void => void faults.push({ path, kind, detail });

	const zone = zoneOf(file.zone ?? 'Asia/Shanghai');
	if (!zone) fault('zone', 'zone', { found: file.zone ?? '' });
	const reader = readerOf(zone ?? zoneOf('UTC')!, fault);
	const fromDay = reader.day('from', file.from);
	const days = file.days;
	const rules: RosterRules = {
		...DEFAULT_ROSTER_RULES,
		...file.rules,
		points: { ...DEFAULT_ROSTER_RULES.points, ...file.rules?.points }
	};
	if (rules.daysOffInWindow > rules.dayOffWindowDays)
		fault('rules.daysOffInWindow', 'days-off', { found: rules.daysOffInWindow, most: rules.dayOffWindowDays });
	const night = reader.when('rules.nightHours', rules.nightHours);

	const twice = (path: string, ids: readonly string[]): void => {
		for (const [i, id] of ids.entries()) if (ids.indexOf(id) < i) fault(`${path}[${i}].id`, 'id-twice', { id });
	};
	const roles: readonly PostRole[] = file.roles?.map((role) => ({ ...role, alsoWritten: role.alsoWritten ?? [] })) ?? DEFAULT_POST_ROLES;
	twice(
		'roles',
		roles.map(({ id }) => id)
	);
	const written = new Map<string, string>();
	for (const [i, role] of roles.entries())
		for (const name of new Set([role.id, role.zh, role.en, ...role.alsoWritten].map((text) => text.toLowerCase()))) {
			const other = written.get(name);
			if (other !== undefined && other !== role.id) fault(`roles[${i}]`, 'role-twice', { name, other });
			written.set(name, role.id);
		}

	const shifts: Shift[] = file.shifts.map(({ id, name, hours }, i) => ({
		id,
		name: name ?? '',
		when: reader.when(`shifts[${i}].hours`, hours)
	}));
	twice(
		'shifts',
		file.shifts.map(({ id }) => id)
	);

	const posts = file.posts.map((post, i): RosterPost => {
		const path = `posts[${i}]`;
		const own = post.shifts?.flatMap((id, s) => {
			const shift = shifts.find((one) => one.id === id);
			if (!shift) fault(`${path}.shifts[${s}]`, 'reference', { found: id });
			return shift ?? [];
		});
		const clash = overlappingShifts(own ?? shifts);
		if (clash) fault(own ? `${path}.shifts` : 'shifts', 'shifts-overlap', { one: clash[0].id, other: clash[1].id });
		const versions = typeof post.needs === 'string' ? [{ from: null, needs: post.needs }] : post.needs;
		const postRules = versions.flatMap((version, v): PostRule[] => {
			const at = version.from === null ? `${path}.needs` : `${path}.needs[${v}]`;
			const needs = readNeeds(version.needs, roles);
			if (!needs.ok) fault(version.from === null ? at : `${at}.needs`, needs.problem.kind, needs.problem.detail);
			const day = version.from === null ? -Infinity : reader.day(`${at}.from`, version.from);
			return needs.ok ? [{ fromDay: Number.isFinite(day) ? day : fromDay - 7, needs: needs.value }] : [];
		});
		if (new Set(postRules.map((rule) => rule.fromDay)).size < postRules.length) fault(`${path}.needs`, 'rule-versions');
		const { id, name, position, weight } = post;
		return { id, name: name ?? id, position: position ?? null, weight: weight ?? 1, rules: postRules, shifts: own ?? shifts };
	});
	twice(
		'posts',
		posts.map(({ id }) => id)
	);

	const known = new Set(roles.flatMap(({ filledBy }) => filledBy));
	const around: readonly [number, number] = [fromDay - rules.dayOffWindowDays - 2, fromDay + days + 3];
	const people = file.people.map((person, i): RosterPerson => {
		const path = `people[${i}]`;
		for (const [r, role] of person.roles.entries()) if (!known.has(role)) fault(`${path}.roles[${r}]`, 'reference', { found: role });
		const hours = person.hours?.map((text, h) => reader.when(`${path}.hours[${h}]`, text));
		const wishes = (person.wishes ?? []).flatMap(({ want, on, hours: text, weight }, w): Wish[] => {
			const day = reader.day(`${path}.wishes[${w}].on`, on);
			const when = reader.when(`${path}.wishes[${w}].hours`, text ?? '24 h');
			if (!zone || !Number.isFinite(day)) return [];
			return [{ want, weight: weight ?? 1, startMs: zone.instantOf(day, when.fromMin), endMs: zone.instantOf(day, when.untilMin) }];
		});
		return {
			id: person.id,
			name: person.name ?? person.id,
			roles: person.roles,
			skills: person.skills ?? [],
			home: person.home ?? null,
			leave: (person.leave ?? []).flatMap((span, s) => reader.span(`${path}.leave[${s}]`, span)),
			available: hours && zone ? mergeSpans(hours.flatMap((when) => spansOf(when, zone, ...around))) : null,
			elsewhere: (person.elsewhere ?? []).flatMap((span, s) => reader.span(`${path}.elsewhere[${s}]`, span)),
			maxShiftsPerWeek: person.maxShiftsPerWeek ?? rules.maxShiftsPerWeek,
			maxHoursPerWeek: person.maxHoursPerWeek ?? rules.maxHoursPerWeek,
			nightsBefore: person.nightsBefore ?? 0,
			weekendsBefore: person.weekendsBefore ?? 0,
			wishes
		};
	});
	twice(
		'people',
		people.map(({ id }) => id)
	);
	const holidays = (file.holidays ?? []).map((date, i) => reader.day(`holidays[${i}]`, date));
	if (faults.length > 0 || !zone) return { ok: false, faults };

	const asked = seats(posts, zone, fromDay, days);
	if (asked.length === 0) return { ok: false, faults: [{ path: 'posts', kind: 'no-seats', detail: {} }] };
	const locked = (file.locked ?? []).map(({ seat, person }, i) => {
		if (!asked.some(({ id }) => id === seat)) fault(`locked[${i}].seat`, 'reference', { found: seat });
		if (!people.some(({ id }) => id === person)) fault(`locked[${i}].person`, 'reference', { found: person });
		return { seatId: seat, personId: person };
	});
	const problem: RosterProblem = {
		...{ name: file.name ?? '', zone, fromDay, days, rules, night, holidays, roles, posts, people },
		...{ seats: asked, locked }
	};
	if (faults.length === 0)
		for (const { rule, personId, seatIds, detail } of judgeRoster(problem, { assignments: locked })) {
			const at = locked.findIndex((one) => one.personId === personId && seatIds.includes(one.seatId));
			faults.push({ path: `locked[${at}]`, kind: 'locked-breaks', rule, detail: { person: personId, ...detail } });
		}
	return faults.length > 0 ? { ok: false, faults } : { ok: true, problem };
}

/** Reads local dates and times, and says where one cannot be. */
function readerOf(zone: Zone, fault: (path: string, kind: FileFaultKind, detail?: FileFault['detail']) => void) {
	const day = (path: string, text: string): number => {
		const found = dayOf(text);
		if (found === null) fault(path, 'date', { found: text });
		return found ?? NaN;
	};
	const moment = (path: string, text: string): number => {
		const [, date = '', h, m] = /^(\d{4}-\d\d-\d\d)(?:T(\d\d):(\d\d))?$/.exec(text) ?? [];
		const at = dayOf(date);
		const [hour, minute] = [Number(h ?? 0), Number(m ?? 0)];
		if (at === null || hour > 24 || minute > 59 || (hour === 24 && minute > 0)) {
			fault(path, 'moment', { found: text });
			return NaN;
		}
		// A day may begin after midnight; an hour that is named has to be there.
		if (h !== undefined && !zone.exists(at, hour * 60 + minute)) fault(path, 'moment-skipped', { found: text, zone: zone.id });
		return zone.instantOf(at, hour * 60 + minute);
	};
	return {
		day,
		when(path: string, text: string): When {
			const read = readWhen(text);
			if (!read.ok) fault(path, read.problem.kind, read.problem.detail);
			return read.ok ? read.value : { weekdays: [], fromMin: 0, untilMin: 1 };
		},
		span(path: string, { from, until, through }: FileSpan): Span[] {
			if ((until === undefined) === (through === undefined)) {
				fault(path, 'span-ends');
				return [];
			}
			const startMs = moment(`${path}.from`, from);
			const endMs = until !== undefined ? moment(`${path}.until`, until) : zone.instantOf(day(`${path}.through`, through!) + 1, 0);
			if (Number.isNaN(startMs) || Number.isNaN(endMs)) return [];
			if (endMs <= startMs) fault(path, 'span-empty', { from, until: until ?? through! });
			return [{ startMs, endMs }];
		}
	};
}
