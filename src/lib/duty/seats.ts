/**
 * The seats that the rules of posts ask for: each is one person of one role at one post for one stretch of one shift. Nothing asked is lost: at every
 * minute there are as many seats of a role as the rule in force asks.
 */
import { clockOf, localText, type Zone } from './local-time.ts';
import { type PostRule, needKey } from './post-rule.ts';
import { type Span, overlaps } from './span.ts';
import { spansOf, type When } from './when.ts';

/** A shift of a post's plan. */
export interface Shift {
	/** Unique in the problem: `night`. */
	readonly id: string;
	readonly name: string;
	readonly when: When;
}

/** What is asked of one post. */
export interface PostDemand {
	readonly id: string;
	/** Versions in any order. */
	readonly rules: readonly PostRule[];
	/** Its shifts, which do not overlap; a rule's hours outside all of them are a shift of their own. */
	readonly shifts: readonly Shift[];
}

export interface Seat extends Span {
	/** `K16/police/2026-11-23T23:00/1`: the same for the same rule whenever it is asked. */
	readonly id: string;
	readonly postId: string;
	/** Id of the role. */
	readonly role: string;
	readonly skills: readonly string[];
	/** From 1: which of several equal seats. */
	readonly lane: number;
	/** Id of the shift it lies in; null outside all shifts. */
	readonly shiftId: string | null;
}

/** Longest that a window or shift reaches back, days. */
const REACH_DAYS = 2;

/** Seats that begin on the local days `fromDay` … `fromDay + days − 1`, in order of post, start, role and lane. A seat over midnight stays whole. */
export function seats(posts: readonly PostDemand[], zone: Zone, fromDay: number, days: number): Seat[] {
	const horizon: Span = { startMs: zone.instantOf(fromDay, 0), endMs: zone.instantOf(fromDay + days, 0) };
	const [first, last] = [fromDay - REACH_DAYS, fromDay + days + REACH_DAYS];
	return posts.flatMap((post) => {
		const shifts = post.shifts.flatMap((shift) => spansOf(shift.when, zone, first, last).map((span) => ({ ...span, id: shift.id })));
		const cuts = shifts.flatMap(({ startMs, endMs }) => [startMs, endMs]);
		const found: Seat[] = [];
		for (const [key, asked] of demandOf(post.rules, zone, first, last)) {
			const [role = '', ...skills] = key.split('+');
			// Outside every shift the rule's own hours are the shift.
			const own = asked
				.flatMap(({ startMs, endMs }) => [startMs, endMs])
				.filter((at) => !shifts.some((s) => s.startMs < at && at < s.endMs));
			const marks = [...new Set([...cuts, ...own, ...asked.flatMap(({ startMs, endMs }) => [startMs, endMs])])].sort((a, b) => a - b);
			const cutAt = new Set([...cuts, ...own]);
			const open: (number | null)[] = [];
			for (const [i, at] of marks.entries()) {
				const next = marks[i + 1];
				const level = next === undefined ? 0 : Math.max(0, ...asked.filter((w) => w.startMs <= at && at < w.endMs).map((w) => w.count));
				for (let lane = 1; lane <= Math.max(open.length, level); lane++) {
					const from = open[lane - 1] ?? null;
					if (from !== null && (level < lane || cutAt.has(at))) {
						if (from >= horizon.startMs && from < horizon.endMs) {
							found.push({
								id: `${post.id}/${key}/${localText(zone, from)}/${lane}`,
								postId: post.id,
								role,
								skills,
								lane,
								startMs: from,
								endMs: at,
								shiftId: shifts.find((s) => s.startMs <= from && at <= s.endMs)?.id ?? null
							});
						}
						open[lane - 1] = null;
					}
					if (level >= lane && (open[lane - 1] ?? null) === null) open[lane - 1] = at;
				}
			}
		}
		return found.sort((a, b) => a.startMs - b.startMs || (a.role < b.role ? -1 : a.role > b.role ? 1 : 0) || a.lane - b.lane);
	});
}

interface Asked extends Span {
	readonly count: number;
}

/** By kind of seat, the stretches in which a number is asked; each version's only while it is in force. */
function demandOf(rules: readonly PostRule[], zone: Zone, first: number, last: number): Map<string, Asked[]> {
	const versions = [...rules].sort((a, b) => a.fromDay - b.fromDay);
	const demand = new Map<string, Asked[]>();
	for (const [i, version] of versions.entries()) {
		const next = versions[i + 1];
		const force: Span = { startMs: zone.instantOf(version.fromDay, 0), endMs: next ? zone.instantOf(next.fromDay, 0) : Infinity };
		for (const need of version.needs) {
			const list = demand.get(needKey(need)) ?? [];
			demand.set(needKey(need), list);
			for (const span of spansOf(need.when, zone, first, last)) {
				const startMs = Math.max(span.startMs, force.startMs);
				const endMs = Math.min(span.endMs, force.endMs);
				if (startMs < endMs) list.push({ startMs, endMs, count: need.count });
			}
		}
	}
	return demand;
}

/** The first two shifts of a plan that overlap on some day; null where none do. */
export function overlappingShifts(shifts: readonly Shift[]): readonly [Shift, Shift] | null {
	const week = 7 * 1440;
	const spans = shifts.flatMap((shift) =>
		shift.when.weekdays.map((day) => ({
			shift,
			startMs: (day - 1) * 1440 + shift.when.fromMin,
			endMs: (day - 1) * 1440 + shift.when.untilMin
		}))
	);
	for (const [i, a] of spans.entries())
		for (const b of spans.slice(i + 1))
			for (const shiftBy of [-week, 0, week])
				if (overlaps(a, { startMs: b.startMs + shiftBy, endMs: b.endMs + shiftBy })) return [a.shift, b.shift];
	return null;
}

export interface HourAsked {
	readonly startMs: number;
	readonly postId: string;
	readonly role: string;
	/** Most that are needed at once within the hour. */
	readonly seats: number;
}

/** Seats asked by post, hour of elapsed time and role: what a board of posts × hours is drawn from. */
export function seatsByHour(list: readonly Seat[], span: Span): HourAsked[] {
	const hours: HourAsked[] = [];
	const groups = Map.groupBy(list, ({ postId, role }) => `${postId}/${role}`);
	for (const group of groups.values()) {
		const [{ postId, role }] = group as [Seat];
		for (let startMs = span.startMs; startMs < span.endMs; startMs += 3_600_000) {
			const within = group.filter((seat) => overlaps(seat, { startMs, endMs: startMs + 3_600_000 }));
			const most = Math.max(0, ...within.map((a) => within.filter((b) => b.startMs <= a.startMs && a.startMs < b.endMs).length));
			if (most > 0) hours.push({ startMs, postId, role, seats: most });
		}
	}
	return hours;
}

/** `23:00–07:00` on the wall clock. */
export const hoursText = (zone: Zone, { startMs, endMs }: Span): string =>
	`${clockOf(zone.localOf(startMs).minute)}–${clockOf(zone.localOf(endMs).minute)}`;
