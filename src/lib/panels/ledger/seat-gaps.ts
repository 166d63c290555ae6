/**
 * The seats of the time gaps (D3) as a list: which post lacks whom, from when until when, now and in the hours to come, and how many of each role. Every
 * stretch stands for itself and each role is counted for itself, so that nothing is hidden by averaging.
 */
import type { Gap } from '#lib/ledger/gap.ts';

export interface SeatGap {
	readonly gap: Gap;
	/** Code and name of the post. */
	readonly post: string;
	/** Id of the role. */
	readonly role: string;
	/** How many are missing at once. */
	readonly seats: number;
	/** Since when nobody is there; or when the first minute comes that nobody is planned for. */
	readonly fromMs: number;
	readonly untilMs: number;
}

export interface RoleCount {
	readonly role: string;
	/** Seats empty now. */
	readonly empty: number;
	/** Stretches to come times the seats missed in each. */
	readonly coming: number;
}

export interface SeatGaps {
	/** Empty now, the longest first. */
	readonly empty: readonly SeatGap[];
	/** Not begun, or begun and not yet late, in order of time. */
	readonly coming: readonly SeatGap[];
	/** Roles of which something is missed: the most empty first, then the most to come. */
	readonly roles: readonly RoleCount[];
	readonly emptySeats: number;
	readonly comingSeats: number;
	/** Posts of which nobody has said who is needed when: not judged. */
	readonly unjudged: number;
}

/** The stretches of a gap ahead that are not over. */
export function stretchesAhead(gap: Gap, nowMs: number): readonly (readonly [fromMs: number, untilMs: number, seats: number])[] {
	const { hours, fromMs, untilMs, seats = 1 } = gap.measures;
	const all = hours ?? (fromMs === undefined || untilMs === undefined ? [] : [[fromMs, untilMs, seats] as const]);
	return all.filter(([, until]) => until > nowMs);
}

export function seatGaps(gaps: Iterable<Gap>, nowMs: number): SeatGaps {
	const empty: SeatGap[] = [];
	const coming: SeatGap[] = [];
	let unjudged = 0;
	for (const gap of gaps) {
		const { role = '', seats = 1, untilMs = Infinity, posts = 0 } = gap.measures;
		const about = { gap, post: gap.subject.name, role };
		if (gap.kind === 'seat-empty') empty.push({ ...about, seats, fromMs: gap.sinceMs, untilMs });
		else if (gap.kind === 'posts-without-rule') unjudged += posts;
		else if (gap.kind === 'seat-unplanned')
			for (const [from, until, missing] of stretchesAhead(gap, nowMs))
				coming.push({ ...about, seats: missing, fromMs: from, untilMs: until });
	}
	empty.sort(inOrder);
	coming.sort(inOrder);
	const counts = new Map<string, { empty: number; coming: number }>();
	const add = (list: readonly SeatGap[], what: 'empty' | 'coming'): void => {
		for (const { role, seats } of list) {
			const of = counts.get(role) ?? { empty: 0, coming: 0 };
			of[what] += seats;
			counts.set(role, of);
		}
	};
	add(empty, 'empty');
	add(coming, 'coming');
	const roles = [...counts]
		.map(([role, of]) => ({ role, ...of }))
		.sort((a, b) => b.empty - a.empty || b.coming - a.coming || (a.role < b.role ? -1 : 1));
	const sum = (list: readonly SeatGap[]): number => list.reduce((n, { seats }) => n + seats, 0);
	return { empty, coming, roles, emptySeats: sum(empty), comingSeats: sum(coming), unjudged };
}

const inOrder = (a: SeatGap, b: SeatGap): number =>
	a.fromMs - b.fromMs || (a.post === b.post ? (a.role < b.role ? -1 : a.role > b.role ? 1 : 0) : a.post < b.post ? -1 : 1);
