/**
 * D3: seats that are empty now, and seats that nobody is planned for, by post, role and minute. Who is there is who checked in at the post; a moving dot
 * is not a check-in. A check-in counts for no longer than anybody may work at a stretch, so that one who forgot to leave holds no seat for ever.
 */
import type { GridId } from '../area/area.ts';
import type { PersonId, PostId } from '../duty/post.ts';
import type { Seat } from '../duty/seats.ts';
import { HOUR_MS } from '../duty/span.ts';
import type { PointShape } from '../geo/position.ts';
import type { PostingRules } from '../rules/roster-rules.ts';
import type { GapFinding } from './gap.ts';

/** One post over the days around now. */
export interface PostTimes {
	readonly id: PostId;
	readonly name: string;
	readonly gridId: GridId | null;
	readonly shape: PointShape;
	/** Asked by its rules, from `LOOK_BACK_MS` ago until all that is to be planned by now. */
	readonly seats: readonly Seat[];
	/** Seats that somebody is planned for who can be there. */
	readonly planned: ReadonlySet<string>;
	/** Of those seats that nobody can be at although somebody is planned: they are on leave then. */
	readonly onLeave: ReadonlySet<string>;
	readonly checkIns: readonly {
		readonly personId: PersonId;
		/** Of the seat it was made for; null where it stands in none: then it counts for any role in `fits`. */
		readonly role: string | null;
		/** Roles that the person may fill. */
		readonly fits: readonly string[];
		readonly atMs: number;
		/** Null: still there. */
		readonly untilMs: number | null;
	}[];
}

/** How far back it is looked since when a seat is empty. */
export const LOOK_BACK_MS = 48 * HOUR_MS;
const MINUTE_MS = 60_000;

export interface TimeFindings {
	readonly findings: readonly GapFinding[];
	/** Time alone changes nothing before this; infinite where it never will. */
	readonly untilMs: number;
}

type Times = Pick<PostingRules, 'aheadH' | 'lateMin' | 'limits'>;

export function timeFindings(post: PostTimes, rules: Times, nowMs: number): TimeFindings {
	const aheadMs = rules.aheadH * HOUR_MS;
	const lateMs = rules.lateMin * MINUTE_MS;
	const stays = staysOf(post, rules);
	const findings: GapFinding[] = [];
	for (const [role, seats] of Map.groupBy(post.seats, (seat) => seat.role)) {
		const late = seats.filter(({ startMs, endMs }) => startMs + lateMs <= nowMs && nowMs < endMs);
		const present = presentAt(post.seats, stays, nowMs).get(role) ?? 0;
		const missing = late.length - present;
		if (missing > 0) {
			const sinceMs = emptySince(post.seats, stays, role, nowMs);
			const left = stays.some(
				(stay) => stay.fits.includes(role) && stay.endMs > Math.min(...late.map((seat) => seat.startMs)) && stay.endMs <= nowMs
			);
			findings.push({
				...finding(post, 'seat-empty', sinceMs, left ? 'seat-left' : 'seat-empty'),
				measures: { role, seats: missing, untilMs: Math.min(...late.map(({ endMs }) => endMs)) }
			});
		}
		// What nobody is planned for is not forgotten in the minutes between its beginning and when it counts as empty.
		const begun = aheadMs === 0 ? [] : seats.filter(({ startMs }) => startMs <= nowMs && nowMs < startMs + lateMs);
		const unmanned = Math.max(0, begun.length - Math.max(0, present - late.length));
		const ahead = [
			...begun.filter(({ id }) => !post.planned.has(id)).slice(0, unmanned),
			...seats.filter(({ id, startMs }) => startMs > nowMs && startMs <= nowMs + aheadMs && !post.planned.has(id))
		];
		const [first] = ahead;
		if (first) {
			const away = ahead.some(({ id }) => post.onLeave.has(id));
			findings.push({
				...finding(post, 'seat-unplanned', first.startMs - aheadMs, away ? 'seat-person-on-leave' : 'seat-unplanned'),
				measures: {
					role,
					seats: ahead.length,
					fromMs: first.startMs,
					untilMs: Math.max(...ahead.map(({ endMs }) => endMs)),
					hours: stretchesOf(ahead)
				}
			});
		}
	}
	const turns = [
		...post.seats.flatMap(({ startMs, endMs }) => [startMs - aheadMs, startMs, startMs + lateMs, endMs]),
		...stays.flatMap(({ startMs, endMs }) => [startMs, endMs])
	];
	return { findings, untilMs: turns.reduce((next, at) => (at > nowMs && at < next ? at : next), Infinity) };
}

