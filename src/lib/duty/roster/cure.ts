/** What would cure the empty seats: how many people more of which role, proven by a bound; and which seats nobody could legally fill. */
import type { Seat } from '../seats.ts';
import { HOUR_MS } from '../span.ts';
import { hardRules } from './duty-model.ts';
import { type Duty, dutiesOf, mayDo, partsOf } from './duties.ts';
import { addColumn, addRow, emptyModel, type LinearModel, type SolveLinear, type Term } from './linear-model.ts';
import type { RosterPerson, RosterProblem } from './problem.ts';
import { fewestPeople } from './search-courses.ts';

export interface Cure {
	/** Role of the empty seats. */
	readonly role: string;
	/** Skills that the new people need for some of those seats. */
	readonly skills: readonly string[];
	/** Empty seats of the role that people could fill. */
	readonly seats: number;
	readonly openHours: number;
	/** So many people more, free at all hours, and every seat of the role is filled. */
	readonly people: number;
	/** With fewer than this it cannot be. Equal to `people`: proven. */
	readonly atLeast: number;
	/** Seats that no number of people fills, because the rules forbid the seat itself. */
	readonly forbidden: readonly Seat[];
}

/** @param open what the best roster leaves empty */
export function cureOf(problem: RosterProblem, open: readonly Seat[], solve: SolveLinear): Cure[] {
	const duties = dutiesOf(problem);
	return [...Map.groupBy(open, ({ role }) => role)].map(([role, seats]) => {
		const fresh = freshPerson(problem, role);
		const asked = new Map(seats.map((seat) => [seat.id, seat]));
		const left = duties.flatMap((duty) => {
			const still = duty.seats.filter(({ id }) => asked.has(id));
			return still.length > 0 ? [{ ...duty, seats: still }] : [];
		});
		const forbidden = left.filter((duty) => !mayDo(problem, fresh, duty)).flatMap((duty) => duty.seats);
		const fillable = left.filter((duty) => mayDo(problem, fresh, duty));
		const count = fillable.reduce((sum, duty) => sum + duty.seats.length, 0);
		const base = {
			role,
			skills: [...new Set(fillable.flatMap((duty) => duty.skills))].sort(),
			seats: count,
			openHours: seats.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0) / HOUR_MS,
			forbidden
		};
		if (count === 0) return { ...base, people: 0, atLeast: 0 };
		const possible = duties.filter((duty) => duty.role !== role || mayDo(problem, fresh, duty));
		const chosen = fewestByCourses(problem, possible, fresh, role, count, solve);
		if (chosen) return { ...base, ...chosen };
		const atLeast = fewest(problem, possible, fresh, role, solve);
		return { ...base, ...enough(problem, possible, fillable, fresh, role, atLeast, solve) };
	});
}

/** By whole courses, where those are few enough to be written out. */
function fewestByCourses(
	problem: RosterProblem,
	duties: readonly Duty[],
	fresh: RosterPerson,
	role: string,
	most: number,
	solve: SolveLinear
) {
	const part = partsOf(problem, duties, [...problem.people, fresh]).find(({ people }) => people.includes(fresh))!;
	const settled = new Map(problem.locked.map(({ seatId, personId }) => [seatId, personId]));
	const goal = { part, before: null, settled, solve, onAim: () => {} };
	return fewestPeople(problem, goal, { person: part.people.indexOf(fresh), size: most, role });
}

/** Somebody with nothing but the role: no leave, no other work, every skill that is asked. */
function freshPerson(problem: RosterProblem, role: string): RosterPerson {
	const filledBy = problem.roles.find(({ id }) => id === role)?.filledBy ?? [role];
	return {
		id: '',
		name: '',
		roles: filledBy.slice(0, 1),
		skills: [...new Set(problem.seats.flatMap(({ skills }) => skills))],
		home: null,
		leave: [],
		available: null,
		elsewhere: [],
		maxShiftsPerWeek: problem.rules.maxShiftsPerWeek,
		maxHoursPerWeek: problem.rules.maxHoursPerWeek,
		nightsBefore: 0,
		weekendsBefore: 0,
		wishes: []
	};
}

/**
 * Writes one person whose every limit is multiplied by a column: a number of people of whom nothing is known apart (in a relaxation), or one who is there
 * or not. @returns the column of each duty they may do
 */
