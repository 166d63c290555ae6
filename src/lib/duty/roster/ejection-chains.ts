/**
 * Fills gaps by chains: somebody takes the gap and leaves a seat, the next takes that one, until somebody is free. The shortest chain of each gap is
 * looked for, one gap after another; it is quick, and proves nothing.
 */
import type { Seat } from '../seats.ts';
import { clash } from './duties.ts';
import { seatWeight } from './judge-cost.ts';
import { judgePerson } from './judge-roster.ts';
import type { RosterPerson, RosterProblem } from './problem.ts';

/** Sets of seats that are judged for one gap, at most. */
const MOST_TRIES = 1_000;

interface Link {
	readonly seat: Seat;
	/** Who left it for the seat of the link before; null for the gap itself. */
	readonly leftBy: RosterPerson | null;
	readonly before: Link | null;
}

/** @param held who sits where; seats of the problem and its people alone @returns who sits where then */
export function fillByChains(problem: RosterProblem, held: ReadonlyMap<string, string>, gaps: readonly Seat[]): Map<string, string> {
	const after = new Map(held);
	const seatOf = new Map(problem.seats.map((seat) => [seat.id, seat]));
	const own = new Map<string, Seat[]>(problem.people.map(({ id }) => [id, []]));
	for (const [seat, person] of held) {
		const found = seatOf.get(seat);
		if (found) own.get(person)?.push(found);
	}
	const fitting = new Map<string, RosterPerson[]>();
	const peopleFor = (seat: Seat): readonly RosterPerson[] => {
		const key = JSON.stringify([seat.role, seat.skills]);
		const known = fitting.get(key);
		if (known) return known;
		const names = problem.roles.find(({ id }) => id === seat.role)?.filledBy ?? [];
		const people = problem.people.filter(
			(person) => names.some((name) => person.roles.includes(name)) && seat.skills.every((skill) => person.skills.includes(skill))
		);
		fitting.set(key, people);
		return people;
	};

	const weightFirst = [...gaps].sort((a, b) => seatWeight(problem, b) - seatWeight(problem, a) || a.startMs - b.startMs);
	for (const gap of weightFirst) {
		const chain = shortest(problem, gap, own, peopleFor);
		for (const { seat, person } of chain ?? []) {
			const was = after.get(seat.id);
			if (was !== undefined)
				own.set(
					was,
					own.get(was)!.filter(({ id }) => id !== seat.id)
				);
			after.set(seat.id, person.id);
			own.get(person.id)!.push(seat);
		}
	}
	return after;
}

/** From the gap on: who takes which seat. */
function shortest(
	problem: RosterProblem,
	gap: Seat,
	own: ReadonlyMap<string, readonly Seat[]>,
	peopleFor: (seat: Seat) => readonly RosterPerson[]
): { readonly seat: Seat; readonly person: RosterPerson }[] | null {
	let tries = 0;
	const breaks = new Map<string, number>();
	const broken = (person: RosterPerson, seats: readonly Seat[]): number => {
		tries++;
		return judgePerson(problem, person, seats).length;
	};
	const allowed = (person: RosterPerson, seats: readonly Seat[]): boolean => {
		let known = breaks.get(person.id);
		if (known === undefined) breaks.set(person.id, (known = broken(person, own.get(person.id)!)));
		return broken(person, seats) <= known;
	};
	const seen = new Set([gap.id]);
	const queue: Link[] = [{ seat: gap, leftBy: null, before: null }];
	for (let at = 0; at < queue.length && tries < MOST_TRIES; at++) {
		const link = queue[at]!;
		const moving = new Set<RosterPerson>();
		for (let back: Link | null = link; back; back = back.before) if (back.leftBy) moving.add(back.leftBy);
		for (const person of peopleFor(link.seat)) {
			const seats = own.get(person.id)!;
			if (moving.has(person) || seats.some(({ id }) => id === link.seat.id)) continue;
			const inTheWay = seats.filter((seat) => clash(problem, seat, link.seat));
			if (inTheWay.length > 1) continue;
			if (inTheWay.length === 0 && allowed(person, [...seats, link.seat])) return unrolled(link, person);
			for (const seat of inTheWay.length === 1 ? inTheWay : seats) {
				if (seen.has(seat.id) || !allowed(person, [...seats.filter((one) => one !== seat), link.seat])) continue;
				seen.add(seat.id);
				queue.push({ seat, leftBy: person, before: link });
			}
		}
	}
	return null;
}

function unrolled(last: Link, free: RosterPerson): { readonly seat: Seat; readonly person: RosterPerson }[] {
	const chain: { readonly seat: Seat; readonly person: RosterPerson }[] = [{ seat: last.seat, person: free }];
	for (let link = last; link.before && link.leftBy; link = link.before) chain.unshift({ seat: link.before.seat, person: link.leftBy });
	return chain;
}
