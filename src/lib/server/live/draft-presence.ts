/**
 * Who is in which draft, where, and at which grids. A grid that somebody is at is softly locked for a while after each touch: others are told and leave it
 * alone; what may be saved is decided by the draft's revision and never by a lock.
 */
import type { Position } from '#lib/geo/position.ts';
import type { GridCode } from '#lib/plan/border-plan.ts';
import type { Presence } from '#lib/wire/drafts.ts';

/** What one line is at. Without a grid it is locked until 0. */
export interface Guest {
	readonly accountId: string;
	readonly name: string;
	readonly cursor: Position | null;
	readonly grids: readonly GridCode[];
	readonly lockedUntilMs: number;
}

export interface DraftPresence {
	/** @param guestId names one line; an account may have several. @returns the draft it was in before. */
	enter(guestId: string, draftId: number, who: { readonly accountId: string; readonly name: string }): number | null;
	/** @returns the draft it was in. */
	leave(guestId: string): number | null;
	draftOf(guestId: string): number | null;
	/** @returns grids that another account holds, on this node or another; the others are this guest's now, and nothing else is. */
	touch(guestId: string, cursor: Position | null, grids: readonly GridCode[], nowMs: number, lockMs: number): GridCode[];
	/** Everybody in the draft but this account, one entry an account. */
	othersIn(draftId: number, accountId: string, nowMs: number): Presence[];
	/** Lines of this node. */
	guestsOf(draftId: number): string[];
	openDrafts(): number[];
	/** What this node tells the others of a draft. */
	own(draftId: number): Guest[];
	/**
	 * Who another node says is in a draft, in place of what it said before; believed until it should have said it again, by a clock that is never set back.
	 * @returns whether it was not known to have anybody there
	 */
	hear(node: string, draftId: number, guests: readonly Guest[], untilMs: number): boolean;
	/** Forgets the nodes that fell silent, by the same clock. @returns the drafts that somebody is gone from with them. */
	forgetSilent(nowMs: number): number[];
}

export function createDraftPresence(): DraftPresence {
	const rooms = new Map<number, Map<string, Guest>>();
	const roomOf = new Map<string, number>();
	/** Draft → node → who is there. */
	const elsewhere = new Map<number, Map<string, { readonly guests: readonly Guest[]; readonly untilMs: number }>>();

	const everybodyIn = (draftId: number): Guest[] => [
		...(rooms.get(draftId)?.values() ?? []),
		...[...(elsewhere.get(draftId)?.values() ?? [])].flatMap(({ guests }) => guests)
	];

	function leave(guestId: string): number | null {
		const draftId = roomOf.get(guestId);
		if (draftId === undefined) return null;
		roomOf.delete(guestId);
		const room = rooms.get(draftId)!;
		room.delete(guestId);
		if (room.size === 0) rooms.delete(draftId);
		return draftId;
	}

	return {
		enter(guestId, draftId, { accountId, name }) {
			const before = leave(guestId);
			let room = rooms.get(draftId);
			if (!room) rooms.set(draftId, (room = new Map()));
			room.set(guestId, { accountId, name, cursor: null, grids: [], lockedUntilMs: 0 });
			roomOf.set(guestId, draftId);
			return before;
		},
		leave,
		draftOf: (guestId) => roomOf.get(guestId) ?? null,
		touch(guestId, cursor, grids, nowMs, lockMs) {
			const draftId = roomOf.get(guestId) ?? -1;
			const room = rooms.get(draftId);
			const guest = room?.get(guestId);
			if (!room || !guest) return [...grids];
			const held = new Set<GridCode>();
			for (const other of everybodyIn(draftId))
				if (other.accountId !== guest.accountId && other.lockedUntilMs > nowMs) for (const code of other.grids) held.add(code);
			const own = grids.filter((code) => !held.has(code));
			room.set(guestId, { ...guest, cursor, grids: own, lockedUntilMs: own.length > 0 ? nowMs + lockMs : 0 });
			return grids.filter((code) => held.has(code));
		},
		othersIn(draftId, accountId, nowMs) {
			const people = new Map<string, Presence>();
			for (const guest of everybodyIn(draftId)) {
				if (guest.accountId === accountId) continue;
				const holds = guest.lockedUntilMs > nowMs;
				const known = people.get(guest.accountId);
				people.set(guest.accountId, {
					accountId: guest.accountId,
					name: guest.name,
					cursor: guest.cursor ?? known?.cursor ?? null,
					grids: [...new Set([...(known?.grids ?? []), ...(holds ? guest.grids : [])])].sort(),
					lockedUntilMs: Math.max(known?.lockedUntilMs ?? 0, holds ? guest.lockedUntilMs : 0)
				});
			}
			return [...people.values()].sort((a, b) => (a.accountId < b.accountId ? -1 : 1));
		},
		guestsOf: (draftId) => [...(rooms.get(draftId)?.keys() ?? [])],
		openDrafts: () => [...rooms.keys()],
		own: (draftId) => [...(rooms.get(draftId)?.values() ?? [])],
		hear(node, draftId, guests, untilMs) {
			const nodes = elsewhere.get(draftId) ?? new Map<string, { readonly guests: readonly Guest[]; readonly untilMs: number }>();
			const isNew = guests.length > 0 && !nodes.has(node);
			if (guests.length > 0) nodes.set(node, { guests, untilMs });
			else nodes.delete(node);
			if (nodes.size > 0) elsewhere.set(draftId, nodes);
			else elsewhere.delete(draftId);
			return isNew;
		},
		forgetSilent(nowMs) {
			const gone: number[] = [];
			for (const [draftId, nodes] of elsewhere) {
				for (const [node, { untilMs }] of nodes) if (untilMs <= nowMs && nodes.delete(node)) gone.push(draftId);
				if (nodes.size === 0) elsewhere.delete(draftId);
			}
			return [...new Set(gone)];
		}
	};
}
