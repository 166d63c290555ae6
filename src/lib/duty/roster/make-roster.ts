/**
 * Makes a roster, or repairs one with the fewest changes. Each aim is met in full before the next counts: (1) the weight of empty seats, (2) in a repair,
 * the seats that change hands, (3) points for nights, weekends, long weeks and wishes; then people are put to the posts of their duty with the least
 * way in all. Parts that have no person in common are solved on their own.
 */
import type { Seat } from '../seats.ts';
import { dutiesOf, type Part, partsOf } from './duties.ts';
import { type RosterCost, judgeCost, openSeats } from './judge-cost.ts';
import { judgeRoster } from './judge-roster.ts';
import type { SolveLinear } from './linear-model.ts';
import type { AimReached, RosterAim } from './part-search.ts';
import { placePeople } from './place-people.ts';
import type { Assignment, Roster, RosterProblem } from './problem.ts';
import { searchCourses } from './search-courses.ts';
import { searchDuties } from './search-duties.ts';

export interface RosterMade {
	readonly roster: Roster;
	readonly aims: readonly AimReached[];
	/** Every aim is proven to be the best there is, those before it being met. */
	readonly proven: boolean;
	readonly cost: RosterCost;
	readonly open: readonly Seat[];
	/** Seats that changed hands; null where nothing was repaired. */
	readonly changed: readonly SeatChange[] | null;
}

export interface SeatChange {
	readonly seat: Seat;
	/** Person before and after; null for nobody. */
	readonly before: string | null;
	readonly after: string | null;
}

export interface RosterStep {
	readonly aim: RosterAim;
	/** From 1. */
	readonly part: number;
	readonly parts: number;
}

export interface MakeOptions {
	/** The roster to change as little as can be. */
	readonly previous?: Roster;
	/** In a repair: seats that began before are not touched, epoch milliseconds. */
	readonly settledBeforeMs?: number;
	/** Nobody is put where they are refused: proposals that were turned down. */
	readonly refused?: readonly Assignment[];
	onStep?(step: RosterStep): void;
	/** Most of the time is gone: what there is counts more than a proof. */
	late?(): boolean;
}

/** Settled seats must keep the rules among themselves (`judgeRoster` of them alone finds nothing). */
export function makeRoster(problem: RosterProblem, solve: SolveLinear, options: MakeOptions = {}): RosterMade {
	const before = options.previous ? holders(problem, options.previous) : null;
	const settled = settledSeats(problem, before, options.settledBeforeMs ?? -Infinity);
	// Small parts first: where the time runs out, it runs out on the largest.
	const parts = partsOf(problem, dutiesOf(problem), problem.people)
		.map((part) => withoutRefused(part, options.refused ?? [], settled))
		.sort((a, b) => a.people.length * a.duties.length - b.people.length * b.duties.length);
	const assignments: Assignment[] = [];
	const aims = new Map<RosterAim, AimReached>();
	for (const [i, part] of parts.entries()) {
		const onAim = (aim: RosterAim): void => options.onStep?.({ aim, part: i + 1, parts: parts.length });
		const goal = { part, before, settled, solve, onAim, ...(options.late ? { late: options.late } : {}) };
		const found = searchCourses(problem, goal) ?? searchDuties(problem, goal);
		for (const { aim, value, bound, proven } of found.aims) {
			const sum = aims.get(aim) ?? { aim, value: 0, bound: 0, proven: true };
			aims.set(aim, { aim, value: sum.value + value, bound: sum.bound + bound, proven: sum.proven && proven });
		}
		for (const [d, duty] of part.duties.entries()) {
			const people = part.people.filter((_, p) => found.duties[p]!.includes(d));
			assignments.push(...placePeople(problem, duty, people, { settled, before }));
		}
	}
	const order = new Map(problem.seats.map(({ id }, i) => [id, i]));
	const roster: Roster = { assignments: assignments.sort((a, b) => order.get(a.seatId)! - order.get(b.seatId)!) };
	const cost = judgeCost(problem, roster);
	const changed = before && changedSeats(problem, before, holders(problem, roster));
	// What is told is the judge's own count; the search only adds how near the bound it is. A wish of somebody who can do nothing counts there too.
	const reached = [...aims.values()].map(({ aim, value, bound, proven }): AimReached => {
		const judged = aim === 'coverage' ? cost.uncovered : aim === 'changes' ? (changed?.length ?? 0) : cost.points;
		return {
			aim,
			value: round(judged),
			bound: proven ? round(judged) : round(bound + (Number.isFinite(value) ? judged - value : 0)),
			proven
		};
	});
	return { roster, aims: reached, proven: reached.every(({ proven }) => proven), cost, open: openSeats(problem, roster), changed };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

/** Who sits where; what speaks of seats or people that are no more is left out. */
function holders(problem: RosterProblem, { assignments }: Roster): Map<string, string> {
	const seats = new Set(problem.seats.map(({ id }) => id));
	const people = new Set(problem.people.map(({ id }) => id));
	return new Map(
		assignments.filter(({ seatId, personId }) => seats.has(seatId) && people.has(personId)).map((a) => [a.seatId, a.personId] as const)
	);
}

/** What is locked, and in a repair what has begun, unless its person may not sit there any more. */
function settledSeats(problem: RosterProblem, before: ReadonlyMap<string, string> | null, beforeMs: number): Map<string, string> {
	const settled = new Map(problem.locked.map(({ seatId, personId }) => [seatId, personId]));
	for (const seat of problem.seats) {
		const personId = before?.get(seat.id);
		if (personId === undefined || seat.startMs >= beforeMs || settled.has(seat.id)) continue;
		const assignments = [...settled].map(([seatId, person]) => ({ seatId, personId: person }));
		if (judgeRoster({ ...problem, locked: [] }, { assignments: [...assignments, { seatId: seat.id, personId }] }).length === 0)
			settled.set(seat.id, personId);
	}
	return settled;
}

/** To sit at another post in the same hours would be the same duty: the person is kept off all of it. */
function withoutRefused(part: Part, refused: readonly Assignment[], settled: ReadonlyMap<string, string>): Part {
	if (refused.length === 0) return part;
	const may = part.may.map((list, p) =>
		list.filter((d) => {
			const { seats } = part.duties[d]!;
			const { id: personId } = part.people[p]!;
			const wanted = seats.some(({ id }) => settled.get(id) === personId);
			return wanted || !refused.some((one) => one.personId === personId && seats.some(({ id }) => id === one.seatId));
		})
	);
	// Whoever may do none of it any more has no part in it.
	const left = part.people.flatMap((person, p) => (may[p]!.length > 0 ? [{ person, may: may[p]! }] : []));
	return { ...part, people: left.map(({ person }) => person), may: left.map((one) => one.may) };
}

function changedSeats(problem: RosterProblem, before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): SeatChange[] {
	return problem.seats.flatMap((seat): SeatChange[] => {
		const [was, is] = [before.get(seat.id) ?? null, after.get(seat.id) ?? null];
		return was === is ? [] : [{ seat, before: was, after: is }];
	});
}
