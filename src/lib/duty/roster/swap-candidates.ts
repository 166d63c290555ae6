/** Who could take a seat of somebody's, and what of theirs could be had for it, so that nobody breaks a hard rule by it that they do not break already. */
import type { Seat } from '../seats.ts';
import { judgePerson, type RosterViolation } from './judge-roster.ts';
import type { Assignment, RosterPerson, RosterProblem } from './problem.ts';

export interface SwapCandidate {
	readonly personId: string;
	/** They could take the seat and give none for it. */
	readonly takes: boolean;
	/** Ids of seats of theirs that the one who asks could take in exchange, in order of time. */
	readonly forSeats: readonly string[];
}

/** What a person would break with these seats and does not with those. */
export function newBreaches(
	problem: RosterProblem,
	person: RosterPerson,
	before: readonly Seat[],
	after: readonly Seat[]
): RosterViolation[] {
	const known = new Set(judgePerson(problem, person, before).map(({ rule, detail }) => JSON.stringify([rule, detail])));
	return judgePerson(problem, person, after).filter(({ rule, detail }) => !known.has(JSON.stringify([rule, detail])));
}

/**
 * @param held who sits where now
 * @param mine the seat that is offered by whoever holds it
 * @param afterMs only seats that begin later can be had for it
 */
export function swapCandidates(problem: RosterProblem, held: readonly Assignment[], mine: string, afterMs: number): SwapCandidate[] {
	const seatOf = new Map(problem.seats.map((seat) => [seat.id, seat]));
	const seatsOf = new Map<string, Seat[]>();
	for (const { seatId, personId } of held) {
		const seat = seatOf.get(seatId);
		if (seat) seatsOf.set(personId, [...(seatsOf.get(personId) ?? []), seat]);
	}
	const asker = problem.people.find(({ id }) => id === held.find(({ seatId }) => seatId === mine)?.personId);
	const seat = seatOf.get(mine);
	if (!asker || !seat) return [];
	const own = seatsOf.get(asker.id) ?? [];
	const left = own.filter(({ id }) => id !== mine);
	const role = problem.roles.find(({ id }) => id === seat.role);
	return problem.people.flatMap((person): SwapCandidate[] => {
		// Most cannot at all, whatever they give for it.
		if (person.id === asker.id || !role?.filledBy.some((name) => person.roles.includes(name))) return [];
		const theirs = seatsOf.get(person.id) ?? [];
		const takes = newBreaches(problem, person, theirs, [...theirs, seat]).length === 0;
		const forSeats = theirs
			.filter(
				(one) =>
					one.startMs > afterMs &&
					newBreaches(problem, person, theirs, [...theirs.filter(({ id }) => id !== one.id), seat]).length === 0 &&
					newBreaches(problem, asker, own, [...left, one]).length === 0
			)
			.sort((a, b) => a.startMs - b.startMs)
			.map(({ id }) => id);
		return takes || forSeats.length > 0 ? [{ personId: person.id, takes, forSeats }] : [];
	});
}
