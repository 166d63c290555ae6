/**
 * Drafts over the sockets: who has one open is seen there by the others, and whoever may open drafts of a district hears of every change. Words of presence
 * are gathered and told a few times a second.
 */
import type { Server, Socket } from 'socket.io';
import type { AreaId } from '#lib/area/area.ts';
import type { DraftClientToServer, DraftServerToClient, DraftSummary } from '#lib/wire/drafts.ts';
import { mayOpenDraft, mayTouchDraft } from '../account/access.ts';
import type { Identity } from '../account/identity.ts';
import { createDraftPresence, type Guest } from './draft-presence.ts';
import { readDraftOpen, readDraftTouch } from './read-draft-message.ts';

const TELL_MS = 150;
/** Another node is told again who is here, and forgets it after some such times of silence. */
const AGAIN_MS = 3_000;
const SILENT_AFTER_MS = 10_000;
/** Nobody moves a hand faster; what comes more often is not looked at, a second. */
const MAX_TOUCHES = 40;

export interface DraftRoomsParts {
	readonly io: Server;
	/** Null where there is no such draft. */
	readonly districtOf: (draftId: number) => Promise<AreaId | null>;
	readonly lockMs: (districtId: AreaId) => number;
	readonly nowMs: () => number;
	readonly onFault: (where: string, error: unknown) => void;
	/** Tells the other nodes who is in a draft here; left out where there are none. */
	readonly tellNodes?: (draftId: number, guests: readonly Guest[]) => void;
}

export interface DraftRooms {
	/** To be called for every line that opens. */
	welcome(socket: Socket): void;
	changed(draft: DraftSummary): void;
	/** Another node says who is in a draft there. */
	hear(node: string, draftId: number, guests: readonly Guest[]): void;
	/** Drafts that somebody here has open. */
	open(): readonly number[];
	close(): void;
}

type Line = Socket<DraftClientToServer, DraftServerToClient, Record<string, never>, { identity: Identity }>;

export function openDraftRooms(parts: DraftRoomsParts): DraftRooms {
	const presence = createDraftPresence();
	const districts = new Map<number, AreaId>();
	const dirty = new Set<number>();
	/** Those of them in which somebody here moved. */
	const moved = new Set<number>();
	const touches = new Map<string, { count: number; untilMs: number }>();
	let timer: NodeJS.Timeout | null = null;
	const again = parts.tellNodes && setInterval(tellAgain, AGAIN_MS);

	const lineOf = (id: string): Line | undefined => parts.io.sockets.sockets.get(id) as unknown as Line | undefined;

	function tellSoon(draftId: number | null): void {
		if (draftId === null) return;
		moved.add(draftId);
		tellHereSoon(draftId);
	}
	function tellHereSoon(draftId: number): void {
		dirty.add(draftId);
		timer ??= setTimeout(tell, TELL_MS);
	}
	function tellNodes(draftId: number): void {
		const now = parts.nowMs();
		// Clocks of two nodes differ: how long it is still held is the same for both.
		parts.tellNodes?.(
			draftId,
			presence.own(draftId).map((guest) => ({ ...guest, lockedUntilMs: Math.max(0, guest.lockedUntilMs - now) }))
		);
	}
	function tellAgain(): void {
		for (const draftId of presence.openDrafts()) tellNodes(draftId);
		// Not the time of day: a clock that is set back must keep nobody who is gone.
		for (const draftId of presence.forgetSilent(performance.now())) tellHereSoon(draftId);
	}
	function tell(): void {
		timer = null;
		const now = parts.nowMs();
		for (const draftId of dirty)
			for (const guest of presence.guestsOf(draftId)) {
				const line = lineOf(guest);
				line?.emit('draft-presence', { draftId, people: presence.othersIn(draftId, line.data.identity.accountId, now) });
			}
		for (const draftId of moved) tellNodes(draftId);
		dirty.clear();
		moved.clear();
	}

	async function enter(line: Line, draftId: number): Promise<boolean> {
		const districtId = await parts.districtOf(draftId);
		if (districtId === null || !mayOpenDraft(line.data.identity, [districtId]) || !line.connected) return false;
		districts.set(draftId, districtId);
		tellSoon(presence.enter(line.id, draftId, line.data.identity));
		tellSoon(draftId);
		return true;
	}

	function isTooOften(line: Line): boolean {
		// Not the time of day: a clock that is set back must silence nobody.
		const now = performance.now();
		const seen = touches.get(line.id);
		if (seen && seen.untilMs > now) return ++seen.count > MAX_TOUCHES;
		touches.set(line.id, { count: 1, untilMs: now + 1000 });
		return false;
	}

	return {
		welcome(socket) {
			const line = socket as unknown as Line;
			line.on('draft-open', (...args: readonly unknown[]) => {
				const [given, reply] = args;
				if (typeof reply !== 'function') return;
				const answer = reply as (answer: { readonly ok: boolean }) => void;
				const draftId = readDraftOpen(given);
				if (draftId === null) return answer({ ok: false });
				enter(line, draftId).then(
					(ok) => answer({ ok }),
					(error: unknown) => {
						parts.onFault('draft-open', error);
						answer({ ok: false });
					}
				);
			});
			line.on('draft-leave', () => tellSoon(presence.leave(line.id)));
			line.on('draft-touch', (...args: readonly unknown[]) => {
				const [given, reply] = args;
				if (typeof reply !== 'function') return;
				const touch = readDraftTouch(given);
				const draftId = presence.draftOf(line.id);
				const districtId = draftId === null ? undefined : districts.get(draftId);
				const answer = reply as (answer: { readonly refused: readonly string[] }) => void;
				// Who only looks on is seen and holds nothing.
				const holds = districtId !== undefined && mayTouchDraft(line.data.identity, [districtId]);
				if (!touch || districtId === undefined || isTooOften(line)) return answer({ refused: touch?.grids ?? [] });
				const refused = presence.touch(line.id, touch.cursor, holds ? touch.grids : [], parts.nowMs(), parts.lockMs(districtId));
				tellSoon(draftId);
				answer({ refused: holds ? refused : touch.grids });
			});
			line.on('disconnect', () => {
				touches.delete(line.id);
				tellSoon(presence.leave(line.id));
			});
		},
		changed(draft) {
			for (const socket of parts.io.sockets.sockets.values()) {
				const line = socket as unknown as Line;
				if (mayOpenDraft(line.data.identity, [draft.districtId])) line.emit('draft-changed', { draft });
			}
		},
		hear(node, draftId, guests) {
			const now = parts.nowMs();
			const there = guests.map((guest) => ({ ...guest, lockedUntilMs: guest.lockedUntilMs > 0 ? now + guest.lockedUntilMs : 0 }));
			// Whoever has just come there does not know yet who is here.
			if (presence.hear(node, draftId, there, performance.now() + SILENT_AFTER_MS) && presence.own(draftId).length > 0) tellNodes(draftId);
			tellHereSoon(draftId);
		},
		open: () => presence.openDrafts(),
		close() {
			if (timer) clearTimeout(timer);
			clearInterval(again);
			for (const draftId of presence.openDrafts()) parts.tellNodes?.(draftId, []);
		}
	};
}
