/**
 * Judges a roster by every hard rule, whoever made it: a person, a file or the optimiser. It shares nothing with the optimiser's model, so that each is
 * a witness of the other.
 */
import { dateOf, localText, weekOf } from '../local-time.ts';
import type { Seat } from '../seats.ts';
import { HOUR_MS, type Span, overlaps, sharedMs } from '../span.ts';
import type { Assignment, Roster, RosterPerson, RosterProblem } from './problem.ts';

export type RosterRuleBroken =
	| 'unknown-seat'
	| 'unknown-person'
	| 'seat-taken-twice'
	| 'double-booking'
	| 'rest'
	| 'hours-in-24'
	| 'day-off'
	| 'shifts-per-week'
	| 'hours-per-week'
	| 'role'
	| 'skill'
	| 'leave'
	| 'availability'
	| 'locked';

export interface RosterViolation {
	readonly rule: RosterRuleBroken;
	readonly personId: string;
	/** Every seat that takes part in it, in order of time. */
	readonly seatIds: readonly string[];
	/** What was found and what the rule asks, for the words: hours, numbers, dates. */
	readonly detail: Readonly<Record<string, string | number>>;
}

const DAY_MS = 24 * HOUR_MS;
const hours = (ms: number): number => Math.round((ms / HOUR_MS) * 100) / 100;

/** In order of person, then of rule and time. Empty: the roster is legal (seats may still be empty). */
export function judgeRoster(problem: RosterProblem, roster: Roster): RosterViolation[] {
	const seatOf = new Map(problem.seats.map((seat) => [seat.id, seat]));
	const people = new Map(problem.people.map((person) => [person.id, person]));
	const violations: RosterViolation[] = [];
	const holders = new Map<string, string[]>();
	const held = new Map<string, Seat[]>();
	for (const { seatId, personId } of roster.assignments) {
		const seat = seatOf.get(seatId);
		if (!people.has(personId)) violations.push({ rule: 'unknown-person', personId, seatIds: [seatId], detail: {} });
		if (!seat) violations.push({ rule: 'unknown-seat', personId, seatIds: [seatId], detail: {} });
		const there = holders.get(seatId);
		if (there) {
			violations.push({ rule: 'seat-taken-twice', personId, seatIds: [seatId], detail: { other: there[0] ?? '' } });
			there.push(personId);
		} else holders.set(seatId, [personId]);
		if (seat) held.set(personId, [...(held.get(personId) ?? []), seat]);
	}
	for (const { seatId, personId } of problem.locked)
		if (!holders.get(seatId)?.includes(personId)) violations.push({ rule: 'locked', personId, seatIds: [seatId], detail: {} });
	for (const person of problem.people) violations.push(...judgePerson(problem, person, held.get(person.id) ?? []));
	return violations;
}

interface Work extends Span {
	/** Null for work outside this roster. */
	readonly seat: Seat | null;
}