function scaled(
	problem: RosterProblem,
	model: LinearModel,
	person: RosterPerson,
	duties: readonly Duty[],
	by: number
): Map<number, number> {
	const own = emptyModel();
	const may = duties.flatMap((duty, d) => (duty.seats.length > 0 && mayDo(problem, person, duty) ? [d] : []));
	const does = new Map(may.map((d) => [d, addColumn(own, 0, 1, true)]));
	hardRules(problem, own, person, duties, does, true);
	const offset = model.cost.length;
	for (const [c, upper] of own.upper.entries()) {
		addColumn(model, 0, Infinity, own.whole[c]!);
		addRow(
			model,
			-Infinity,
			[
				[offset + c, 1],
				[by, -upper]
			],
			0
		);
	}
	for (const [row, upper] of own.rowUpper.entries()) {
		const terms: Term[] = [];
		for (let at = own.starts[row]!; at < own.starts[row + 1]!; at++) terms.push([offset + own.indices[at]!, own.values[at]!]);
		addRow(model, own.rowLower[row] === upper ? 0 : -Infinity, [...terms, [by, -upper]], 0);
	}
	return new Map([...does].map(([d, column]) => [d, offset + column]));
}

/** Duties of one role are filled, by those who are there and by the new ones; other duties may be. */
function askAll(model: LinearModel, duties: readonly Duty[], role: string, does: readonly ReadonlyMap<number, number>[]): void {
	for (const [d, duty] of duties.entries()) {
		const terms = does.flatMap((columns): Term[] => (columns.has(d) ? [[columns.get(d)!, 1]] : []));
		const wanted = duty.role === role ? duty.seats.length : -Infinity;
		if (terms.length > 0 || wanted > 0) addRow(model, wanted, terms, duty.seats.length);
	}
}

/** A bound from below: the relaxation, in which people may be split. */
function fewest(problem: RosterProblem, duties: readonly Duty[], fresh: RosterPerson, role: string, solve: SolveLinear): number {
	const { model, does } = withThoseThere(problem, duties, role);
	const number = addColumn(model, 0, Infinity, false);
	askAll(model, duties, role, [...does, scaled(problem, model, fresh, duties, number)]);
	model.cost[number] = 1;
	const answer = solve({ ...model, whole: model.whole.map(() => false) }, 0, null);
	return answer.proven ? Math.max(1, Math.ceil(answer.objective - 1e-6)) : 1;
}

/** Only the people who have to do with the role. */
function withThoseThere(problem: RosterProblem, duties: readonly Duty[], role: string) {
	const model = emptyModel();
	const near = partsOf(problem, duties, problem.people).filter((part) => part.duties.some((duty) => duty.role === role));
	const place = new Map(duties.map((duty, d) => [duty, d]));
	const does: Map<number, number>[] = [];
	for (const part of near)
		for (const [p, person] of part.people.entries()) {
			const columns = new Map(part.may[p]!.map((d) => [place.get(part.duties[d]!)!, addColumn(model, 0, 1, true)]));
			hardRules(problem, model, person, duties, columns, true);
			does.push(columns);
		}
	return { model, does };
}

/** The least number with which it is done: first for the empty seats alone, then, where that leaves room, with everybody moved. */
function enough(
	problem: RosterProblem,
	duties: readonly Duty[],
	empty: readonly Duty[],
	fresh: RosterPerson,
	role: string,
	atLeast: number,
	solve: SolveLinear
): { people: number; atLeast: number } {
	const most = empty.reduce((sum, duty) => sum + duty.seats.length, 0);
	let people = most;
	for (let room = Math.min(most, atLeast + 2); ; room = Math.min(most, Math.ceil(room * 1.5) + 1)) {
		const { model, there } = crowd(problem, emptyModel(), [], empty, role, fresh, room);
		const answer = solve(model, 1, null);
		if (answer.values) people = Math.min(people, there.filter((column) => answer.values![column]! > 0.5).length);
		if (answer.values || room === most) break;
	}
	let low = atLeast;
	while (low < people) {
		const start = withThoseThere(problem, duties, role);
		const { model, there } = crowd(problem, start.model, start.does, duties, role, fresh, low);
		for (const column of there) model.lower[column] = 1;
		const answer = solve(model, 1, null);
		if (answer.values) return { people: low, atLeast: low };
		if (!answer.infeasible) break;
		low++;
	}
	return { people, atLeast: low };
}

/** So many new people, each there or not, the earlier before the later. */
function crowd(
	problem: RosterProblem,
	model: LinearModel,
	does: readonly ReadonlyMap<number, number>[],
	duties: readonly Duty[],
	role: string,
	fresh: RosterPerson,
	size: number
): { model: LinearModel; there: number[] } {
	const there = Array.from({ length: size }, () => addColumn(model, 0, 1, true));
	for (const [i, column] of there.entries()) {
		model.cost[column] = 1;
		if (i > 0)
			addRow(
				model,
				0,
				[
					[there[i - 1]!, 1],
					[column, -1]
				],
				Infinity
			);
	}
	askAll(model, duties, role, [...does, ...there.map((by) => scaled(problem, model, fresh, duties, by))]);
	return { model, there };
}
