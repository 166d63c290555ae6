/**
 * What there is to say of every seat and person of one fetched roster, kept up to date: a change of a seat touches its post and the people who leave or
 * take it, a minute that passes touches the seats that run. Nothing else is reckoned again, however many posts there are.
 */
import { dayOf, type Zone } from '#lib/duty/local-time.ts';
import type { PersonId, PostId } from '#lib/duty/post.ts';
import type { RosterViolation } from '#lib/duty/roster/judge-roster.ts';
import type { Span } from '#lib/duty/span.ts';
import type { BoardCheckIn, BoardPerson, RosterBoard } from '#lib/wire/roster-board.ts';
import { type Judge, personJudge, type PersonJudge, type Sitting } from './judging.ts';
import { type PersonRow, inOrder, personRow } from './people-rows.ts';
import type { SeatLanes, ShownSeat } from './seat-lanes.ts';
import { checkInsOf, type SeatState, sameState, seatState } from './seat-state.ts';
import { type Block, blockOf, blockSpans } from './totals.ts';

export interface SeatGap {
	readonly seat: ShownSeat;
	readonly state: SeatState;
}

export type Overlay = ReadonlyMap<string, PersonId | null>;

interface Count {
	asked: number;
	planned: number;
	came: number;
}

export class RosterPicture {
	/** How often something was reckoned, since it was made: posts, people's lines, people judged. */
	readonly reckoned = { posts: 0, rows: 0, judged: 0 };
	readonly #board: RosterBoard;
	readonly #lanes: SeatLanes;
	readonly #people: ReadonlyMap<PersonId, BoardPerson>;
	readonly #published: ReadonlyMap<string, PersonId>;
	readonly #seatsOf = new Map<PostId, ShownSeat[]>();
	readonly #checkInsOf: ReadonlyMap<PostId, readonly BoardCheckIn[]>;
	readonly #counting = new Map<string, readonly BoardCheckIn[]>();
	readonly #fits = new Map<PersonId, readonly string[]>();
	readonly #postRank: ReadonlyMap<PostId, number>;
	readonly #blocks: readonly Span[];
	readonly #blockOf = new Map<string, number>();
	/** By squad of the post. */
	readonly #counts = new Map<number | null, Count[]>();
	readonly #judge: PersonJudge | null;
	readonly #states = new Map<string, SeatState>();
	readonly #gapOf = new Map<string, SeatGap>();
	readonly #held = new Map<PersonId, Map<string, Sitting>>();
	readonly #broken = new Map<PersonId, readonly RosterViolation[]>();
	readonly #unjudged = new Set<PersonId>();
	readonly #rowOf = new Map<PersonId, PersonRow>();
	readonly #stale = new Set<PersonId>();
	#overlay: Overlay = new Map();
	#nowMs = -Infinity;
	#week: Span = { startMs: 0, endMs: 0 };
	#gaps: readonly SeatGap[] | null = null;
	#rows: readonly PersonRow[] | null = null;

