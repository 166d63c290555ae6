/** The seats of one post as its panel lists them: those of now and those that come next, who is planned, who is there since when and by what proof. */
import { demandOf, seatLanes, type ShownSeat } from '#lib/board/duty/seat-lanes.ts';
import { checkInsOf, seatState, type SeatState } from '#lib/board/duty/seat-state.ts';
import type { Zone } from '#lib/duty/local-time.ts';
import type { PersonId, PostId } from '#lib/duty/post.ts';
import type { PostRule } from '#lib/duty/post-rule.ts';
import { whenText } from '#lib/duty/when.ts';
import { count } from '#lib/words/number.ts';
import { say, type Language } from '#lib/words/words.ts';
import type { PostRole } from '#lib/rules/post-roles.ts';
import type { BoardCheckIn, RosterBoard } from '#lib/wire/roster-board.ts';
import { postRoleWord } from '../gap-words.ts';

export interface SeatLine {
	readonly seat: ShownSeat;
	readonly state: SeatState;
	/** Of the one planned; null: nobody. */
	readonly holder: string | null;
	/** The last who came. */
	readonly checkIn: BoardCheckIn | null;
}

export interface PostSeats {
	/** Running now, in order of role. */
	readonly now: readonly SeatLine[];
	/** Those that begin soonest, all at one moment. */
	readonly next: readonly SeatLine[];
	/** Of today, over or still to come, without those above. */
	readonly others: readonly SeatLine[];
	/** In force today; null: nobody has said who is needed when. */
	readonly rule: PostRule | null;
}

export function postSeats(board: RosterBoard, postId: PostId, zone: Zone, nowMs: number): PostSeats | null {
	const post = board.posts.find(({ id }) => id === postId);
	if (!post) return null;
	const own = { ...board, posts: [post], duties: board.duties.filter((duty) => duty.postId === postId) };
	const seats = [...seatLanes(own, zone, []).seats.values()];
	const dutyOf = new Map(own.duties.map((duty) => [duty.seat, duty.personId]));
	const personById = new Map(board.people.map((person) => [person.id, person]));
	const holderOf = (seat: string): PersonId | null => dutyOf.get(seat) ?? null;
	const fits = (id: PersonId): readonly string[] => {
		const roles: readonly string[] = personById.get(id)?.roles ?? [];
		return board.rules.roles.filter(({ filledBy }) => filledBy.some((role) => roles.includes(role))).map(({ id: role }) => role);
	};
	const checkIns = checkInsOf(
		seats,
		board.checkIns.filter((one) => one.postId === postId),
		holderOf,
		fits,
		board.rules.limits.maxHoursIn24
	);
	const lines = seats.map((seat): SeatLine => {
		const holder = holderOf(seat.id);
		const person = holder === null ? null : (personById.get(holder) ?? null);
		const came = checkIns.get(seat.id) ?? [];
		return {
			seat,
			state: seatState(seat, person, came, nowMs, board.rules.lateMin),
			holder: person?.name ?? null,
			checkIn: came.at(-1) ?? null
		};
	});
	const order = new Map(board.rules.roles.map(({ id }, i) => [id, i]));
	lines.sort(
		(a, b) =>
			a.seat.startMs - b.seat.startMs || (order.get(a.seat.role) ?? 99) - (order.get(b.seat.role) ?? 99) || a.seat.lane - b.seat.lane
	);
	const now = lines.filter(({ seat }) => seat.startMs <= nowMs && nowMs < seat.endMs);
	const soonest = Math.min(...lines.filter(({ seat }) => seat.startMs > nowMs).map(({ seat }) => seat.startMs));
	const next = lines.filter(({ seat }) => seat.startMs === soonest);
	const today = zone.localOf(nowMs).day;
	const others = lines.filter(
		(line) =>
			!now.includes(line) &&
			!next.includes(line) &&
			line.seat.startMs < zone.instantOf(today + 1, 0) &&
			line.seat.endMs > zone.instantOf(today, 0)
	);
	const rules = demandOf(post, board.rules).rules.filter(({ fromDay }) => fromDay <= today);
	return { now, next, others, rule: rules.sort((a, b) => b.fromDay - a.fromDay)[0] ?? null };
}

/** 23:00–06:00 民警 1、医护 1, a line for each stretch of hours. */
export function ruleLines(rule: PostRule, roles: readonly PostRole[], language: Language): string[] {
	return [...Map.groupBy(rule.needs, ({ when }) => whenText(when))].map(
		([when, needs]) =>
			`${when} ${needs
				.map((need) => `${[postRoleWord(need.role, language, roles), ...need.skills].join('+')} ${count(need.count)}`)
				.join(say(language, 'list'))}`
	);
}
