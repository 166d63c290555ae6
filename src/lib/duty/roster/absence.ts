/** What if somebody, or a post, is off: the same problem without them, and the seats of a roster that this opens. Nothing is saved. */
import type { Seat } from '../seats.ts';
import { type Span, overlaps } from '../span.ts';
import type { Roster, RosterProblem } from './problem.ts';

export interface Off {
	readonly people: readonly { readonly id: string; readonly span: Span }[];
	/** Posts that are closed: nothing is asked there in the time. */
	readonly posts: readonly { readonly id: string; readonly span: Span }[];
}

/** The problem as it is then. Solve it with the roster as `previous` for the best cover. */
export function withOff(problem: RosterProblem, off: Off): RosterProblem {
	const people = problem.people.map((person) => {
		const leave = off.people.filter(({ id }) => id === person.id).map(({ span }) => span);
		return leave.length > 0 ? { ...person, leave: [...person.leave, ...leave] } : person;
	});
	const seats = problem.seats.filter((seat) => !off.posts.some(({ id, span }) => id === seat.postId && overlaps(span, seat)));
	const left = new Set(seats.map(({ id }) => id));
	const away = (personId: string, seatId: string): boolean => {
		const seat = seats.find(({ id }) => id === seatId);
		return seat !== undefined && off.people.some(({ id, span }) => id === personId && overlaps(span, seat));
	};
	const locked = problem.locked.filter(({ seatId, personId }) => left.has(seatId) && !away(personId, seatId));
	return { ...problem, people, seats, locked };
}

/** Seats that stand empty the moment they are off, and who sat there. */
export function opened(problem: RosterProblem, roster: Roster, off: Off): { readonly seat: Seat; readonly personId: string }[] {
	const seats = new Map(withOff(problem, off).seats.map((seat) => [seat.id, seat]));
	return roster.assignments.flatMap(({ seatId, personId }) => {
		const seat = seats.get(seatId);
		return seat && off.people.some(({ id, span }) => id === personId && overlaps(span, seat)) ? [{ seat, personId }] : [];
	});
}