	constructor(board: RosterBoard, lanes: SeatLanes, zone: Zone) {
		this.#board = board;
		this.#lanes = lanes;
		this.#people = new Map(board.people.map((person) => [person.id, person]));
		this.#published = new Map(board.duties.map(({ seat, personId }) => [seat, personId]));
		const codes = new Intl.Collator('en', { numeric: true });
		this.#postRank = new Map([...board.posts].sort((a, b) => codes.compare(a.code, b.code)).map(({ id }, i) => [id, i]));
		for (const seat of lanes.seats.values()) {
			const own = this.#seatsOf.get(seat.post.id);
			if (own) own.push(seat);
			else this.#seatsOf.set(seat.post.id, [seat]);
		}
		this.#checkInsOf = Map.groupBy(board.checkIns, ({ postId }) => postId);
		this.#blocks = blockSpans(board.rules, zone, board.from, board.days);
		// Seats of the same hours fall into the same block.
		const known = new Map<string, number>();
		for (const seat of lanes.seats.values()) {
			const key = `${seat.startMs}/${seat.endMs}/${seat.asked}`;
			const at = known.get(key) ?? blockOf(this.#blocks, seat);
			known.set(key, at);
			this.#blockOf.set(seat.id, at);
			const count = this.#count(seat);
			if (count) count.asked++;
		}
		this.#judge = dayOf(board.from) === null ? null : personJudge(board, zone, lanes.seats);
		for (const { seat, personId, startMs, endMs } of board.duties) this.#sit({ seat, personId, startMs, endMs });
		for (const { id } of board.people) {
			this.#stale.add(id);
			if (this.#judge) this.#unjudged.add(id);
		}
	}

	/** Brings it to what the lead has over the published, and to a minute. @param spanOf hours of a seat of days that are not on screen */
	show(overlay: Overlay, nowMs: number, spanOf: (seat: string) => Span | undefined): void {
		const first = this.#nowMs === -Infinity;
		const before = this.#overlay;
		const posts = new Set<PostId>();
		const moved = new Set([...before.keys(), ...overlay.keys()]);
		for (const id of moved) {
			const [was, is] = [this.#holder(id, before), this.#holder(id, overlay)];
			if (was === is) continue;
			const seat = this.#lanes.seats.get(id);
			const span = seat ?? spanOf(id);
			if (was !== null) this.#held.get(was)?.delete(id);
			if (is !== null && span) this.#sit({ seat: id, personId: is, startMs: span.startMs, endMs: span.endMs });
			for (const person of [was, is]) if (person !== null) this.#touch(person, true);
			if (seat) posts.add(seat.post.id);
		}
		this.#overlay = overlay;
		const since = this.#nowMs;
		this.#nowMs = nowMs;
		if (first) for (const id of this.#seatsOf.keys()) this.#reckon(id);
		else {
			for (const id of posts) this.#reckon(id);
			if (since !== nowMs) this.#pass(Math.min(since, nowMs), Math.max(since, nowMs));
		}
	}
	/** The hours that people's lines count. */
	count(week: Span): void {
		if (week.startMs === this.#week.startMs && week.endMs === this.#week.endMs) return;
		this.#week = week;
		for (const { id } of this.#board.people) this.#touch(id, false);
	}

	state(seatId: string): SeatState | undefined {
		return this.#states.get(seatId);
	}
	seatsOf(postId: PostId): readonly ShownSeat[] {
		return this.#seatsOf.get(postId) ?? [];
	}
	/** All that somebody holds, on screen and in the weeks around it. */
	sittingsOf(personId: PersonId): readonly Sitting[] {
		return [...(this.#held.get(personId)?.values() ?? [])];
	}
	*sittings(): Iterable<Sitting> {
		for (const held of this.#held.values()) yield* held.values();
	}
	/** Seats that are empty or will be: the running ones first, then in order of time. */
	get gaps(): readonly SeatGap[] {
		this.#gaps ??= [...this.#gapOf.values()].sort(
			({ seat: a }, { seat: b }) =>
				a.startMs - b.startMs || (this.#postRank.get(a.post.id) ?? 0) - (this.#postRank.get(b.post.id) ?? 0) || (a.id < b.id ? -1 : 1)
		);
		return this.#gaps;
	}
	/** @param squadId of one squad's posts alone; left out: of all */
	blocks(squadId?: number): readonly Block[] {
		const counted = squadId === undefined ? [...this.#counts.values()] : [this.#counts.get(squadId) ?? []];
		return this.#blocks.map(({ startMs, endMs }, i) => {
			const sum = (of: keyof Count): number => counted.reduce((all, counts) => all + (counts[i]?.[of] ?? 0), 0);
			return { startMs, endMs, asked: sum('asked'), planned: sum('planned'), present: startMs <= this.#nowMs ? sum('came') : null };
		});
	}
	get rows(): readonly PersonRow[] {
		if (this.#rows && this.#stale.size === 0) return this.#rows;
		const { checkIns } = this.#board;
		const here = new Set(
			checkIns.filter(({ atMs, untilMs }) => atMs <= this.#nowMs && (untilMs ?? Infinity) > this.#nowMs).map((c) => c.personId)
		);
		const came = new Set(checkIns.map(({ personId }) => personId));
		for (const id of this.#stale) {
			const person = this.#people.get(id);
			if (!person) continue;
			this.reckoned.rows++;
			const own = [...(this.#held.get(id)?.values() ?? [])].map((sitting) => ({
				...sitting,
				shown: this.#lanes.seats.get(sitting.seat),
				state: this.#states.get(sitting.seat)
			}));
			this.#rowOf.set(
				id,
				personRow(person, own, {
					...{ here: here.has(id), came: came.has(id), violation: this.#broken.get(id)?.[0] ?? null, week: this.#week },
					...{ most: this.#board.rules.limits.maxHoursPerWeek, nowMs: this.#nowMs }
				})
			);
		}
		this.#stale.clear();
		this.#rows = [...this.#rowOf.values()].sort(inOrder);
		return this.#rows;
	}
	readonly judge: Judge = {
		breaches: (personId, seatId, leaving = null) => {
			const seat = this.#lanes.seats.get(seatId);
			const known = this.#people.has(personId) && this.#judge !== null;
			if (!seat?.asked || !seat.own || !known)
				return [{ rule: known ? 'unknown-seat' : 'unknown-person', personId: String(personId), seatIds: [seatId], detail: {} }];
			const others = this.sittingsOf(personId).filter((one) => one.seat !== seatId && one.seat !== leaving);
			const with_ = [...others, { seat: seatId, personId, startMs: seat.startMs, endMs: seat.endMs }];
			return this.#judge!(personId, with_).filter(({ seatIds }) => seatIds.includes(seatId));
		}
	};
	/** Judges people who are not yet, until told to stop. @returns whether all are judged */
	judgeSome(enough: () => boolean): boolean {
		for (const id of this.#unjudged) {
			this.#judgeOne(id);
			if (enough()) break;
		}
		return this.#unjudged.size === 0;
	}
	/** What the roster as it is on screen breaks. */
	get violations(): readonly RosterViolation[] {
		this.judgeSome(() => false);
		return this.#board.people.flatMap(({ id }) => this.#broken.get(id) ?? []);
	}

	#count({ id, post: { squadId } }: ShownSeat): Count | undefined {
		let counts = this.#counts.get(squadId);
		if (!counts) this.#counts.set(squadId, (counts = this.#blocks.map(() => ({ asked: 0, planned: 0, came: 0 }))));
		return counts[this.#blockOf.get(id) ?? -1];
	}
	#holder(id: string, overlay: Overlay): PersonId | null {
		const own = overlay.get(id);
		return own === undefined ? (this.#published.get(id) ?? null) : own;
	}
	#sit(sitting: Sitting): void {
		const held = this.#held.get(sitting.personId);
		if (held) held.set(sitting.seat, sitting);
		else this.#held.set(sitting.personId, new Map([[sitting.seat, sitting]]));
	}
	#touch(id: PersonId, judged: boolean): void {
		if (!this.#people.has(id)) return;
		this.#stale.add(id);
		this.#rows = null;
		if (judged && this.#judge) this.#judgeOne(id);
	}
	#judgeOne(id: PersonId): void {
		this.reckoned.judged++;
		this.#unjudged.delete(id);
		const found = this.#judge?.(id, [...(this.#held.get(id)?.values() ?? [])]) ?? [];
		const before = this.#broken.get(id)?.length ?? 0;
		if (found.length > 0) this.#broken.set(id, found);
		else this.#broken.delete(id);
		if (found.length + before === 0) return;
		this.#stale.add(id);
		this.#rows = null;
	}
	readonly #fitsOf = (id: PersonId): readonly string[] => {
		const known = this.#fits.get(id);
		if (known) return known;
		const roles = this.#people.get(id)?.roles ?? [];
		const fits = this.#board.rules.roles.flatMap((role) => (role.filledBy.some((name) => roles.includes(name as never)) ? [role.id] : []));
		this.#fits.set(id, fits);
		return fits;
	};
	/** All seats of a post: who came in place of whom is told by all of them together. */
	#reckon(postId: PostId): void {
		this.reckoned.posts++;
		const seats = this.#seatsOf.get(postId) ?? [];
		const told = this.#checkInsOf.get(postId);
		if (told) {
			const counting = checkInsOf(
				seats,
				told,
				(id) => this.#holder(id, this.#overlay),
				this.#fitsOf,
				this.#board.rules.limits.maxHoursIn24
			);
			for (const { id } of seats) this.#counting.set(id, counting.get(id) ?? []);
		}
		for (const seat of seats) this.#stand(seat);
	}
	/** Time passes: seats that ran, run or begin. */
	#pass(fromMs: number, toMs: number): void {
		for (const seat of this.#lanes.seats.values()) if (seat.startMs <= toMs && seat.endMs >= fromMs) this.#stand(seat);
		for (const { id } of this.#board.people) this.#touch(id, false);
	}
	#stand(seat: ShownSeat): void {
		const { id } = seat;
		const holder = this.#holder(id, this.#overlay);
		const person = holder === null ? null : (this.#people.get(holder) ?? null);
		let state = seatState(seat, person, this.#counting.get(id) ?? [], this.#nowMs, this.#board.rules.lateMin);
		// Somebody of another area may sit here, of whom this board knows only the number.
		if (holder !== null && !person && state.kind === 'ahead') state = { ...state, holder, kind: 'planned' };
		const before = this.#states.get(id);
		if (before && sameState(before, state)) return;
		this.#states.set(id, state);
		const count = this.#count(seat);
		if (count) {
			if (before) tally(count, before, -1);
			tally(count, state, 1);
		}
		const gap = seat.asked && (state.kind === 'empty' || state.kind === 'ahead');
		if (gap) this.#gapOf.set(id, { seat, state });
		if (gap || this.#gapOf.delete(id)) this.#gaps = null;
		for (const one of [before?.holder, holder]) if (one != null) this.#touch(one, false);
	}
}

function tally(count: Count, { holder, onLeave, present }: SeatState, by: 1 | -1): void {
	if (holder !== null && !onLeave) count.planned += by;
	if (present.length > 0) count.came += by;
}
