/** Who may sit where, by every hard rule: judged by the server's own function one person at a time, quickly enough for somebody who is being dragged. */
import { problemFileOf } from '#lib/duty/roster/board-problem.ts';
import { judgePerson, type RosterViolation } from '#lib/duty/roster/judge-roster.ts';
import { compileProblem } from '#lib/duty/roster/problem-file.ts';
import { dayOf, weekOf, type Zone } from '#lib/duty/local-time.ts';
import type { PersonId } from '#lib/duty/post.ts';
import { HOUR_MS, type Span } from '#lib/duty/span.ts';
import type { RosterBoard } from '#lib/wire/roster-board.ts';
import type { ShownSeat } from './seat-lanes.ts';

/** Somebody on a seat: as published, or as the lead has it. */
export type Sitting = Span & { readonly seat: string; readonly personId: PersonId };

export interface Judge {
	/** What would be broken, newly, if the person took the seat as well; `leaving`: a seat that they give up for it. Empty: nothing. */
	breaches(personId: PersonId, seatId: string, leaving?: string | null): readonly RosterViolation[];
}

/** What somebody breaks with all that they hold. */
export type PersonJudge = (personId: PersonId, held: readonly Sitting[]) => readonly RosterViolation[];

/**
 * Null where nothing is asked on these days, or the rules cannot be read.
 * @param seatOf seats of this screen; those asked and its own are judged, all others that somebody holds count as work elsewhere
 */
export function personJudge(board: RosterBoard, zone: Zone, seatOf: ReadonlyMap<string, ShownSeat>): PersonJudge | null {
	const judged = (id: string): ShownSeat | null => {
		const seat = seatOf.get(id);
		return seat?.own && seat.asked ? seat : null;
	};
	const some = [...seatOf.values()].find(({ own, asked }) => own && asked);
	if (!some) return null;
	// The rules and the people are what is needed; one post that asks for somebody makes them a problem.
	const compiled = compileProblem(problemFileOf({ ...board, posts: [some.post], duties: [] }, zone, () => false));
	if (!compiled.ok) return null;
	const { problem } = compiled;
	const people = new Map(problem.people.map((person) => [person.id, person]));
	return (personId, held) => {
		const person = people.get(String(personId));
		if (!person) return [];
		const [seats, elsewhere]: [ShownSeat[], Sitting[]] = [[], []];
		for (const sitting of held) {
			const seat = judged(sitting.seat);
			if (seat) seats.push(seat);
			else elsewhere.push(sitting);
		}
		return seats.length === 0 ? [] : judgePerson(problem, { ...person, elsewhere }, seats);
	};
}

/** From Monday to Sunday, the week that holds a local day. */
export function weekOfDate(zone: Zone, date: string): Span {
	const monday = weekOf(dayOf(date) ?? 0);
	return { startMs: zone.instantOf(monday, 0), endMs: zone.instantOf(monday + 7, 0) };
}

/** Hours of the shifts that begin in the week. */
export const weekHours = (sittings: readonly Span[], week: Span): number =>
	sittings.reduce((sum, { startMs, endMs }) => (week.startMs <= startMs && startMs < week.endMs ? sum + endMs - startMs : sum), 0) /
	HOUR_MS;

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
