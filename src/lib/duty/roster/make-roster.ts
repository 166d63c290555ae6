/**
 * Makes a roster, or repairs one with the fewest changes. Each aim is met in full before the next counts: (1) the weight of empty seats, (2) in a repair,
 * the seats that change hands, (3) points for nights, weekends, long weeks and wishes; then people are put to the posts of their duty with the least
 * way in all. Parts that have no person in common are solved on their own.
 */
import type { Seat } from '../seats.ts';
import { type DutyModel, dutyModel } from './duty-model.ts';
import { dutiesOf, type Duty, type Part, partsOf } from './duties.ts';
import { type RosterCost, judgeCost, openSeats } from './judge-cost.ts';
import { judgeRoster } from './judge-roster.ts';
import { addColumn, addRow, commonStep, type LinearAnswer, type SolveLinear, sumOf, type Term, withCost, withRow } from './linear-model.ts';
import { placePeople } from './place-people.ts';
import type { Assignment, Roster, RosterProblem } from './problem.ts';

export type RosterAim = 'coverage' | 'changes' | 'points';

/** How far an aim came: `value` was reached and nothing below `bound` can be. */
export interface AimReached {
	readonly aim: RosterAim;
	readonly value: number;
	readonly bound: number;
	readonly proven: boolean;
}

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
}

/** Settled seats must keep the rules among themselves (`judgeRoster` of them alone finds nothing). */
export function makeRoster(problem: RosterProblem, solve: SolveLinear, options: MakeOptions = {}): RosterMade {
	const before = options.previous ? holders(problem, options.previous) : null;
	const settled = settledSeats(problem, before, options.settledBeforeMs ?? -Infinity);
	const parts = partsOf(problem, dutiesOf(problem), problem.people);
	const assignments: Assignment[] = [];
	const aims = new Map<RosterAim, AimReached>();
	for (const [i, part] of parts.entries()) {
		const model = dutyModel(problem, part);
		refuse(model, part, options.refused ?? []);
		for (const [p, person] of part.people.entries())
			for (const [d, column] of model.does[p]!)
				if (part.duties[d]!.seats.some(({ id }) => settled.get(id) === person.id)) model.model.lower[column] = 1;
		const stages: (readonly [RosterAim, readonly Term[]])[] = [
			['coverage', model.uncovered],
			...(before ? [['changes', changesOf(model, part, before)] as const] : []),
			['points', model.points]
		];
		let { model: rows } = model;
		let start: readonly number[] | null = before && startFrom(model, part, before);
		let answer: LinearAnswer | null = null;
		for (const [aim, terms] of stages) {
			options.onStep?.({ aim, part: i + 1, parts: parts.length });
			const found: LinearAnswer = solve(withCost(rows, terms), commonStep(terms.map(([, factor]) => factor)), start);
			if (found.values) answer = found;
			if (!answer?.values) {
				if (found.infeasible) throw new Error('The seats that are settled break the rules: judge them before solving.');
				// Out of time before anything was found: nobody is assigned.
				break;
			}
			start = answer.values;
			const value = sumOf(terms, answer.values);
			const sum = aims.get(aim) ?? { aim, value: 0, bound: 0, proven: true };
			const bound = found.proven ? value : Math.max(0, found.bound);
			aims.set(aim, { aim, value: sum.value + value, bound: sum.bound + bound, proven: sum.proven && found.proven });
			rows = withRow(rows, -Infinity, terms, value + 1e-6);
		}
		assignments.push(...placed(problem, part, model, answer?.values ?? null, settled, before));
	}
	const order = new Map(problem.seats.map(({ id }, i) => [id, i]));
	const roster: Roster = { assignments: assignments.sort((a, b) => order.get(a.seatId)! - order.get(b.seatId)!) };
	const reached = [...aims.values()].map((aim) => ({ ...aim, value: round(aim.value), bound: round(aim.bound) }));
	return {
		roster,
		aims: reached,
		proven: reached.every(({ proven }) => proven),
		cost: judgeCost(problem, roster),
		open: openSeats(problem, roster),
		changed: before && changedSeats(problem, before, holders(problem, roster))
	};
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

function refuse({ model, does }: DutyModel, part: Part, refused: readonly Assignment[]): void {
	for (const { seatId, personId } of refused) {
		const p = part.people.findIndex(({ id }) => id === personId);
		const d = part.duties.findIndex(({ seats }) => seats.some(({ id }) => id === seatId));
		const column = does[p]?.get(d);
		// To sit at another post in the same hours would be the same duty.
		if (column !== undefined) model.upper[column] = 0;
	}
}

/** Seats that change hands: those who leave a duty, and empty seats that are filled beyond what was left. */
function changesOf({ model, does, open }: DutyModel, part: Part, before: ReadonlyMap<string, string>): Term[] {
	const terms: Term[] = [];
	for (const [d, duty] of part.duties.entries()) {
		const held = duty.seats.flatMap(({ id }) => before.get(id) ?? []);
		for (const [p, person] of part.people.entries()) {
			const column = held.includes(person.id) ? does[p]!.get(d) : undefined;
			if (column === undefined) continue;
			// Leaving costs one; it is written as a column so that the sum is the number of changes.
			const leaves = addColumn(model, 0, 1, false);
			addRow(
				model,
				1,
				[
					[column, 1],
					[leaves, 1]
				],
				1
			);
			terms.push([leaves, 1]);
		}
		const stuck = held.filter((id) => !part.people.some((person, p) => person.id === id && does[p]!.has(d))).length;
		if (stuck > 0) terms.push([addColumn(model, stuck, stuck, false), 1]);
		const more = addColumn(model, 0, Infinity, false);
		// filled − held ≤ more, where filled = seats − open.
		addRow(
			model,
			duty.seats.length - held.length,
			[
				[open[d]!, 1],
				[more, 1]
			],
			Infinity
		);
		terms.push([more, 1]);
	}
	return terms;
}

function startFrom({ model, does }: DutyModel, part: Part, before: ReadonlyMap<string, string>): number[] {
	const start = new Array<number>(model.cost.length).fill(0);
	for (const [d, duty] of part.duties.entries())
		for (const { id } of duty.seats) {
			const p = part.people.findIndex((person) => person.id === before.get(id));
			const column = does[p]?.get(d);
			if (column !== undefined && model.upper[column] === 1) start[column] = 1;
		}
	for (const [column, lower] of model.lower.entries()) if (lower > 0) start[column] = lower;
	return start;
}

function placed(
	problem: RosterProblem,
	part: Part,
	{ does }: DutyModel,
	values: readonly number[] | null,
	settled: ReadonlyMap<string, string>,
	before: ReadonlyMap<string, string> | null
): Assignment[] {
	if (!values) return [];
	return part.duties.flatMap((duty: Duty, d) => {
		const people = part.people.filter((_, p) => does[p]!.has(d) && values[does[p]!.get(d)!] === 1);
		return placePeople(problem, duty, people, { settled, before });
	});
}

function changedSeats(problem: RosterProblem, before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): SeatChange[] {
	return problem.seats.flatMap((seat): SeatChange[] => {
		const [was, is] = [before.get(seat.id) ?? null, after.get(seat.id) ?? null];
		return was === is ? [] : [{ seat, before: was, after: is }];
	});
}
