/** What is searched in one part of a roster, whichever way it is searched. */
import type { Duty, Part } from './duties.ts';
import type { SolveLinear } from './linear-model.ts';

/** In the order in which they count. */
export type RosterAim = 'coverage' | 'changes' | 'points';

/** How far an aim came: `value` was reached and nothing below `bound` can be. */
export interface AimReached {
	readonly aim: RosterAim;
	readonly value: number;
	readonly bound: number;
	readonly proven: boolean;
}

export interface PartGoal {
	readonly part: Part;
	/** Seat → person of the roster to change as little as can be; null where there is none. */
	readonly before: ReadonlyMap<string, string> | null;
	/** Seat → person that are settled. */
	readonly settled: ReadonlyMap<string, string>;
	readonly solve: SolveLinear;
	onAim(aim: RosterAim): void;
	/** Most of the time is gone: what there is counts more than a proof. */
	late?(): boolean;
}

export interface PartFound {
	/** By person: indices into the part's duties. */
	readonly duties: readonly (readonly number[])[];
	readonly aims: readonly AimReached[];
}

/** Indices of the duties in which somebody holds a seat. */
export const dutiesHeld = (duties: readonly Duty[], holders: ReadonlyMap<string, string>, personId: string): number[] =>
	duties.flatMap((duty, d) => (duty.seats.some(({ id }) => holders.get(id) === personId) ? [d] : []));

/** How many seats of each duty were held before, by anybody. */
export const heldBefore = (duties: readonly Duty[], before: ReadonlyMap<string, string>): number[] =>
	duties.map((duty) => duty.seats.filter(({ id }) => before.has(id)).length);
