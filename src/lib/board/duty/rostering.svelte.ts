/**
 * The roster on a lead's screen: what is published, fetched anew whenever somebody changes it; the lead's own unpublished changes over it, with undo,
 * kept over a reload; and what the optimiser is asked. Nothing is published but by `publish` and `adopt`.
 */
/* eslint-disable svelte/prefer-svelte-reactivity -- what is shown is never changed in place */
import { dateOf, dayOf, type Zone, zoneOf } from '#lib/duty/local-time.ts';
import type { LeaveKind } from '#lib/duty/people.ts';
import type { PersonId, PostId } from '#lib/duty/post.ts';
import type { RosterViolation } from '#lib/duty/roster/judge-roster.ts';
import { HOUR_MS, type Span } from '#lib/duty/span.ts';
import type { Squad } from '#lib/wire/duty.ts';
import type { BoardPerson, BoardPost, Proposal, Proposals, RosterBoard, SeatChangeAsked, SeatDuty, Swap } from '#lib/wire/roster-board.ts';
import type { LiveBoard } from '../live-board.svelte.ts';
import { type Judge, type Sitting, weekOfDate } from './judging.ts';
import type { PersonRow } from './people-rows.ts';
import {
	checkInByWord,
	dropRule,
	rosterBoard,
	type RosterProblem,
	saveLeave,
	savePost,
	saveRoster,
	saveRule,
	type SolveAsked,
	type SolveProgress,
	solveRoster,
	squadsOf
} from './roster-api.ts';
import { RosterPicture, type SeatGap } from './roster-picture.ts';
import { lanesInScope, postsOf, rowsInScope, type Scope } from './scope.ts';
import { type SeatLanes, seatLanes, type ShownSeat, type SquadLanes } from './seat-lanes.ts';
import type { SeatState } from './seat-state.ts';
import { type SquadLook, squadLooks } from './squad-looks.ts';
import type { Block } from './totals.ts';
import {
	asked,
	insisting,
	keep,
	kept,
	NOTHING,
	overlayOf,
	overtaken,
	redone,
	type Step,
	type StepKind,
	undone,
	type Unpublished,
	withStep,
	without
} from './unpublished.ts';

const REFETCH_AFTER_MS = 250;
const RETRY_MS = 5_000;
/** A proposal for a gap should come while one still looks at it. */
const PROPOSAL_SECONDS = 10;
const WHAT_IF_SECONDS = 5;
const SOLVE_SECONDS = 300;
/** Judging takes no more than this of a frame. */
const JUDGE_STRETCH_MS = 8;

/** Something asked of the optimiser. */
export interface Asking {
	/** The gap that is to be closed; all of the roster; what if. */
	readonly about: 'gap' | 'all' | 'off';
	readonly seats: readonly string[];
	readonly startedAtMs: number;
	readonly progress: SolveProgress | null;
	readonly answer: Proposals | null;
	readonly problem: RosterProblem | null;
}

/** What if these were off, from now until the end of the days on screen. */
export interface WhatIf {
	readonly people: readonly PersonId[];
	readonly posts: readonly PostId[];
}

export interface Adopted {
	readonly changes: readonly SeatChangeAsked[];
	readonly told: readonly PersonId[];
}

export class Rostering {
	board = $state.raw<RosterBoard | null>(null);
	squads = $state.raw<readonly Squad[]>([]);
	days = $state<1 | 3 | 7>(3);
	/** First local day on screen; null: today. */
	from = $state<string | null>(null);
	loading = $state(false);
	/** Why the roster could not be fetched; what was fetched before stays. */
	away = $state.raw<RosterProblem | null>(null);
	/** Why a change was refused. */
	refused = $state.raw<RosterProblem | null>(null);
	saving = $state(false);
	work = $state.raw<Unpublished>(NOTHING);
	/** The seat that is looked at. */
	selected = $state<string | null>(null);
	/** Who is being dragged. */
	carried = $state<PersonId | null>(null);
	asking = $state.raw<Asking | null>(null);
	/** Which of the proposals is chosen. */
	chosen = $state<number | null>(null);
	/** The proposal under the pointer. */
	pointed = $state<number | null>(null);
	whatIf = $state.raw<WhatIf | null>(null);
	scope = $state<Scope>('duty');
	adopted = $state.raw<Adopted | null>(null);

