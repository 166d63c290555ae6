/** What there is to say of a seat at one moment: who is to sit there, when somebody was there, what was lost, and whether it is a gap. */
import type { PersonId } from '#lib/duty/post.ts';
import { HOUR_MS, mergeSpans, overlaps, type Span } from '#lib/duty/span.ts';
import type { BoardCheckIn, BoardPerson } from '#lib/wire/roster-board.ts';
import type { ShownSeat } from './seat-lanes.ts';

/**
 * `planned`: somebody is to come, or came; `ahead`: nobody is planned, or who is cannot come, and it has not begun; `empty`: it runs and nobody is
 * there; `missed`: it ran and nobody was planned or came.
 */
export type SeatKind = 'planned' | 'ahead' | 'empty' | 'missed';

export interface SeatState {
	readonly kind: SeatKind;
	readonly holder: PersonId | null;
	/** Of the holder, over part of the seat: they will not come. */
	readonly onLeave: boolean;
	/** Who came in place of somebody planned, or of nobody. */
	readonly standIn: string | null;
	/** When somebody was checked in, within the seat. */
	readonly present: readonly Span[];
	/** With `empty`: since when nobody is there; ends now. */
	readonly lost: Span | null;
}

const MINUTE_MS = 60_000;

/** @param checkIns those that count for this seat (`checkInsOf`) @param lateMin minutes that a seat may stand empty at its beginning */
export function seatState(
	seat: ShownSeat,
	holder: BoardPerson | null,
	checkIns: readonly BoardCheckIn[],
	nowMs: number,
	lateMin: number
): SeatState {
	const onLeave = holder?.leave.some((span) => overlaps(span, seat)) ?? false;
	const present = mergeSpans(
		checkIns.map(({ atMs, untilMs }) => ({
			startMs: Math.max(seat.startMs, atMs),
			endMs: Math.min(seat.endMs, untilMs ?? nowMs, Math.max(nowMs, seat.startMs))
		}))
	);
	const standIn = checkIns.findLast(({ personId }) => personId !== holder?.id)?.personName ?? null;
	const about = { holder: holder?.id ?? null, onLeave, standIn, present };
	const covered = holder !== null && !onLeave;
	if (nowMs < seat.startMs) return { ...about, kind: covered || !seat.asked ? 'planned' : 'ahead', lost: null };
	if (nowMs >= seat.endMs) return { ...about, kind: covered || present.length > 0 || !seat.asked ? 'planned' : 'missed', lost: null };
	const last = present.at(-1);
	const here = checkIns.some(({ atMs, untilMs }) => atMs <= nowMs && (untilMs === null || untilMs > nowMs));
	const since = last?.endMs ?? seat.startMs;
	const late = nowMs - since >= (last ? MINUTE_MS : lateMin * MINUTE_MS);
	if (here || !seat.asked || (!late && covered)) return { ...about, kind: 'planned', lost: null };
	return { ...about, kind: 'empty', lost: { startMs: since, endMs: nowMs } };
}

/** Whether there is nothing new to say of a seat. */
export const sameState = (a: SeatState, b: SeatState): boolean =>
	a.kind === b.kind &&
	a.holder === b.holder &&
	a.onLeave === b.onLeave &&
	a.standIn === b.standIn &&
	a.lost?.startMs === b.lost?.startMs &&
	a.lost?.endMs === b.lost?.endMs &&
	a.present.length === b.present.length &&
	a.present.every(({ startMs, endMs }, i) => startMs === b.present[i]!.startMs && endMs === b.present[i]!.endMs);

/**
 * Check-ins by seat. The one who is planned counts for their own seat; who came in place of another counts for the first seats of the role that nobody
 * of its own has come to: for one seat at a time, and those who can do less are given theirs first. Nobody counts for longer than may be worked.
 * @param fits roles that a person may fill
 */
export function checkInsOf(
	seats: readonly ShownSeat[],
	checkIns: readonly BoardCheckIn[],
	holderOf: (seatId: string) => PersonId | null,
	fits: (personId: PersonId) => readonly string[],
	mostHours: number
): ReadonlyMap<string, readonly BoardCheckIn[]> {
	const found = new Map<string, BoardCheckIn[]>();
	const add = (seat: ShownSeat, checkIn: BoardCheckIn): void => {
		const list = found.get(seat.id);
		if (list) list.push(checkIn);
		else found.set(seat.id, [checkIn]);
	};
	const atPost = Map.groupBy(seats, ({ post }) => post.id);
	const standIns: { readonly checkIn: BoardCheckIn; readonly roles: readonly string[]; readonly seats: readonly ShownSeat[] }[] = [];
	for (const told of checkIns) {
		const endMs = Math.min(told.untilMs ?? Infinity, told.atMs + mostHours * HOUR_MS);
		// One who forgot to leave holds no seat for ever.
		const checkIn = endMs < Infinity && (told.untilMs ?? Infinity) > endMs ? { ...told, untilMs: endMs } : told;
		const here = (atPost.get(told.postId) ?? []).filter((seat) => overlaps(seat, { startMs: told.atMs, endMs }));
		const own = here.filter((seat) => holderOf(seat.id) === told.personId);
		if (own.length > 0) for (const seat of own) add(seat, checkIn);
		else standIns.push({ checkIn, roles: told.role === null ? fits(told.personId) : [told.role], seats: here });
	}
	standIns.sort((a, b) => a.roles.length - b.roles.length);
	for (const { checkIn, roles, seats: here } of standIns) {
		const taken: ShownSeat[] = [];
		for (const seat of here) {
			if (!roles.includes(seat.role) || found.has(seat.id) || taken.some((one) => overlaps(one, seat))) continue;
			taken.push(seat);
			add(seat, checkIn);
		}
	}
	return found;
}
