/** A legal roster for the demo's street: everybody in turn, whoever has worked least first, then chains for what is left; a handful of seats stay open, as in life. */
import { fillByChains } from '../../src/lib/duty/roster/ejection-chains.ts';
import { isNight } from '../../src/lib/duty/roster/judge-cost.ts';
import { judgePerson } from '../../src/lib/duty/roster/judge-roster.ts';
import type { Assignment, RosterProblem } from '../../src/lib/duty/roster/problem.ts';
import type { Seat } from '../../src/lib/duty/seats.ts';
import { hash } from './dice.ts';

/** One seat in so many is left open. */
const OPEN_EVERY = 48;

export function watchRoster(problem: RosterProblem): Assignment[] {
	const held = new Map<string, Seat[]>(problem.people.map(({ id }) => [id, []]));
	const nights = new Map<string, number>();
	const sits = new Map<string, string>();
	const worked = (id: string): number => held.get(id)!.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
	for (const seat of problem.seats) {
		const names = problem.roles.find(({ id }) => id === seat.role)?.filledBy ?? [];
		const night = isNight(problem, seat);
		const turn = (id: string): number => worked(id) + (night ? (nights.get(id) ?? 0) * 24 * 3_600_000 : 0);
		const able = problem.people
			.filter((person) => names.some((name) => person.roles.includes(name)))
			.sort((a, b) => turn(a.id) - turn(b.id) || hash(seat.id + a.id) - hash(seat.id + b.id));
		const person = able.find((one) => judgePerson(problem, one, [...held.get(one.id)!, seat]).length === 0);
		if (!person) continue;
		held.get(person.id)!.push(seat);
		sits.set(seat.id, person.id);
		if (night) nights.set(person.id, (nights.get(person.id) ?? 0) + 1);
	}
	const left = problem.seats.filter(({ id }) => !sits.has(id));
	return [...fillByChains(problem, sits, left)]
		.filter(([seatId]) => (hash(seatId) >>> 0) % OPEN_EVERY !== 0)
		.map(([seatId, personId]) => ({ seatId, personId }));
}

/** Minutes before its beginning that somebody comes to their seat; null: they never do. */
export function comesBefore(seat: string): number | null {
	const throwOf = (hash(`${seat}/comes`) >>> 0) % 1000;
	if (throwOf < 12) return null;
	// A few are late.
	if (throwOf < 50) return -(6 + (throwOf % 14));
	return 3 + (throwOf % 14);
}