/** What one person's seats break. Work elsewhere alone breaks nothing here: it is not this roster's doing. */
export function judgePerson(problem: RosterProblem, person: RosterPerson, seats: readonly Seat[]): RosterViolation[] {
	const { rules, zone } = problem;
	const found: RosterViolation[] = [];
	const say = (rule: RosterRuleBroken, of: readonly Work[], detail: RosterViolation['detail'] = {}): void => {
		const seatIds = of.flatMap(({ seat }) => seat?.id ?? []);
		if (seatIds.length > 0) found.push({ rule, personId: person.id, seatIds, detail });
	};
	const work: Work[] = [...seats.map((seat) => ({ ...seat, seat })), ...person.elsewhere.map((span) => ({ ...span, seat: null }))].sort(
		(a, b) => a.startMs - b.startMs || a.endMs - b.endMs
	);

	for (const item of work) {
		const { seat } = item;
		if (!seat) continue;
		const role = problem.roles.find(({ id }) => id === seat.role);
		if (!role?.filledBy.some((name) => person.roles.includes(name)))
			say('role', [item], { role: seat.role, roles: person.roles.join(', ') });
		const missing = seat.skills.filter((skill) => !person.skills.includes(skill));
		if (missing.length > 0) say('skill', [item], { skills: missing.join(', ') });
		const leave = person.leave.find((span) => overlaps(span, seat));
		if (leave) say('leave', [item], { from: localText(zone, leave.startMs), until: localText(zone, leave.endMs) });
		if (person.available && !person.available.some((span) => span.startMs <= seat.startMs && seat.endMs <= span.endMs))
			say('availability', [item], { from: localText(zone, seat.startMs), until: localText(zone, seat.endMs) });
	}

	let latest: Work | null = null;
	for (const item of work) {
		if (latest && overlaps(latest, item)) say('double-booking', [latest, item], { from: localText(zone, item.startMs) });
		else if (latest && item.startMs - latest.endMs < rules.minRestH * HOUR_MS)
			say('rest', [latest, item], { restH: hours(item.startMs - latest.endMs), minRestH: rules.minRestH });
		if (!latest || item.endMs > latest.endMs) latest = item;
	}

	// The work within 24 hours is most where the 24 hours begin with a shift or end with one.
	const judged = new Set<string>();
	for (const from of work.flatMap(({ startMs, endMs }) => [startMs, endMs - DAY_MS])) {
		const window: Span = { startMs: from, endMs: from + DAY_MS };
		const within = work.filter((item) => overlaps(item, window));
		const ms = within.reduce((sum, item) => sum + sharedMs(item, window), 0);
		const key = within.map(({ startMs, endMs }) => `${startMs}-${endMs}`).join();
		if (ms <= rules.maxHoursIn24 * HOUR_MS || judged.has(key)) continue;
		judged.add(key);
		say('hours-in-24', within, { hours: hours(ms), maxHoursIn24: rules.maxHoursIn24, from: localText(zone, from) });
	}

	const worked = new Map<number, Work[]>();
	for (const item of work) {
		const last = zone.localOf(item.endMs - 1).day;
		for (let day = zone.localOf(item.startMs).day; day <= last; day++) worked.set(day, [...(worked.get(day) ?? []), item]);
	}
	const days = [...worked.keys()].sort((a, b) => a - b);
	for (const last of days) {
		const first = last - rules.dayOffWindowDays + 1;
		const within = days.filter((day) => first <= day && day <= last);
		if (within.length <= rules.dayOffWindowDays - rules.daysOffInWindow) continue;
		const items = new Set(within.flatMap((day) => worked.get(day) ?? []));
		say('day-off', [...items], {
			from: dateOf(first),
			through: dateOf(last),
			worked: within.length,
			most: rules.dayOffWindowDays - rules.daysOffInWindow
		});
	}

	const weeks = Map.groupBy(work, ({ startMs }) => weekOf(zone.localOf(startMs).day));
	for (const [week, items] of weeks) {
		const ms = items.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
		if (items.length > person.maxShiftsPerWeek)
			say('shifts-per-week', items, { week: dateOf(week), shifts: items.length, most: person.maxShiftsPerWeek });
		if (ms > person.maxHoursPerWeek * HOUR_MS)
			say('hours-per-week', items, { week: dateOf(week), hours: hours(ms), most: person.maxHoursPerWeek });
	}
	return found;
}

/** What would be broken, newly, if this person took the seat as well: why a seat greys while a person is dragged over it. Empty: nothing. */
export function breachesOf(problem: RosterProblem, roster: Roster, { seatId, personId }: Assignment): RosterViolation[] {
	const person = problem.people.find(({ id }) => id === personId);
	const seat = problem.seats.find(({ id }) => id === seatId);
	if (!person || !seat) return [{ rule: person ? 'unknown-seat' : 'unknown-person', personId, seatIds: [seatId], detail: {} }];
	const own = new Set(roster.assignments.filter((a) => a.personId === personId).map((a) => a.seatId));
	own.delete(seatId);
	const held = problem.seats.filter(({ id }) => own.has(id));
	return judgePerson(problem, person, [...held, seat]).filter(({ seatIds }) => seatIds.includes(seatId));
}
