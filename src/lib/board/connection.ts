/**
 * The line to the server: joins an area, says after a drop where it stood, and keeps trying by itself. The only file that knows Socket.IO. What
 * arrives goes to the board in the order in which it came; nothing else changes the board.
 */
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import type { AreaId } from '#lib/area/area.ts';
import type { DraftClientToServer, DraftServerToClient } from '#lib/wire/drafts.ts';
import type { ClientToServer, JoinAnswer, ServerToClient } from '#lib/wire/live.ts';
import { unpackJson } from '#lib/wire/packed-json.ts';
import type { Board } from './board.ts';
import { draftLine, type DraftLine } from './drafting/draft-line.ts';
import { LOST_AFTER_MS } from './liveness.ts';

export type Refusal = 'forbidden' | 'missing' | 'malformed' | 'signed-out' | 'grant-changed';

export interface Listening {
	/** The board has changed; may come many times a frame. */
	readonly onchange: () => void;
	/** The still picture no longer holds. */
	readonly onpicture: () => void;
	/** The server will not have us: sign in again, or ask for another area. */
	readonly onrefused: (refusal: Refusal) => void;
}

export interface Connection {
	readonly drafts: DraftLine;
	close(): void;
}

/** Asks for a whole snapshot again this often, so that a board that has stood open for weeks cannot have drifted. */
const REFRESH_MS = 5 * 60_000;
const REJOIN_MS = 2_000;

export function connect(board: Board, areaId: AreaId, listening: Listening): Connection {
	const socket: Socket<ServerToClient & DraftServerToClient, ClientToServer & DraftClientToServer> = io({
		transports: ['websocket', 'polling'],
		reconnectionDelay: 500,
		reconnectionDelayMax: 5_000,
		timeout: 8_000
	});
	let closed = false;
	let joined = false;
	let joinNo = 0;
	/** When anything was last heard, so that a half-open line is torn down instead of trusted. */
	let heardAtMs = Date.now();
	let refreshedAtMs = Date.now();

	const join = (lastSeq: number | null): void => {
		const no = ++joinNo;
		joined = false;
		socket.timeout(LOST_AFTER_MS).emit('join', { areaId, lastSeq }, (error: Error | null, answer?: JoinAnswer) => {
			if (closed || no !== joinNo) return;
			if (error || !answer || (!answer.ok && answer.problem === 'unavailable')) {
				setTimeout(() => !closed && no === joinNo && socket.connected && join(board.lastSeq), REJOIN_MS);
				return;
			}
			if (!answer.ok) {
				if (answer.problem !== 'unavailable') listening.onrefused(answer.problem);
				return;
			}
			if (answer.snapshot) {
				board.applySnapshot(unpackJson(answer.snapshot));
				refreshedAtMs = Date.now();
			}
			board.applyEvents(unpackJson(answer.events));
			// Whatever changed the district since the still picture was read, heard of or not. Once is enough: what the live side stands on
			// is in the database already, and of a change that it has not taken in yet an event will tell.
			if (answer.ground !== board.ground) listening.onpicture();
			joined = true;
			tick(answer.tick, true);
		});
	};
	const tick = (bytes: Uint8Array | ArrayBuffer, whole = false): void => {
		heardAtMs = Date.now();
		board.applyPackedTick(bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes), whole);
		listening.onchange();
	};

	socket.on('connect', () => {
		heardAtMs = Date.now();
		join(board.lastSeq);
	});
	socket.on('disconnect', (reason) => {
		joined = false;
		listening.onchange();
		// The server closed the line itself: Socket.IO waits to be told to try again.
		if (reason === 'io server disconnect' && !closed) setTimeout(() => !closed && socket.connect(), REJOIN_MS);
	});
	socket.on('connect_error', (error) => {
		const data = (error as Error & { data?: { problem?: string } }).data;
		if (data?.problem === 'signed-out' || error.message === 'signed-out') listening.onrefused('signed-out');
	});
	socket.on('tick', (bytes) => {
		if (joined) tick(bytes);
	});
	socket.on('events', (events) => {
		if (!joined) return;
		heardAtMs = Date.now();
		if (board.applyEvents(events)) listening.onpicture();
		listening.onchange();
	});
	socket.on('dismissed', (reason) => {
		if (reason !== 'server-closing') listening.onrefused(reason);
	});

	const drafts = draftLine(socket);
	const watch = setInterval(() => {
		const nowMs = Date.now();
		if (socket.connected && nowMs - heardAtMs > LOST_AFTER_MS) {
			heardAtMs = nowMs;
			socket.disconnect().connect();
		} else if (joined && nowMs - refreshedAtMs > REFRESH_MS) {
			refreshedAtMs = nowMs;
			join(null);
		}
	}, 1_000);

	return {
		drafts,
		close() {
			closed = true;
			clearInterval(watch);
			socket.removeAllListeners();
			socket.disconnect();
		}
	};
}
