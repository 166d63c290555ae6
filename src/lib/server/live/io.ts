/**
 * The sockets: one Socket.IO server on the app's own port. Who is not signed in gets no connection; who is gets one room, the area they watch;
 * whoever reads too slowly or whose session has ended is let go. Rooms are named by area, and an empty room costs nothing.
 */
import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import type { AreaId } from '#lib/area/area.ts';
import type { PersonId } from '#lib/duty/post.ts';
import type { ClientToServer, DurableEvent, JoinAnswer, ServerToClient } from '#lib/wire/live.ts';
import type { Identity } from '../account/identity.ts';
import type { DraftSummary } from '#lib/wire/drafts.ts';
import { connectionGate } from './allow-connection.ts';
import { createBacklog } from './backlog.ts';
import { openDraftRooms, type DraftRoomsParts } from './draft-rooms.ts';
import { readJoin } from './read-join.ts';
import type { LiveMetrics } from './metrics.ts';
import { speakToNodes, type NodeHearing, type OtherNodes } from './nodes/other-nodes.ts';
import type { RedisLink } from './nodes/redis-link.ts';
import { sendToMany } from './to-many.ts';
import { createTurns } from './turns.ts';
import { grantsOf, type Watchers } from './watchers.ts';

/** Nothing a client has to say is longer, bytes. */
const MAX_MESSAGE_BYTES = 8 * 1024;
/** A join costs a snapshot: so many in a while, and no more. */
const MAX_JOINS = 40;
const JOIN_WINDOW_MS = 20_000;
const PROLONG_EVERY_MS = 6 * 3_600_000;

interface SocketData {
	identity: Identity;
	grants: string;
	areaId: AreaId | null;
	joins: number;
	joinsUntilMs: number;
	prolongedAtMs: number;
}
type Line = Socket<ClientToServer, ServerToClient, Record<string, never>, SocketData>;

export interface LiveIoParts {
	readonly httpServer: HttpServer;
	readonly watchers: Watchers;
	readonly metrics: LiveMetrics;
	/** Null: no such area is live. `starting`: it will be soon. */
	readonly areaPath: (areaId: AreaId) => readonly AreaId[] | 'starting' | null;
	/** Synchronous, called right before the socket enters the room. */
	readonly join: (areaId: AreaId, lastSeq: number | null) => JoinAnswer;
	readonly onFault: (where: string, error: unknown) => void;
	readonly nowMs: () => number;
	/** What drafts need to be watched. */
	readonly drafts: Pick<DraftRoomsParts, 'districtOf' | 'lockMs'>;
	/** The way to other nodes, where there are any. */
	readonly nodes?: { readonly link: RedisLink; readonly hearing: Omit<NodeHearing, 'onGuests'> };
}

export interface LiveIo {
	/** Whoever may open the draft hears that it changed. */
	draftChanged(draft: DraftSummary): void;
	/** Drafts that somebody here has open. */
	openDrafts(): readonly number[];
	/** Areas with at least one watcher. */
	watched(): ReadonlySet<AreaId>;
	sendTick(areaId: AreaId, bytes: Uint8Array): void;
	sendEvents(areaId: AreaId, events: readonly DurableEvent[]): void;
	/** Tells these people's phones, those that hear, that their roster changed. */
	tellPeople(people: readonly PersonId[]): void;
	/** Closes the lines that watch these areas; they come back and join anew. */
	restartWatchers(areaIds: Iterable<AreaId>): void;
	/** Lets slow readers go. */
	dropSlow(): void;
	/** Lets go of those whose session ended or whose grants changed. */
	dismissEnded(): Promise<void>;
	readonly connections: number;
	/** Null where this process is alone. */
	readonly nodes: OtherNodes | null;
	close(): Promise<void>;
}

