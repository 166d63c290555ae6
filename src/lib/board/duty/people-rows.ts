/** The people of a roster as a lead reads them: what each does now, their week, their rest, and what needs a word with them first. */
import type { Zone } from '#lib/duty/local-time.ts';
import type { LeaveKind } from '#lib/duty/people.ts';
import type { PersonId } from '#lib/duty/post.ts';
import type { RosterViolation } from '#lib/duty/roster/judge-roster.ts';
import type { BoardCheckIn, BoardPerson } from '#lib/wire/roster-board.ts';
import { leastRestH, type Sitting, weekHours } from './judging.ts';
import type { ShownSeat } from './seat-lanes.ts';
import type { SeatState } from './seat-state.ts';

export type PersonNow = LeaveKind | 'on-post' | 'due' | 'left' | 'on-shift' | 'resting';

export type Warning =
	| { readonly kind: 'gone'; readonly seat: ShownSeat; readonly sinceMs: number }
	| { readonly kind: 'away'; readonly seat: ShownSeat; readonly leave: LeaveKind }
	| { readonly kind: 'breaks'; readonly violation: RosterViolation }
	| { readonly kind: 'near-limit'; readonly hours: number; readonly most: number };

export interface PersonRow {
	readonly person: BoardPerson;
	readonly now: PersonNow;
	/** Of the week on screen. */
	readonly hours: number;
	readonly most: number;
	/** The least between two shifts, hours. */
	readonly restH: number | null;
	/** The worst first. */
	readonly warnings: readonly Warning[];
}

export interface PeopleSource {
	readonly people: readonly BoardPerson[];
	readonly sittings: readonly Sitting[];
	readonly seats: ReadonlyMap<string, ShownSeat>;
	readonly states: ReadonlyMap<string, SeatState>;
	readonly checkIns: readonly BoardCheckIn[];
	readonly violations: readonly RosterViolation[];
	readonly zone: Zone;
	/** A local day of the week that is counted. */
	readonly date: string;
	readonly maxHoursPerWeek: number;
	readonly nowMs: number;
}

/** Within so much of the week's limit one is told of it. */
const NEAR_LIMIT = 0.95;
const ORDER = ['gone', 'away', 'breaks', 'near-limit'] as const;

/** Those with a warning first, then by name of role and person as they come. */
export function peopleRows(source: PeopleSource): PersonRow[] {
	const { nowMs, zone, date, maxHoursPerWeek: most } = source;
	const held = Map.groupBy(source.sittings, ({ personId }) => personId);
	const here = new Set(
		source.checkIns.filter(({ atMs, untilMs }) => atMs <= nowMs && (untilMs ?? Infinity) > nowMs).map((c) => c.personId)
	);
	const came = new Set(source.checkIns.map(({ personId }) => personId));
	const broken = new Map<string, RosterViolation>();
	for (const violation of source.violations) if (!broken.has(violation.personId)) broken.set(violation.personId, violation);

	const rows = source.people.map((person): PersonRow => {
		const own = held.get(person.id) ?? [];
		const hours = weekHours(own, zone, date);
		const leave = person.leave.find(({ startMs, endMs }) => startMs <= nowMs && nowMs < endMs);
		const warnings: Warning[] = [];
		let due: ShownSeat | null = null;
		for (const { seat: id } of own) {
			const [seat, state] = [source.seats.get(id), source.states.get(id)];
			if (!seat || !state) continue;
			if (seat.startMs <= nowMs && nowMs < seat.endMs) due = seat;
			if (state.kind === 'empty' && !state.onLeave && state.lost) warnings.push({ kind: 'gone', seat, sinceMs: state.lost.startMs });
			else if (state.onLeave && seat.endMs > nowMs) {
				const away = person.leave.find(({ startMs, endMs }) => startMs < seat.endMs && seat.startMs < endMs);
				warnings.push({ kind: 'away', seat, leave: away?.kind ?? 'other' });
			}
		}
		const violation = broken.get(String(person.id));
		if (violation && violation.rule !== 'leave') warnings.push({ kind: 'breaks', violation });
		if (hours >= most * NEAR_LIMIT) warnings.push({ kind: 'near-limit', hours, most });
		warnings.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
		const now: PersonNow = leave
			? leave.kind
			: here.has(person.id)
				? 'on-post'
				: due
					? came.has(person.id)
						? 'left'
						: 'due'
					: person.onShiftSinceMs !== null
						? 'on-shift'
						: 'resting';
		return { person, now, hours, most, restH: leastRestH(own.filter(({ endMs }) => endMs > nowMs - 86_400_000)), warnings };
	});
	const rank = ({ warnings: [first] }: PersonRow): number => (first ? ORDER.indexOf(first.kind) : ORDER.length);
	return rows.sort((a, b) => rank(a) - rank(b) || b.warnings.length - a.warnings.length);
}

export const personName = (people: ReadonlyMap<PersonId, BoardPerson>, id: PersonId | null): string | null =>
	id === null ? null : (people.get(id)?.name ?? `#${id}`);
