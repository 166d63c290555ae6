/** Being seen in a draft, over the line that is there anyway: who else is in it, which grids they are at, and that something was saved. */
import type { Position } from '#lib/geo/position.ts';
import type { GridCode } from '#lib/plan/border-plan.ts';
import type { DraftClientToServer, DraftServerToClient, DraftSummary, Presence } from '#lib/wire/drafts.ts';

export interface DraftListener {
	/** Everybody in the draft that is open here, oneself left out. */
	presence(draftId: number, people: readonly Presence[]): void;
	changed(draft: DraftSummary): void;
	/** The line is back: what was missed is not told again. */
	resumed(): void;
}

export interface DraftLine {
	listen(listener: DraftListener): () => void;
	open(draftId: number): void;
	leave(): void;
	/** Where I am and which grids I am changing. @returns those another holds */
	touch(cursor: Position | null, grids: readonly GridCode[]): Promise<readonly GridCode[]>;
}

/** What of a socket this needs. */
export interface DraftWire {
	readonly connected: boolean;
	on<E extends keyof DraftServerToClient>(event: E, heard: DraftServerToClient[E]): unknown;
	on(event: 'connect', heard: () => void): unknown;
	emit<E extends keyof DraftClientToServer>(event: E, ...said: Parameters<DraftClientToServer[E]>): unknown;
}

/** Says again which draft is open after every drop. */
export function draftLine(wire: DraftWire): DraftLine {
	const listeners = new Set<DraftListener>();
	let openId: number | null = null;
	const open = (): void => {
		if (openId !== null && wire.connected) wire.emit('draft-open', { draftId: openId }, () => undefined);
	};
	wire.on('connect', () => {
		open();
		for (const listener of listeners) listener.resumed();
	});
	wire.on('draft-presence', ({ draftId, people }) => {
		for (const listener of listeners) listener.presence(draftId, people);
	});
	wire.on('draft-changed', ({ draft }) => {
		for (const listener of listeners) listener.changed(draft);
	});
	return {
		listen(listener) {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		open(draftId) {
			openId = draftId;
			open();
		},
		leave() {
			if (openId !== null && wire.connected) wire.emit('draft-leave');
			openId = null;
		},
		touch: (cursor, grids) =>
			new Promise((resolve) => {
				if (openId === null || !wire.connected) return resolve([]);
				wire.emit('draft-touch', { cursor, grids }, ({ refused }) => resolve(refused));
			})
	};
}