export function openLiveIo(parts: LiveIoParts): LiveIo {
	const { watchers, metrics, nowMs } = parts;
	const gate = connectionGate();
	const backlog = createBacklog();
	const turns = createTurns();
	let closing = false;
	const io = new Server<ClientToServer, ServerToClient, Record<string, never>, SocketData>(parts.httpServer, {
		path: '/socket.io',
		serveClient: false,
		transports: ['websocket', 'polling'],
		perMessageDeflate: false,
		httpCompression: false,
		maxHttpBufferSize: MAX_MESSAGE_BYTES,
		connectTimeout: 10_000,
		// Whoever asks for another protocol than ours is shut at once, not after the usual second.
		destroyUpgradeTimeout: 100,
		...(parts.nodes ? { adapter: parts.nodes.link.adapter } : {}),
		pingInterval: 10_000,
		pingTimeout: 10_000,
		allowRequest: (request, answer) => {
			const refused = gate(request);
			if (refused !== null) return answer(refused, false);
			// Nobody else hears of a line that breaks while it waits.
			request.socket.on('error', () => undefined);
			turns.take(() => (closing || request.socket.destroyed ? answer('gone', false) : answer(null, true)));
		}
	});
	const nodes = parts.nodes
		? speakToNodes(io as unknown as Server, parts.nodes.link, {
				...parts.nodes.hearing,
				onGuests: (node, draftId, guests) => drafts.hear(node, draftId, guests)
			})
		: null;
	const drafts = openDraftRooms({
		io: io as unknown as Server,
		...parts.drafts,
		nowMs,
		onFault: parts.onFault,
		...(nodes ? { tellNodes: nodes.tellGuests } : {})
	});
	const watchersOf = new Map<AreaId, number>();
	const watched = new Set<AreaId>();

	io.use((socket, next) => {
		watchers.identify(socket.request.headers).then(
			(identity) => {
				if (!identity) return next(refusal('signed-out'));
				Object.assign(socket.data, {
					identity,
					grants: JSON.stringify(grantsOf(identity.grants)),
					areaId: null,
					joins: 0,
					joinsUntilMs: 0,
					prolongedAtMs: nowMs()
				} satisfies SocketData);
				next();
			},
			(error: unknown) => {
				parts.onFault('socket connect', error);
				next(refusal('unavailable'));
			}
		);
	});

	io.on('connection', (socket) => {
		socket.on('join', (...args: readonly unknown[]) => {
			const reply = args[1];
			if (typeof reply !== 'function') return;
			turns.take(() => {
				if (!socket.connected) return;
				const answer = answerJoin(socket, args[0]);
				if (answer.ok) metrics.joins++;
				else metrics.joinsRefused++;
				(reply as (answer: JoinAnswer) => void)(answer);
			});
		});
		socket.on('hear-own', (...args: readonly unknown[]) => {
			const reply = args[0];
			if (typeof reply !== 'function') return;
			const own = socket.data.identity.grants.flatMap(({ personId }) => personId ?? []);
			for (const id of own) void socket.join(ownRoomOf(id));
			(reply as (answer: { readonly ok: boolean }) => void)({ ok: own.length > 0 });
		});
		// In turn: a join that was asked for before is over by then.
		socket.on('leave', () => turns.take(() => move(socket, null)));
		socket.on('disconnect', () => move(socket, null));
		socket.on('error', () => socket.disconnect(true));
		drafts.welcome(socket as unknown as Socket);
	});

	function answerJoin(socket: Line, given: unknown): JoinAnswer {
		const request = readJoin(given);
		if (!request) return { ok: false, problem: 'malformed' };
		// Not the time of day: a clock that is set back must keep nobody out.
		const now = performance.now();
		if (now > socket.data.joinsUntilMs) Object.assign(socket.data, { joins: 0, joinsUntilMs: now + JOIN_WINDOW_MS });
		if (++socket.data.joins > MAX_JOINS) return { ok: false, problem: 'unavailable' };
		const path = parts.areaPath(request.areaId);
		if (path === 'starting') return { ok: false, problem: 'unavailable' };
		// Whether an area exists is nobody's business who may not watch it: both are refused alike, unless every area is theirs.
		if (path === null) return { ok: false, problem: watchers.mayWatch(socket.data.identity, []) ? 'missing' : 'forbidden' };
		if (!watchers.mayWatch(socket.data.identity, path)) return { ok: false, problem: 'forbidden' };
		try {
			// No await between the answer and the room: what happens next is heard, what is in the answer is not heard again.
			const answer = parts.join(request.areaId, request.lastSeq);
			if (!backlog.hasRead(socket) || (answer.ok && answer.snapshot && !backlog.hasRoom(lines)))
				return { ok: false, problem: 'unavailable' };
			move(socket, answer.ok ? request.areaId : null);
			return answer;
		} catch (error) {
			parts.onFault('socket join', error);
			return { ok: false, problem: 'unavailable' };
		}
	}

	/** From the room it is in to another, or to none. */
	function move(socket: Line, to: AreaId | null): void {
		const from = socket.data.areaId;
		if (from === to) return;
		if (from !== null) {
			void socket.leave(roomOf(from));
			const left = (watchersOf.get(from) ?? 1) - 1;
			if (left > 0) watchersOf.set(from, left);
			else {
				watchersOf.delete(from);
				watched.delete(from);
			}
		}
		if (to !== null) {
			void socket.join(roomOf(to));
			watchersOf.set(to, (watchersOf.get(to) ?? 0) + 1);
			watched.add(to);
		}
		socket.data.areaId = to;
	}

	function dismiss(socket: Line, reason: 'signed-out' | 'grant-changed'): void {
		socket.emit('dismissed', reason);
		// Closing the line at once would lose the word that was just written to it.
		move(socket, null);
		setTimeout(() => socket.disconnect(true), 500).unref();
	}

	const lines = (): readonly Line[] => [...io.sockets.sockets.values()];
	const linesIn = (areaId: AreaId): Line[] =>
		Array.from(io.sockets.adapter.rooms.get(roomOf(areaId)) ?? [], (id) => io.sockets.sockets.get(id)).filter((one) => one !== undefined);

	return {
		draftChanged: drafts.changed,
		openDrafts: drafts.open,
		watched: () => watched,
		// Each node tells its own watchers, from a picture that is the same.
		sendTick: (areaId, bytes) => sendToMany(io as unknown as Server, linesIn(areaId), 'tick', bytes),
		sendEvents: (areaId, events) => sendToMany(io as unknown as Server, linesIn(areaId), 'events', events),
		tellPeople(people) {
			// Each node tells its own: all of them hear of the event.
			if (people.length > 0) io.local.to(people.map(ownRoomOf)).emit('own-changed');
		},
		restartWatchers(areaIds) {
			const ids = new Set(areaIds);
			for (const line of lines()) if (line.data.areaId !== null && ids.has(line.data.areaId)) line.conn.close();
		},
		dropSlow() {
			for (const line of backlog.stuck(lines())) {
				metrics.slowReaders++;
				cutOff(line);
			}
		},
		async dismissEnded() {
			const all = lines();
			const standing = await watchers.standing([...new Set(all.map((line) => line.data.identity.sessionKey))]);
			const now = nowMs();
			for (const line of all) {
				const grants = standing.get(line.data.identity.sessionKey);
				if (!grants) dismiss(line, 'signed-out');
				else if (JSON.stringify(grants) !== line.data.grants) dismiss(line, 'grant-changed');
				else if (now - line.data.prolongedAtMs > PROLONG_EVERY_MS) {
					line.data.prolongedAtMs = now;
					await watchers.prolong(line.data.identity);
				}
			}
		},
		get connections() {
			return io.engine.clientsCount;
		},
		nodes,
		async close() {
			closing = true;
			drafts.close();
			io.local.emit('dismissed', 'server-closing');
			await new Promise((said) => setTimeout(said, 100));
			// Not io.close(): the http server is not ours to close.
			io.local.disconnectSockets(true);
			io.engine.close();
			io.removeAllListeners();
		}
	};
}

const roomOf = (areaId: AreaId): string => `area:${areaId}`;
const ownRoomOf = (personId: PersonId): string => `person:${personId}`;
const refusal = (problem: 'signed-out' | 'unavailable'): Error => Object.assign(new Error(problem), { data: { problem } });

/** Without a farewell: it would wait behind what the reader does not read. */
function cutOff(line: Pick<Line, 'conn'>): void {
	const { transport } = line.conn as unknown as { readonly transport: { readonly socket?: { terminate?(): void } } };
	if (transport.socket?.terminate) transport.socket.terminate();
	else line.conn.close(true);
}
