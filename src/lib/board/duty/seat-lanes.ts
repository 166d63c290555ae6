/**
 * What posts ask for over some days, as a screen shows it: posts by squad, a lane for each seat that is asked at once. Made from the posts' rules by the
 * same function as the server's, so that a seat has one name on both sides; who sits there is laid over it elsewhere.
 */
import { dayOf, type Zone } from '#lib/duty/local-time.ts';
import { needKey, readNeeds } from '#lib/duty/post-rule.ts';
import { type PostDemand, type Seat, seats } from '#lib/duty/seats.ts';
import { shiftsOf } from '#lib/duty/shifts.ts';
import { overlaps, type Span } from '#lib/duty/span.ts';
import type { PostingRules } from '#lib/rules/roster-rules.ts';
import type { BoardPost, RosterBoard } from '#lib/wire/roster-board.ts';

export interface ShownSeat extends Seat {
	readonly post: BoardPost;
	/** False: somebody is planned where the rule asks for nobody any more. */
	readonly asked: boolean;
	/** Begins on one of the days on screen, so that it can change hands here; the others reach in from the day before. */
	readonly own: boolean;
}

export interface Lane {
	/** `police`, `health+sampling` */
	readonly key: string;
	readonly role: string;
	readonly skills: readonly string[];
	/** In order of time; none overlap. */
	readonly seats: readonly ShownSeat[];
}

export interface PostLanes {
	readonly post: BoardPost;
	readonly lanes: readonly Lane[];
}

export interface SquadLanes {
	/** Null: no squad answers for them. */
	readonly squadId: number | null;
	readonly posts: readonly PostLanes[];
}

export interface SeatLanes {
	readonly squads: readonly SquadLanes[];
	readonly seats: ReadonlyMap<string, ShownSeat>;
	readonly horizon: Span;
}

type Asking = Pick<RosterBoard, 'from' | 'days' | 'posts' | 'rules' | 'duties'>;

/** What a post asks for; rules that cannot be read ask for nobody (the server lets none in). */
export function demandOf(post: Pick<BoardPost, 'code' | 'rules' | 'shifts'>, rules: PostingRules): PostDemand {
	return {
		id: post.code,
		rules: post.rules.flatMap(({ from, needs }) => {
			const [fromDay, read] = [dayOf(from), readNeeds(needs, rules.roles)];
			return fromDay !== null && read.ok ? [{ fromDay, needs: read.value }] : [];
		}),
		shifts: shiftsOf(rules, post.shifts ?? rules.usualShifts)
	};
}

/** @param order of the squads, by id; others after them, and posts of no squad last */
export function seatLanes(board: Asking, zone: Zone, order: readonly number[]): SeatLanes {
	const fromDay = dayOf(board.from) ?? 0;
	const horizon: Span = { startMs: zone.instantOf(fromDay, 0), endMs: zone.instantOf(fromDay + board.days, 0) };
	const roleOrder = new Map(board.rules.roles.map(({ id }, i) => [id, i]));
	const all = new Map<string, ShownSeat>();
	const planned = Map.groupBy(board.duties, ({ postId }) => postId);
	// Posts of the same rule ask for the same seats: reckoned once, under the name of each.
	const asked = new Map<string, readonly Seat[]>();
	const asking = (post: BoardPost): readonly Seat[] => {
		const key = JSON.stringify([post.rules.map(({ from, needs }) => [from, needs]), post.shifts]);
		const known = asked.get(key);
		if (known) return known;
		const found = seats([demandOf({ ...post, code: '' }, board.rules)], zone, fromDay - 1, board.days + 1).filter((seat) =>
			overlaps(seat, horizon)
		);
		asked.set(key, found);
		return found;
	};
	const rows = board.posts.map((post): PostLanes => {
		const found = asking(post).map((seat): ShownSeat => ({
			...seat,
			id: post.code + seat.id,
			postId: post.code,
			post,
			asked: true,
			own: seat.startMs >= horizon.startMs
		}));
		const known = new Set(found.map(({ id }) => id));
		for (const duty of planned.get(post.id) ?? []) {
			if (known.has(duty.seat) || !overlaps(duty, horizon)) continue;
			found.push({
				...{ id: duty.seat, postId: post.code, role: duty.role, skills: duty.skills, lane: laneOf(duty.seat), shiftId: null, post },
				...{ startMs: duty.startMs, endMs: duty.endMs, asked: false, own: duty.startMs >= horizon.startMs }
			});
		}
		for (const seat of found) all.set(seat.id, seat);
		return { post, lanes: lanesOf(found, roleOrder) };
	});
	const bySquad = Map.groupBy(rows, ({ post }) => post.squadId);
	const place = (squadId: number | null): number => {
		const at = squadId === null ? Infinity : order.indexOf(squadId);
		return at < 0 ? order.length : at;
	};
	const squads = [...bySquad]
		.sort(([a], [b]) => place(a) - place(b) || (a ?? 0) - (b ?? 0))
		.map(([squadId, posts]) => ({ squadId, posts: posts.sort(byKindAndCode) }));
	return { squads, seats: all, horizon };
}

function lanesOf(found: readonly ShownSeat[], roleOrder: ReadonlyMap<string, number>): Lane[] {
	const kinds = Map.groupBy(found, (seat) => needKey(seat));
	return [...kinds]
		.sort(([, [a]], [, [b]]) => (roleOrder.get(a!.role) ?? 99) - (roleOrder.get(b!.role) ?? 99))
		.flatMap(([key, list]) => {
			const lanes: ShownSeat[][] = [];
			for (const seat of list.sort((a, b) => a.startMs - b.startMs || a.lane - b.lane)) {
				const free = lanes.find((lane) => lane.at(-1)!.endMs <= seat.startMs);
				if (free) free.push(seat);
				else lanes.push([seat]);
			}
			return lanes.map((seats): Lane => ({ key, role: seats[0]!.role, skills: seats[0]!.skills, seats }));
		});
}

const laneOf = (seatId: string): number => Number(seatId.slice(seatId.lastIndexOf('/') + 1)) || 1;

/** Posts that need more kinds of people first, as a duty board lists 卡口 before 劝返点. */
const byKindAndCode = (a: PostLanes, b: PostLanes): number =>
	KINDS.indexOf(a.post.kind) - KINDS.indexOf(b.post.kind) || a.post.code.localeCompare(b.post.code, 'en', { numeric: true });
const KINDS = ['checkpoint', 'dissuasion', 'sampling', 'vaccination'] as const;
