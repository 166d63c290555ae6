/**
 * Seats that no hard rule tells apart are one *duty*: same hours, role, skills and weight. The optimiser decides who does which duty; at which of its
 * posts they sit is decided afterwards. That is what makes a week of hundreds of seats small enough to be proven.
 */
import type { Seat } from '../seats.ts';
import { HOUR_MS, type Span, overlaps } from '../span.ts';
import { seatWeight } from './judge-cost.ts';
import { judgePerson } from './judge-roster.ts';
import type { RosterPerson, RosterProblem } from './problem.ts';

export interface Duty extends Span {
	readonly role: string;
	readonly skills: readonly string[];
	readonly weight: number;
	/** Seats of it, in the problem's order. */
	readonly seats: readonly Seat[];
}

/** In order of time. */
export function dutiesOf(problem: RosterProblem): Duty[] {
	const kind = (seat: Seat): string => JSON.stringify([seat.startMs, seat.endMs, seat.role, seat.skills, seatWeight(problem, seat)]);
	return [...Map.groupBy(problem.seats, kind).values()]
		.map((seats): Duty => {
			const { startMs, endMs, role, skills } = seats[0]!;
			return { startMs, endMs, role, skills, weight: seatWeight(problem, seats[0]!), seats };
		})
		.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs || (a.role < b.role ? -1 : a.role > b.role ? 1 : b.weight - a.weight));
}

/** Whether a person may do a duty at all, beside what they do elsewhere. */
export function mayDo(problem: RosterProblem, person: RosterPerson, duty: Duty): boolean {
	const role = problem.roles.find(({ id }) => id === duty.role);
	if (!role?.filledBy.some((name) => person.roles.includes(name))) return false;
	if (person.leave.some((span) => overlaps(span, duty))) return false;
	return judgePerson(problem, person, [duty.seats[0]!]).length === 0;
}

/** Whether nobody can do both, by time alone. */
export function clash({ rules }: RosterProblem, a: Span, b: Span): boolean {
	const [first, second] = a.startMs <= b.startMs ? [a, b] : [b, a];
	if (second.startMs - first.endMs < rules.minRestH * HOUR_MS) return true;
	// Within 24 hours that begin with the first, or that end with the second.
	const day = 24 * HOUR_MS;
	const most = rules.maxHoursIn24 * HOUR_MS;
	const within = (from: number): number =>
		[first, second].reduce((sum, { startMs, endMs }) => sum + Math.max(0, Math.min(endMs, from + day) - Math.max(startMs, from)), 0);
	return within(first.startMs) > most || within(second.endMs - day) > most;
}

/** Duties and people that have to do with one another: each part is a problem of its own, since nothing else joins two people. */
export interface Part {
	readonly duties: readonly Duty[];
	readonly people: readonly RosterPerson[];
	/** By person: indices into `duties` of what they may do, in order of time. */
	readonly may: readonly (readonly number[])[];
}

export function partsOf(problem: RosterProblem, duties: readonly Duty[], people: readonly RosterPerson[]): Part[] {
	const may = people.map((person) => duties.flatMap((duty, d) => (mayDo(problem, person, duty) ? [d] : [])));
	const parent = duties.map((_, d) => d);
	const top = (d: number): number => {
		let at = d;
		while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!;
		return at;
	};
	for (const list of may) for (const d of list) parent[top(d)] = top(list[0]!);
	return [...Map.groupBy(duties.keys(), top)].map(([root, members]) => {
		const place = new Map(members.map((d, i) => [d, i]));
		const here = people.flatMap((person, p) => (may[p]!.length > 0 && top(may[p]![0]!) === root ? [{ person, may: may[p]! }] : []));
		return {
			duties: members.map((d) => duties[d]!),
			people: here.map(({ person }) => person),
			may: here.map((one) => one.may.map((d) => place.get(d)!))
		};
	});
}