	readonly #live: LiveBoard;
	readonly #username: string;
	readonly mayWrite: boolean;
	#areaId: number | null = null;
	#turn = 0;
	#refetch: ReturnType<typeof setTimeout> | undefined;
	#judging: ReturnType<typeof setTimeout> | undefined;
	#solving: AbortController | null = null;
	readonly #spans = new Map<string, Span>();

	constructor(live: LiveBoard, username: string, mayWrite: boolean) {
		this.#live = live;
		this.#username = username;
		this.mayWrite = mayWrite;
	}

	/** Whole minutes: nothing of a roster moves faster. */
	readonly nowMs = $derived.by(() => Math.floor(this.#live.nowMs / 60_000) * 60_000 || (this.board?.nowMs ?? 0));
	readonly zone = $derived<Zone>(zoneOf(this.board?.zone ?? 'Asia/Shanghai') ?? zoneOf('UTC')!);
	readonly looks = $derived<readonly SquadLook[]>(squadLooks(this.squads));
	readonly lookOf = $derived(new Map(this.looks.map((look) => [look.id, look])));
	readonly people = $derived<ReadonlyMap<PersonId, BoardPerson>>(new Map((this.board?.people ?? []).map((one) => [one.id, one])));
	readonly postById = $derived<ReadonlyMap<PostId, BoardPost>>(new Map((this.board?.posts ?? []).map((one) => [one.id, one])));
	readonly lanes = $derived.by<SeatLanes | null>(() => {
		const { board } = this;
		if (!board) return null;
		const lanes = seatLanes(
			board,
			this.zone,
			this.looks.map(({ id }) => id)
		);
		for (const [id, { startMs, endMs }] of lanes.seats) this.#spans.set(id, { startMs, endMs });
		return lanes;
	});
	/** As published. */
	readonly duties = $derived<ReadonlyMap<string, SeatDuty>>(new Map((this.board?.duties ?? []).map((duty) => [duty.seat, duty])));
	readonly overlay = $derived(overlayOf(this.work));
	readonly published = (seat: string): PersonId | null => this.duties.get(seat)?.personId ?? null;
	/** Published with the lead's own changes over it. */
	readonly holderOf = (seat: string): PersonId | null => {
		const own = this.overlay.get(seat);
		return own === undefined ? this.published(seat) : own;
	};
	readonly #kept = $derived.by<RosterPicture | null>(() => {
		const { board, lanes } = this;
		return board && lanes ? new RosterPicture(board, lanes, this.zone) : null;
	});
	/** Every seat and person as they are now, with the lead's own changes; another object whenever something of it may have changed. */
	readonly #now = $derived.by<{ readonly picture: RosterPicture | null }>(() => {
		const picture = this.#kept;
		picture?.show(this.overlay, this.nowMs, (seat) => this.#spans.get(seat) ?? this.duties.get(seat));
		return { picture };
	});
	/** Rises with people judged, who are judged while nothing else is to do. */
	#judgedSome = $state(0);
	readonly sittingsOf = (personId: PersonId): readonly Sitting[] => this.#now.picture?.sittingsOf(personId) ?? [];
	readonly seatsOf = (postId: PostId): readonly ShownSeat[] => this.#now.picture?.seatsOf(postId) ?? [];
	readonly states = $derived.by(() => {
		const { picture } = this.#now;
		return { get: (seat: string): SeatState | undefined => picture?.state(seat) };
	});
	/** Seats that are empty or will be, in order of time: the running ones first. */
	readonly gaps = $derived<readonly SeatGap[]>(this.#now.picture?.gaps ?? []);
	readonly judge = $derived.by<Judge | null>(() => {
		const { picture } = this.#now;
		return picture && { breaches: picture.judge.breaches };
	});
	readonly violations = $derived<readonly RosterViolation[]>(this.#now.picture?.violations ?? []);
	readonly rows = $derived.by<readonly PersonRow[]>(() => {
		const { picture } = this.#now;
		void this.#judgedSome;
		if (!picture) return [];
		picture.count(weekOfDate(this.zone, this.focusDate));
		return picture.rows;
	});
	/** Swaps that are asked, by each seat that would change hands. */
	readonly swapOf = $derived<ReadonlyMap<string, Swap>>(
		new Map(
			(this.board?.swaps ?? []).flatMap((swap) => [swap.duty, swap.forDuty].flatMap((duty) => (duty ? [[duty.seat, swap] as const] : [])))
		)
	);
	readonly totals = $derived.by<readonly Block[]>(() => {
		const { scope } = this;
		return this.#now.picture?.blocks(typeof scope === 'number' ? scope : undefined) ?? [];
	});
	/** What of it is looked at. */
	readonly lanesShown = $derived<readonly SquadLanes[]>(this.lanes ? lanesInScope(this.lanes, this.scope) : []);
	readonly postsShown = $derived<ReadonlySet<PostId>>(postsOf(this.lanesShown));
	readonly rowsShown = $derived<readonly PersonRow[]>(rowsInScope(this.rows, this.scope));
	readonly selectedSeat = $derived<ShownSeat | null>(this.selected === null ? null : (this.lanes?.seats.get(this.selected) ?? null));
	readonly today = $derived(dateOf(this.zone.localOf(this.nowMs).day));
	/** The local day whose week is counted: that of the selected seat, else the middle one on screen. */
	readonly focusDate = $derived.by(() => {
		if (this.selectedSeat) return dateOf(this.zone.localOf(this.selectedSeat.startMs).day);
		const from = dayOf(this.board?.from ?? this.today) ?? 0;
		return dateOf(from + Math.floor((this.board?.days ?? 1) / 2));
	});
	readonly asked = $derived<readonly SeatChangeAsked[]>(asked(this.work, this.published));
	readonly overtaken = $derived<readonly string[]>(overtaken(this.work, this.published));
	readonly canUndo = $derived(this.work.at > 0);
	readonly canRedo = $derived(this.work.at < this.work.steps.length);
	/** Seats that the pointed or chosen proposal would change. */
	readonly outlined = $derived.by<ReadonlySet<string>>(() => {
		const proposal = this.proposals[this.pointed ?? this.chosen ?? -1];
		return new Set(proposal?.changes.map(({ seat }) => seat) ?? []);
	});
	/** An answer that changes nothing is none. */
	readonly proposals = $derived<readonly Proposal[]>((this.asking?.answer?.proposals ?? []).filter(({ changes }) => changes.length > 0));
	readonly proposal = $derived<Proposal | null>(this.chosen === null ? null : (this.proposals[this.chosen] ?? null));
	/** Until a person told has said that they know. */
	readonly canTakeBack = $derived.by(
		() =>
			this.adopted !== null &&
			this.adopted.changes.every(
				({ seat, after }) => this.published(seat) === after && (this.duties.get(seat)?.confirmedAtMs ?? null) === null
			)
	);

	/** Judges everybody in short stretches, so that nobody waits for it. */
	#judgeOn(picture: RosterPicture): void {
		clearTimeout(this.#judging);
		this.#judging = setTimeout(() => {
			const until = performance.now() + JUDGE_STRETCH_MS;
			const done = picture.judgeSome(() => performance.now() >= until);
			this.#judgedSome++;
			if (!done && picture === this.#kept) this.#judgeOn(picture);
		}, 0);
	}
	/** Shows an area; its unpublished changes are found again. */
	open(areaId: number): void {
		if (this.#areaId === areaId) return;
		this.cancel();
		this.#areaId = areaId;
		this.board = null;
		this.squads = [];
		this.selected = null;
		this.scope = 'duty';
		this.work = this.mayWrite ? kept(this.#username, areaId) : NOTHING;
		void this.refresh();
	}
	close(): void {
		this.#turn++;
		clearTimeout(this.#refetch);
		clearTimeout(this.#judging);
		this.cancel();
	}
	/** Called where it is shown, whenever what is fetched changes. */
	judgeAll(): void {
		const picture = this.#kept;
		if (picture) this.#judgeOn(picture);
	}
	show(from: string | null, days: 1 | 3 | 7): void {
		this.from = from;
		this.days = days;
		void this.refresh();
	}
	/** Shows so many days earlier or later. */
	page(step: 1 | -1): void {
		const at = dayOf(this.from ?? this.today) ?? 0;
		const to = dateOf(at + step * this.days);
		this.show(to === this.today ? null : to, this.days);
	}
	/** Something changed on the server: what is on screen is fetched again, once for a burst. */
	heard(): void {
		if (this.#areaId === null) return;
		clearTimeout(this.#refetch);
		this.#refetch = setTimeout(() => void this.refresh(), REFETCH_AFTER_MS);
	}
	async refresh(): Promise<void> {
		const areaId = this.#areaId;
		if (areaId === null) return;
		const turn = ++this.#turn;
		clearTimeout(this.#refetch);
		this.loading = true;
		const from = this.from ?? this.today;
		const [answer, squads] = await Promise.all([
			rosterBoard(areaId, from === '1970-01-01' ? dateOf(this.zone.localOf(Date.now()).day) : from, this.days),
			squadsOf(areaId)
		]);
		if (turn !== this.#turn || areaId !== this.#areaId) return;
		this.loading = false;
		if (squads.ok) this.squads = squads.value;
		if (answer.ok) {
			if (!this.board || answer.value.seq >= this.board.seq || answer.value.from !== this.board.from) this.board = answer.value;
			this.away = null;
			return;
		}
		this.away = answer.problem;
		if (answer.problem.status === 0 || answer.problem.status >= 500) this.#refetch = setTimeout(() => void this.refresh(), RETRY_MS);
	}

	/** @returns whether it changed anything */
	change(kind: StepKind, seats: Step['seats']): boolean {
		if (!this.mayWrite) return false;
		const next = withStep(this.work, kind, seats, this.published);
		if (next === this.work) return false;
		this.#keep(next);
		return true;
	}
	undo(): void {
		this.#keep(undone(this.work));
	}
	redo(): void {
		this.#keep(redone(this.work));
	}
	drop(): void {
		this.#keep(NOTHING);
	}
	/** Somebody was first at these seats: mine stands all the same. */
	insist(): void {
		this.#keep(insisting(this.work, this.overtaken, this.published));
		this.refused = null;
	}
	/** … or theirs does. */
	yield(): void {
		this.#keep(without(this.work, this.overtaken));
		this.refused = null;
	}
	#keep(work: Unpublished): void {
		this.work = work;
		if (this.#areaId !== null) keep(this.#username, this.#areaId, work);
	}

	/** @returns whether it is published */
	async publish(reason: string): Promise<boolean> {
		const sent = this.asked;
		if (sent.length === 0 || !(await this.#save(sent, reason))) return false;
		this.#keep(NOTHING);
		return true;
	}
	/** Takes the chosen proposal: at once where nothing else is unpublished, else as one more step. @returns whether it was taken */
	async adopt(reason: string): Promise<boolean> {
		const { proposal } = this;
		if (!proposal || (proposal.broken?.length ?? 0) > 0) return false;
		const changes = proposal.changes;
		if (this.work.at > 0 || this.asking?.about === 'all' || this.whatIf) {
			this.change('adopt', stepOf(changes));
			this.leaveWhatIf();
			this.cancel();
			return true;
		}
		const told = await this.#save(changes, reason);
		if (!told) return false;
		this.adopted = { changes, told };
		this.cancel();
		return true;
	}
	/** Takes an adopted proposal back. */
	async takeBack(reason: string): Promise<boolean> {
		const { adopted } = this;
		if (!adopted || !this.canTakeBack) return false;
		const back = adopted.changes.map(({ seat, before, after }) => ({ seat, before: after, after: before }));
		if (!(await this.#save(back, reason))) return false;
		this.adopted = null;
		return true;
	}
	async #save(changes: readonly SeatChangeAsked[], reason: string): Promise<readonly PersonId[] | null> {
		const { board } = this;
		if (!board || this.#areaId === null || this.saving) return null;
		const days = changes.map(({ seat }) => seatDay(seat)).concat(dayOf(board.from) ?? 0, (dayOf(board.from) ?? 0) + board.days - 1);
		const [first, last] = [Math.min(...days), Math.max(...days)];
		this.saving = true;
		this.refused = null;
		const answer = await saveRoster(this.#areaId, { from: dateOf(first), days: Math.min(31, last - first + 1), changes, reason });
		this.saving = false;
		if (!answer.ok) {
			this.refused = answer.problem;
			if (answer.problem.status === 409) await this.refresh();
			return null;
		}
		// What is on screen may be other days than those that were asked for.
		if (answer.value.board.from === board.from && answer.value.board.days === board.days) this.board = answer.value.board;
		else await this.refresh();
		return answer.value.told;
	}

	/** Asks how a gap can be closed. */
	propose(seatId: string): void {
		this.selected = seatId;
		const seat = this.lanes?.seats.get(seatId);
		if (!seat?.own || !this.mayWrite || seat.endMs <= this.nowMs) {
			this.cancel();
			return;
		}
		void this.#ask('gap', { how: 'repair', seats: [seatId], proposals: 5, seconds: PROPOSAL_SECONDS, cure: true });
	}
	/** A whole roster anew; the one that is stays until its answer is taken. */
	solve(how: 'new' | 'repair'): void {
		void this.#ask('all', { how, seconds: SOLVE_SECONDS, cure: true });
	}
	setWhatIf(whatIf: WhatIf | null): void {
		this.whatIf = whatIf;
		if (!whatIf || whatIf.people.length + whatIf.posts.length === 0) {
			this.cancel();
			return;
		}
		const { horizon } = this.lanes ?? { horizon: { startMs: this.nowMs, endMs: this.nowMs } };
		const span = { fromMs: Math.max(this.nowMs, horizon.startMs), untilMs: horizon.endMs + 24 * HOUR_MS };
		void this.#ask('off', {
			how: 'repair',
			off: { people: whatIf.people.map((id) => ({ id, ...span })), posts: whatIf.posts.map((id) => ({ id, ...span })) },
			proposals: 1,
			seconds: WHAT_IF_SECONDS,
			cure: false
		});
	}
	leaveWhatIf(): void {
		if (this.whatIf) this.setWhatIf(null);
	}
	/** Stops asking, and puts away what was answered. */
	cancel(): void {
		this.#solving?.abort();
		this.#solving = null;
		this.asking = null;
		this.chosen = null;
		this.pointed = null;
	}
	async #ask(about: Asking['about'], body: Omit<SolveAsked, 'from' | 'days' | 'draft'>): Promise<void> {
		const { board, lanes } = this;
		if (!board || !lanes || this.#areaId === null) return;
		this.cancel();
		const solving = new AbortController();
		this.#solving = solving;
		const base: Asking = { about, seats: body.seats ?? [], startedAtMs: Date.now(), progress: null, answer: null, problem: null };
		this.asking = base;
		const draft = [...(this.#now.picture?.sittings() ?? [])].flatMap(({ seat, personId }) =>
			lanes.seats.get(seat)?.own ? [{ seat, personId }] : []
		);
		const answer = await solveRoster(
			this.#areaId,
			{ from: board.from, days: board.days, ...body, ...(this.work.at > 0 ? { draft } : {}) },
			(progress) => {
				if (this.#solving === solving) this.asking = { ...base, progress };
			},
			solving.signal
		);
		if (this.#solving !== solving) return;
		this.asking = answer.ok ? { ...base, answer: answer.value } : { ...base, problem: answer.problem };
		if (answer.ok && about === 'all') this.chosen = this.proposals.length > 0 ? 0 : null;
	}

	/** Somebody is there by the lead's word. */
	checkIn(seat: ShownSeat, personId: PersonId, action: 'arrive' | 'leave', reason: string): Promise<boolean> {
		return this.#tell(checkInByWord(seat.post.id, { personId, action, reason }));
	}
	saveRule(post: BoardPost, from: string, needs: string): Promise<boolean> {
		return this.#tell(saveRule(post.id, from, needs));
	}
	dropRule(post: BoardPost, from: string): Promise<boolean> {
		return this.#tell(dropRule(post.id, from));
	}
	savePost(post: BoardPost, changed: { weight?: number; shifts?: readonly string[] | null }): Promise<boolean> {
		return this.#tell(savePost(post.id, changed));
	}
	giveLeave(personId: PersonId, kind: LeaveKind, fromMs: number, untilMs: number): Promise<boolean> {
		return this.#tell(saveLeave(personId, { kind, fromMs, untilMs }));
	}
	async #tell(telling: ReturnType<typeof saveLeave>): Promise<boolean> {
		this.refused = null;
		const answer = await telling;
		if (!answer.ok) this.refused = answer.problem;
		else await this.refresh();
		return answer.ok;
	}
}

const stepOf = (changes: readonly SeatChangeAsked[]): Step['seats'] => changes.map(({ seat, after }) => [seat, after] as const);

/** The local day on which a seat begins, by its name. */
const seatDay = (seat: string): number => dayOf(/\/(\d{4}-\d\d-\d\d)T\d\d:\d\d\/\d+$/.exec(seat)?.[1] ?? '') ?? 0;
