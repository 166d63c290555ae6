/** At which of a duty's seats each of its people sits: settled seats first, then seats kept from the roster before, then the least way from home in all. */
import type { Seat } from '../seats.ts';
import type { Duty } from './duties.ts';
import { wayM } from './judge-cost.ts';
import type { Assignment, RosterPerson, RosterProblem } from './problem.ts';

/** More than any way from home, so that a seat left by somebody is taken before one that was empty all along. */
const FAR_M = 1e8;

export interface Keeping {
	/** Seat → person; these sit there whatever the way. */
	readonly settled: ReadonlyMap<string, string>;
	/** Seat → person of the roster before; null where there is none. */
	readonly before: ReadonlyMap<string, string> | null;
}

export function placePeople(problem: RosterProblem, duty: Duty, people: readonly RosterPerson[], keeping: Keeping): Assignment[] {
	const placed: Assignment[] = [];
	const seats = new Set<Seat>(duty.seats);
	const waiting = new Map(people.map((person) => [person.id, person]));
	for (const held of [keeping.settled, keeping.before]) {
		for (const seat of [...seats]) {
			const personId = held?.get(seat.id);
			if (personId === undefined || !waiting.delete(personId)) continue;
			placed.push({ seatId: seat.id, personId });
			seats.delete(seat);
		}
	}
	const [left, free] = [[...waiting.values()], [...seats]];
	const positions = new Map(problem.posts.map(({ id, position }) => [id, position]));
	const cost = left.map((person) =>
		free.map((seat) => wayM(person, positions.get(seat.postId) ?? null) + (keeping.before && !keeping.before.has(seat.id) ? FAR_M : 0))
	);
	for (const [i, j] of cheapestPairs(cost).entries()) placed.push({ seatId: free[j]!.id, personId: left[i]!.id });
	return placed;
}

/**
 * The assignment of every row to a column of its own at least cost: shortest augmenting paths with potentials (Kuhn's Hungarian method as Jonker and
 * Volgenant run it), O(rows² × columns). @param cost at least as many columns as rows @returns the column of each row
 */
export function cheapestPairs(cost: readonly (readonly number[])[]): number[] {
	const rows = cost.length;
	const columns = cost[0]?.length ?? 0;
	const rowOf = new Array<number>(columns + 1).fill(-1);
	const rowPrice = new Array<number>(rows + 1).fill(0);
	const columnPrice = new Array<number>(columns + 1).fill(0);
	for (let row = 0; row < rows; row++) {
		const from = new Array<number>(columns).fill(columns);
		const least = new Array<number>(columns).fill(Infinity);
		const done = new Array<boolean>(columns + 1).fill(false);
		let at = columns;
		rowOf[at] = row;
		while (rowOf[at] !== -1) {
			done[at] = true;
			const r = rowOf[at]!;
			let [next, step] = [-1, Infinity];
			for (let c = 0; c < columns; c++) {
				if (done[c]) continue;
				const reduced = cost[r]![c]! - rowPrice[r]! - columnPrice[c]!;
				if (reduced < least[c]!) [least[c], from[c]] = [reduced, at];
				if (least[c]! < step) [step, next] = [least[c]!, c];
			}
			for (let c = 0; c <= columns; c++) {
				if (done[c]) {
					rowPrice[rowOf[c]!]! += step;
					columnPrice[c]! -= step;
				} else if (c < columns) least[c]! -= step;
			}
			at = next;
		}
		while (at !== columns) {
			const before = from[at]!;
			rowOf[at] = rowOf[before]!;
			at = before;
		}
	}
	const columnOf = new Array<number>(rows).fill(-1);
	for (let c = 0; c < columns; c++) if (rowOf[c] !== -1) columnOf[rowOf[c]!] = c;
	return columnOf;
}
