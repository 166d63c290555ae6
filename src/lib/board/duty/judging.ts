/** Who may sit where, by every hard rule: the problem of the screen, judged by the server's own function, quickly enough for a person who is being dragged. */
import { problemFileOf } from '#lib/duty/roster/board-problem.ts';
import { judgePerson, judgeRoster, type RosterViolation } from '#lib/duty/roster/judge-roster.ts';
import type { RosterProblem } from '#lib/duty/roster/problem.ts';
import { compileProblem } from '#lib/duty/roster/problem-file.ts';
import { dayOf, weekOf, type Zone } from '#lib/duty/local-time.ts';
import type { PersonId } from '#lib/duty/post.ts';
import type { Seat } from '#lib/duty/seats.ts';
import { HOUR_MS, type Span } from '#lib/duty/span.ts';
import type { RosterBoard } from '#lib/wire/roster-board.ts';

/** Somebody on a seat: as published, or as the lead has it. */
export type Sitting = Span & { readonly seat: string; readonly personId: PersonId };

export interface Judge {
	readonly problem: RosterProblem;
	/** What would be broken, newly, if the person took the seat as well; `leaving`: a seat that they give up for it. Empty: nothing. */
	breaches(personId: PersonId, seatId: string, leaving?: string | null): readonly RosterViolation[];
	/** What the roster as it is on screen breaks. */
	all(): readonly RosterViolation[];
}

/** Null where nothing is asked, or the problem cannot be read. @param own whether a seat is one of this screen's own */
export function judgeOf(board: RosterBoard, zone: Zone, sittings: readonly Sitting[], own: (seat: string) => boolean): Judge | null {
	const compiled = compileProblem(problemFileOf({ ...board, duties: sittings }, zone, own));
	if (!compiled.ok) return null;
	const { problem } = compiled;
	const seats = new Map(problem.seats.map((seat) => [seat.id, seat]));
	const people = new Map(problem.people.map((person) => [person.id, person]));
	const held = new Map<string, Seat[]>();
	for (const { seat: id, personId } of sittings) {
		const seat = seats.get(id);
		if (!seat) continue;
		const list = held.get(String(personId));
		if (list) list.push(seat);
		else held.set(String(personId), [seat]);
	}
	return {
		problem,
		breaches(personId, seatId, leaving = null) {
			const [person, seat] = [people.get(String(personId)), seats.get(seatId)];
			if (!person || !seat)
				return [{ rule: person ? 'unknown-seat' : 'unknown-person', personId: String(personId), seatIds: [seatId], detail: {} }];
			const others = (held.get(person.id) ?? []).filter(({ id }) => id !== seatId && id !== leaving);
			return judgePerson(problem, person, [...others, seat]).filter(({ seatIds }) => seatIds.includes(seatId));
		},
		all: () =>
			judgeRoster(problem, {
				assignments: sittings.flatMap(({ seat, personId }) => (seats.has(seat) ? [{ seatId: seat, personId: String(personId) }] : []))
			})
	};
}

/** Hours of the shifts that begin in the week, Monday to Sunday, that holds a local day. */
export function weekHours(sittings: readonly Span[], zone: Zone, date: string): number {
	const monday = weekOf(dayOf(date) ?? 0);
	const [from, until] = [zone.instantOf(monday, 0), zone.instantOf(monday + 7, 0)];
	return sittings.reduce((sum, { startMs, endMs }) => (from <= startMs && startMs < until ? sum + endMs - startMs : sum), 0) / HOUR_MS;
}

/** The least hours free between two of them, one after another; null where there are fewer than two. */
export function leastRestH(sittings: readonly Span[]): number | null {
	const sorted = [...sittings].sort((a, b) => a.startMs - b.startMs);
	let least: number | null = null;
	for (const [i, one] of sorted.entries()) {
		const next = sorted[i + 1];
		if (next) least = Math.min(least ?? Infinity, (next.startMs - one.endMs) / HOUR_MS);
	}
	return least;
}
