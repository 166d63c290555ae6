/** What a lead's page holds beside the desk: the roster, what is open over it, and the person in hand. */
/* eslint-disable svelte/prefer-svelte-reactivity -- what is shown is never changed in place */
import { createContext } from 'svelte';
import type { PersonId, PostId } from '#lib/duty/post.ts';
import { sharedMs } from '#lib/duty/span.ts';
import { weekHours, weekOfDate } from '#lib/board/duty/judging.ts';
import type { Rostering } from '#lib/board/duty/rostering.svelte.ts';
import type { ShownSeat } from '#lib/board/duty/seat-lanes.ts';
import type { BoardPost } from '#lib/wire/roster-board.ts';
import type { Desk } from '../desk.svelte.ts';
import { brokenShort, brokenText } from './roster-words.ts';
import { preferences } from '../preferences.svelte.ts';

export type DutyTab = 'roster' | 'people' | 'assign';

/** A person held over the ribbon or the map. */
export interface InHand {
	readonly personId: PersonId;
	/** The seat they were taken from. */
	readonly fromSeat: string | null;
	readonly x: number;
	readonly y: number;
	readonly overSeat: string | null;
	readonly overPost: PostId | null;
}

/** Why somebody may not sit there: in two words for the seat, in full for the hand. */
export interface Forbidden {
	readonly short: string;
	readonly text: string;
}

export type DutyDialog =
	| { readonly kind: 'publish' }
	| { readonly kind: 'rule'; readonly post: BoardPost }
	| { readonly kind: 'check-in'; readonly seat: ShownSeat }
	| { readonly kind: 'leave'; readonly personId: PersonId };

export class DutyRoom {
	readonly desk: Desk;
	readonly roster: Rostering;
	tab = $state<DutyTab>('roster');
	/** The foot of the page: people and proposals. */
	footOpen = $state(true);
	/** The seat whose card is open, and what it hangs on. */
	card = $state.raw<{ readonly seatId: string; readonly anchor: HTMLElement } | null>(null);
	dialog = $state.raw<DutyDialog | null>(null);
	inHand = $state.raw<InHand | null>(null);
	whatIfOpen = $state(false);
	printing = $state(false);
	/** Read out to those who do not see it. */
	said = $state('');
	/** Height of the whole ribbon: what it does not need is the foot's. */
	ribbonPx = $state(0);
	/** Brings a seat into sight and under the keys; the ribbon puts itself here. */
	reveal: (seatId: string, focus: boolean) => void = () => undefined;

	/** Which post of the map lies under a point of the window; the page ties it to the map. */
	postUnder: (x: number, y: number) => PostId | null = () => null;

	constructor(desk: Desk, roster: Rostering) {
		this.desk = desk;
		this.roster = roster;
	}

	/** Why the person in hand cannot sit there; null where they can. Remembered while the same person is held over the same roster. */
	readonly forbids = $derived.by<(seatId: string) => Forbidden | null>(() => {
		const { inHand, roster } = this;
		const personId = inHand?.personId ?? null;
		return this.#forbidding(personId, roster.judge, inHand?.fromSeat ?? null);
	});
	#held: { personId: PersonId | null; judge: unknown; from: string | null; known: Map<string, Forbidden | null> } | null = null;
	#forbidding(personId: PersonId | null, judge: Rostering['judge'], from: string | null): (seatId: string) => Forbidden | null {
		if (personId === null || !judge) return () => null;
		if (this.#held?.personId !== personId || this.#held.judge !== judge || this.#held.from !== from)
			this.#held = { personId, judge, from, known: new Map() };
		const { known } = this.#held;
		return (seatId) => {
			const told = known.get(seatId);
			if (told !== undefined) return told;
			// Whoever is moved leaves the seat they were taken from.
			const broken = judge.breaches(personId, seatId, from)[0];
			const { language } = preferences;
			const text = broken && {
				short: brokenShort(language, broken.rule),
				text: brokenText(language, broken.rule, broken.detail, this.roster.board?.rules.roles ?? [])
			};
			known.set(seatId, text ?? null);
			return text ?? null;
		};
	}

