/** A roster problem, ready to be judged and solved: seats to fill, people who can, and the rules. All times are instants; the local days that rules
 * speak of come from the zone. */
import type { Position } from '../../geo/position.ts';
import type { RosterRules } from '../../rules/roster-rules.ts';
import type { Zone } from '../local-time.ts';
import type { PostRole } from '../../rules/post-roles.ts';
import type { PostDemand, Seat } from '../seats.ts';
import type { Span } from '../span.ts';
import type { When } from '../when.ts';

export interface RosterPost extends PostDemand {
	readonly name: string;
	readonly position: Position | null;
	/** 1 or more: an empty seat here counts this times the weight of its role. */
	readonly weight: number;
}

export interface Wish extends Span {
	/** `off`: no seat that touches it; `work`: at least one that does. */
	readonly want: 'off' | 'work';
	/** 1 or more. */
	readonly weight: number;
}

export interface RosterPerson {
	readonly id: string;
	readonly name: string;
	readonly roles: readonly string[];
	readonly skills: readonly string[];
	/** Where they come from; null where it is not said. */
	readonly home: Position | null;
	readonly leave: readonly Span[];
	/** When they can work, merged; null for always. */
	readonly available: readonly Span[] | null;
	/** Work outside this roster, before, within or after it: it counts for rest, hours, days off and weeks. */
	readonly elsewhere: readonly Span[];
	readonly maxShiftsPerWeek: number;
	readonly maxHoursPerWeek: number;
	/** Nights and weekend shifts done lately, which fairness carries on from. */
	readonly nightsBefore: number;
	readonly weekendsBefore: number;
	readonly wishes: readonly Wish[];
}

export interface RosterProblem {
	readonly name: string;
	readonly zone: Zone;
	readonly fromDay: number;
	readonly days: number;
	readonly rules: RosterRules;
	/** `rules.nightHours`, read. */
	readonly night: When;
	/** Local days that count as a weekend. */
	readonly holidays: readonly number[];
	readonly roles: readonly PostRole[];
	readonly posts: readonly RosterPost[];
	readonly people: readonly RosterPerson[];
	readonly seats: readonly Seat[];
	/** Seats that are settled. */
	readonly locked: readonly Assignment[];
}

export interface Assignment {
	readonly seatId: string;
	readonly personId: string;
}

export interface Roster {
	/** A seat that is in none is empty. */
	readonly assignments: readonly Assignment[];
}
