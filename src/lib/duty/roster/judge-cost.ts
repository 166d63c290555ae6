/** What a legal roster leaves open and how good it is: empty seats first, then points for nights, weekends, long weeks and wishes, then the way from home. */
import { distanceM } from '../../geo/distance-m.ts';
import { weekdayOf, weekOf } from '../local-time.ts';
import type { Seat } from '../seats.ts';
import { HOUR_MS, type Span, overlaps } from '../span.ts';
import { spansOf } from '../when.ts';
import type { Roster, RosterPerson, RosterProblem } from './problem.ts';

export interface RosterCost {
	/** Empty seats, each times the weights of its role and post. */
	readonly uncovered: number;
	/** The parts of `points`. */
	readonly nights: number;
	readonly weekends: number;
	readonly hours: number;
	readonly wishes: number;
	/** What the optimiser keeps low after `uncovered`. */
	readonly points: number;
	/** Metres from home to post, summed over seats; people and posts without a place count nothing. */
	readonly distanceM: number;
}

export function isNight(problem: RosterProblem, span: Span): boolean {
	const { zone, night } = problem;
	const day = zone.localOf(span.startMs).day;
	return spansOf(night, zone, day - 1, day + 3).some((stretch) => overlaps(stretch, span));
}

export function isWeekend({ zone, rules, holidays }: RosterProblem, { startMs }: Span): boolean {
	const { day } = zone.localOf(startMs);
	return rules.weekendDays.includes(weekdayOf(day)) || holidays.includes(day);
}

/** What an empty seat counts. */
export function seatWeight({ roles, posts }: RosterProblem, seat: Seat): number {
	return (roles.find(({ id }) => id === seat.role)?.weight ?? 1) * (posts.find(({ id }) => id === seat.postId)?.weight ?? 1);
}

export function openSeats(problem: RosterProblem, roster: Roster): Seat[] {
	const filled = new Set(roster.assignments.map(({ seatId }) => seatId));
	return problem.seats.filter(({ id }) => !filled.has(id));
}

export const wayM = (person: RosterPerson, position: readonly [number, number] | null): number =>
	person.home && position ? distanceM(person.home, position) : 0;

export function judgeCost(problem: RosterProblem, roster: Roster): RosterCost {
	const { points } = problem.rules;
	const seatOf = new Map(problem.seats.map((seat) => [seat.id, seat]));
	const held = Map.groupBy(roster.assignments, ({ personId }) => personId);
	const cost = { nights: 0, weekends: 0, hours: 0, wishes: 0, way: 0 };
	for (const person of problem.people) {
		const own = (held.get(person.id) ?? []).flatMap(({ seatId }) => seatOf.get(seatId) ?? []);
		const shared = (before: number, now: number): number => (before + now) ** 2 - before ** 2;
		cost.nights += points.night * shared(person.nightsBefore, own.filter((seat) => isNight(problem, seat)).length);
		cost.weekends += points.weekend * shared(person.weekendsBefore, own.filter((seat) => isWeekend(problem, seat)).length);
		const weeks = Map.groupBy([...own, ...person.elsewhere], ({ startMs }) => weekOf(problem.zone.localOf(startMs).day));
		for (const items of weeks.values()) {
			if (!items.some((item) => own.includes(item as Seat))) continue;
			const over = (list: readonly Span[]): number => {
				const worked = list.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0) / HOUR_MS;
				return points.hourStepsH.reduce((sum, step) => sum + points.hour * Math.max(0, worked - step), 0);
			};
			// Long hours elsewhere are not this roster's doing.
			cost.hours += over(items) - over(items.filter((item) => !own.includes(item as Seat)));
		}
		for (const wish of person.wishes) {
			const touching = own.filter((seat) => overlaps(seat, wish)).length;
			cost.wishes += points.wish * wish.weight * (wish.want === 'off' ? touching : touching > 0 ? 0 : 1);
		}
		for (const seat of own) cost.way += wayM(person, problem.posts.find(({ id }) => id === seat.postId)?.position ?? null);
	}
	const { nights, weekends, hours, wishes, way } = cost;
	const uncovered = openSeats(problem, roster).reduce((sum, seat) => sum + seatWeight(problem, seat), 0);
	return { uncovered, nights, weekends, hours, wishes, points: nights + weekends + hours + wishes, distanceM: Math.round(way) };
}