	/** Hours of the week of a seat, as they would be with it. */
	hoursWith(personId: PersonId, seat: ShownSeat | null, without: string | null): { readonly before: number; readonly after: number } {
		const { roster } = this;
		const own = roster.sittingsOf(personId);
		const week = weekOfDate(roster.zone, roster.focusDate);
		const before = weekHours(own, week);
		const after = weekHours([...own.filter((one) => one.seat !== without && one.seat !== seat?.id), ...(seat ? [seat] : [])], week);
		return { before, after };
	}

	select(seatId: string | null, reveal = false): void {
		this.roster.selected = seatId;
		if (seatId === null) {
			this.desk.select(null);
			return;
		}
		const seat = this.roster.lanes?.seats.get(seatId);
		if (seat) this.desk.look = { ...this.desk.look, selection: { kind: 'post', id: seat.post.id } };
		if (reveal) this.reveal(seatId, true);
	}
	/** A gap answers with proposals, any other seat is only looked at. */
	open(seatId: string, anchor: HTMLElement | null): void {
		const { roster } = this;
		this.select(seatId);
		const kind = roster.states.get(seatId)?.kind;
		if ((kind === 'ahead' || kind === 'empty') && roster.mayWrite) {
			this.footOpen = true;
			roster.propose(seatId);
		}
		if (anchor) this.card = { seatId, anchor };
	}
	/** While one asks what if: lets somebody or some posts be off, or puts them back. */
	toggleOff(off: { readonly people?: readonly PersonId[]; readonly posts?: readonly PostId[] }): void {
		const now = this.roster.whatIf ?? { people: [], posts: [] };
		const flip = <T>(list: readonly T[], some: readonly T[]): readonly T[] =>
			some.every((one) => list.includes(one)) ? list.filter((one) => !some.includes(one)) : [...new Set([...list, ...some])];
		this.roster.setWhatIf({ people: flip(now.people, off.people ?? []), posts: flip(now.posts, off.posts ?? []) });
	}
	stepGap(step: 1 | -1): void {
		const { gaps, selected } = this.roster;
		if (gaps.length === 0) return;
		const at = gaps.findIndex(({ seat }) => seat.id === selected);
		const to = gaps[at < 0 ? (step === 1 ? 0 : gaps.length - 1) : (at + step + gaps.length) % gaps.length];
		if (!to) return;
		this.card = null;
		this.select(to.seat.id, true);
		if (this.roster.mayWrite) this.roster.propose(to.seat.id);
	}
	/** Takes the holder off a seat. */
	clear(seatId: string): void {
		const seat = this.roster.lanes?.seats.get(seatId);
		if (seat?.own) this.roster.change('clear', [[seatId, null]]);
	}
	/** Puts a person on a seat, off the one they were taken from. */
	seatPerson(personId: PersonId, seatId: string, fromSeat: string | null = null): void {
		const { roster } = this;
		if (!roster.lanes?.seats.get(seatId)?.own || seatId === fromSeat) return;
		roster.change(fromSeat ? 'swap' : 'seat', [...(fromSeat ? [[fromSeat, null] as const] : []), [seatId, personId] as const]);
		this.select(seatId, true);
	}
	/** On a post of the map: the first open seat that the person may take, the running one before those to come. */
	seatAtPost(personId: PersonId, postId: PostId, fromSeat: string | null): void {
		const { roster } = this;
		const open = roster.gaps.filter(({ seat }) => seat.post.id === postId && seat.own);
		const fit = open.find(({ seat }) => this.forbids(seat.id) === null);
		if (fit) this.seatPerson(personId, fit.seat.id, fromSeat);
	}
	/** What a seat and its neighbours of the lane share with a stretch, for the keys up and down. */
	static nearest(seats: readonly ShownSeat[], to: ShownSeat): ShownSeat | null {
		let best: ShownSeat | null = null;
		const score = (seat: ShownSeat): number => sharedMs(seat, to) * 1000 - Math.abs(seat.startMs - to.startMs);
		for (const seat of seats) if (!best || score(seat) > score(best)) best = seat;
		return best;
	}
}

export const [getDuty, setDuty] = createContext<DutyRoom>();
