/** A roster that is under way: what has begun is history, and counts for whoever sits there as work done elsewhere. */
import { isNight, isWeekend } from './judge-cost.ts';
import type { Assignment, RosterProblem } from './problem.ts';

/** The same problem without the seats that began before; those that were empty then stay so. */
export function withoutBegun(problem: RosterProblem, held: readonly Assignment[], beforeMs: number): RosterProblem {
	const begun = problem.seats.filter(({ startMs }) => startMs < beforeMs);
	if (begun.length === 0) return problem;
	const gone = new Set(begun.map(({ id }) => id));
	return {
		...withWorkDone(
			problem,
			held.filter(({ seatId }) => gone.has(seatId))
		),
		seats: problem.seats.filter(({ id }) => !gone.has(id)),
		locked: problem.locked.filter(({ seatId }) => !gone.has(seatId))
	};
}

/** These seats are work that is settled outside this roster: they stay with their people, with the nights and weekends that they are. */
export function withWorkDone(problem: RosterProblem, held: readonly Assignment[]): RosterProblem {
	const seatOf = new Map(problem.seats.map((seat) => [seat.id, seat]));
	const work = Map.groupBy(held, ({ personId }) => personId);
	return {
		...problem,
		people: problem.people.map((person) => {
			const seats = (work.get(person.id) ?? []).flatMap(({ seatId }) => seatOf.get(seatId) ?? []);
			if (seats.length === 0) return person;
			return {
				...person,
				elsewhere: [...person.elsewhere, ...seats.map(({ startMs, endMs }) => ({ startMs, endMs }))],
				nightsBefore: person.nightsBefore + seats.filter((seat) => isNight(problem, seat)).length,
				weekendsBefore: person.weekendsBefore + seats.filter((seat) => isWeekend(problem, seat)).length
			};
		})
	};
}