/** How many seats of one role there are at once, minute by minute: only where it changes a new stretch begins. */
function stretchesOf(seats: readonly Seat[]): [fromMs: number, untilMs: number, seats: number][] {
	const turns = [...new Set(seats.flatMap(({ startMs, endMs }) => [startMs, endMs]))].sort((a, b) => a - b);
	const stretches: [number, number, number][] = [];
	for (const [i, at] of turns.entries()) {
		const missing = seats.filter(({ startMs, endMs }) => startMs <= at && at < endMs).length;
		const last = stretches.at(-1);
		if (missing === 0) continue;
		if (last?.[1] === at && last[2] === missing) last[1] = turns[i + 1] ?? at;
		else stretches.push([at, turns[i + 1] ?? at, missing]);
	}
	return stretches;
}

/** Posts of which nobody has said who is needed when: one gap says it of all of them. */
export function postsWithoutRule(count: number, district: { readonly id: number; readonly name: string }, sinceMs: number): GapFinding[] {
	if (count === 0) return [];
	return [
		{
			dimension: 'D3',
			kind: 'posts-without-rule',
			subject: { kind: 'district', ids: [district.id], name: district.name },
			gridId: null,
			shape: null,
			sinceMs,
			measures: { posts: count },
			cause: 'posts-without-rule'
		}
	];
}

const finding = (post: PostTimes, kind: 'seat-empty' | 'seat-unplanned', sinceMs: number, cause: string): Omit<GapFinding, 'measures'> => ({
	dimension: 'D3',
	kind,
	subject: { kind: 'post', ids: [post.id], name: post.name },
	gridId: post.gridId,
	shape: post.shape,
	sinceMs,
	cause
});

interface Stay {
	readonly personId: PersonId;
	readonly fits: readonly string[];
	readonly startMs: number;
	readonly endMs: number;
}

const staysOf = ({ checkIns }: PostTimes, { limits }: Times): Stay[] =>
	checkIns.map(({ personId, role, fits, atMs, untilMs }) => ({
		personId,
		fits: role === null ? fits : [role],
		startMs: atMs,
		endMs: Math.min(untilMs ?? Infinity, atMs + limits.maxHoursIn24 * HOUR_MS)
	}));

/** By role, seats asked at a moment that somebody is there for. Nobody counts twice; those who can do less are given a role first. */
function presentAt(seats: readonly Seat[], stays: readonly Stay[], atMs: number): Map<string, number> {
	const asked = new Map<string, number>();
	for (const { role, startMs, endMs } of seats) if (startMs <= atMs && atMs < endMs) asked.set(role, (asked.get(role) ?? 0) + 1);
	const there = new Map<string, number>();
	const counted = new Set<PersonId>();
	const here = stays.filter(({ startMs, endMs }) => startMs <= atMs && atMs < endMs).sort((a, b) => a.fits.length - b.fits.length);
	for (const { personId, fits } of here) {
		if (counted.has(personId)) continue;
		const role = fits.find((one) => (there.get(one) ?? 0) < (asked.get(one) ?? 0));
		if (role === undefined) continue;
		counted.add(personId);
		there.set(role, (there.get(role) ?? 0) + 1);
	}
	return there;
}

/** The moment from which there were too few without a break. */
function emptySince(seats: readonly Seat[], stays: readonly Stay[], role: string, nowMs: number): number {
	const turns = [...new Set([...seats, ...stays].flatMap(({ startMs, endMs }) => [startMs, endMs]))]
		.filter((at) => at <= nowMs)
		.sort((a, b) => b - a);
	let since = nowMs;
	for (const at of turns) {
		const asked = seats.filter((seat) => seat.role === role && seat.startMs <= at && at < seat.endMs).length;
		if (asked <= (presentAt(seats, stays, at).get(role) ?? 0)) break;
		since = at;
	}
	return since;
}
