/** The people of a roster as a lead reads them: what each does now, their week, their rest, and what needs a word with them first. */
import type { LeaveKind } from '#lib/duty/people.ts';
import type { PersonId } from '#lib/duty/post.ts';
import type { RosterViolation } from '#lib/duty/roster/judge-roster.ts';
import { HOUR_MS, type Span } from '#lib/duty/span.ts';
import type { BoardPerson } from '#lib/wire/roster-board.ts';
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

/** What one holds, and what there is to say of the seat where it is on screen. */
export type HeldSeat = Sitting & { readonly shown: ShownSeat | undefined; readonly state: SeatState | undefined };

export interface PersonMoment {
	/** Checked in somewhere now; at some time of these days. */
	readonly here: boolean;
	readonly came: boolean;
	/** The first rule that their seats break. */
	readonly violation: RosterViolation | null;
	/** The week that is counted. */
	readonly week: Span;
	readonly most: number;
	readonly nowMs: number;
}

/** Within so much of the week's limit one is told of it. */
const NEAR_LIMIT = 0.95;
const ORDER = ['gone', 'away', 'breaks', 'near-limit'] as const;

/** How far back rest between shifts still matters. */
const REST_BACK_MS = 24 * HOUR_MS;

export function personRow(person: BoardPerson, own: readonly HeldSeat[], moment: PersonMoment): PersonRow {
	const { nowMs, most } = moment;
	const hours = weekHours(own, moment.week);
	const leave = person.leave.find(({ startMs, endMs }) => startMs <= nowMs && nowMs < endMs);
	const warnings: Warning[] = [];
	let due = false;
	for (const { shown: seat, state } of own) {
		if (!seat || !state) continue;
		if (seat.startMs <= nowMs && nowMs < seat.endMs) due = true;
		if (state.kind === 'empty' && !state.onLeave && state.lost) warnings.push({ kind: 'gone', seat, sinceMs: state.lost.startMs });
		else if (state.onLeave && seat.endMs > nowMs) {
			const away = person.leave.find(({ startMs, endMs }) => startMs < seat.endMs && seat.startMs < endMs);
			warnings.push({ kind: 'away', seat, leave: away?.kind ?? 'other' });
		}
	}
	const { violation } = moment;
	if (violation && violation.rule !== 'leave') warnings.push({ kind: 'breaks', violation });
	if (hours >= most * NEAR_LIMIT) warnings.push({ kind: 'near-limit', hours, most });
	warnings.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
	const atSeat: PersonNow = moment.came ? 'left' : 'due';
	const idle: PersonNow = person.onShiftSinceMs === null ? 'resting' : 'on-shift';
	const now: PersonNow = leave ? leave.kind : moment.here ? 'on-post' : due ? atSeat : idle;
	return { person, now, hours, most, restH: leastRestH(own.filter(({ endMs }) => endMs > nowMs - REST_BACK_MS)), warnings };
}

/** Whoever needs a word first; then those who have work and a squad, work, a squad, neither. */
function place({ warnings: [first], hours, person }: PersonRow): number {
	if (first) return ORDER.indexOf(first.kind);
	return ORDER.length + (hours > 0 ? 0 : 2) + (person.squadId === null ? 1 : 0);
}
export const inOrder = (a: PersonRow, b: PersonRow): number =>
	place(a) - place(b) || b.warnings.length - a.warnings.length || (a.person.squadId ?? 0) - (b.person.squadId ?? 0);

export const personName = (people: ReadonlyMap<PersonId, BoardPerson>, id: PersonId | null): string | null =>
	id === null ? null : (people.get(id)?.name ?? `#${id}`);
