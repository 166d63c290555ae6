/**
 * The door of the embedded database: a unix socket that many connections may knock at while the engine behind it has one session.
 * A connection holds the engine from the first message of a statement until the engine is idle and outside a transaction, so statements and
 * transactions of different connections never mix; whoever dies holding it is rolled back.
 */
import type { PGlite } from '@electric-sql/pglite';
import { createServer, type Server, type Socket } from 'node:net';

type Engine = Pick<PGlite, 'execProtocolRawStream' | 'isInTransaction'>;

const PROTOCOL_3 = 3;
const CANCEL_REQUEST = 80877102;
const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const QUERY = 0x51;
const SYNC = 0x53;
const FUNCTION_CALL = 0x46;
const TERMINATE = 0x58;
const READY = 0x5a;
const SYNC_MESSAGE = Uint8Array.of(SYNC, 0, 0, 0, 4);
const ROLLBACK_MESSAGE = Uint8Array.from([QUERY, 0, 0, 0, 13, ...new TextEncoder().encode('ROLLBACK'), 0]);

/** One who knocks: what it has sent and the engine has not yet read. */
interface Caller {
	readonly socket: Socket;
	bytes: Buffer;
	started: boolean;
	/** Inside a statement or a transaction: the engine waits for this caller alone. */
	midway: boolean;
	gone: boolean;
}

export interface Gate {
	/** Turns away new callers, lets the statement in hand end, and hangs up. */
	close(): Promise<void>;
}

/**
 * Listens on `path`. `fault` is told once when the engine itself fails; nothing is answered after that.
 * @throws Error of `listen` when the path cannot be used.
 */
export async function openGate(engine: Engine, path: string, fault: (error: unknown) => void): Promise<Gate> {
	const callers = new Set<Caller>();
	/** In order of asking. */
	const waiting: Caller[] = [];
	let working: Promise<void> | null = null;
	let holder: Caller | null = null;
	let closing = false;

	const run = (message: Uint8Array, to: Socket | null, ends = true): Promise<void> => {
		// The engine's memory is its own: what it says is copied before it computes on.
		const write = (data: Uint8Array): void => {
			if (to?.writable && data.length > 0) to.write(Buffer.from(data));
		};
		return engine.execProtocolRawStream(message, { onRawData: ends ? write : untilReady(write) });
	};

	async function serve(caller: Caller): Promise<void> {
		for (let message = take(caller); message && !caller.gone && !closing; message = take(caller)) {
			if (message.kind === 'startup') {
				await run(message.bytes, caller.socket);
				caller.started = true;
			} else if (message.kind === 'terminate') {
				caller.socket.end();
				break;
			} else {
				caller.midway = true;
				await run(message.bytes, caller.socket, message.endsStatement);
				if (message.endsStatement && !engine.isInTransaction()) {
					caller.midway = false;
					if (waiting.length > 0) break;
				}
			}
		}
		if ((caller.gone || closing) && caller.midway) {
			await run(SYNC_MESSAGE, null);
			if (engine.isInTransaction()) await run(ROLLBACK_MESSAGE, null);
			caller.midway = false;
		}
	}

	async function work(): Promise<void> {
		for (;;) {
			const caller: Caller | undefined = holder ?? waiting.shift();
			if (!caller) return;
			holder = caller;
			await serve(caller);
			if (!caller.midway) {
				holder = null;
				if (!caller.gone && !closing && hasMessage(caller)) waiting.push(caller);
			} else if (!caller.gone && !hasMessage(caller)) return;
		}
	}

	function wake(): void {
		if (working) return;
		working = work()
			.catch((error: unknown) => {
				closing = true;
				for (const caller of callers) caller.socket.destroy();
				fault(error);
			})
			.finally(() => {
				working = null;
				const able = holder ? holder.gone || hasMessage(holder) : waiting.length > 0;
				if (able && !closing) wake();
			});
	}

	const server: Server = createServer((socket) => {
		const caller: Caller = { socket, bytes: Buffer.alloc(0), started: false, midway: false, gone: false };
		callers.add(caller);
		socket.on('data', (data: Buffer) => {
			caller.bytes = caller.bytes.length === 0 ? data : Buffer.concat([caller.bytes, data]);
			if (!greet(caller)) return;
			if (hasMessage(caller) && caller !== holder && !waiting.includes(caller)) waiting.push(caller);
			wake();
		});
		socket.on('error', () => socket.destroy());
		socket.on('close', () => {
			caller.gone = true;
			callers.delete(caller);
			const at = waiting.indexOf(caller);
			if (at >= 0) waiting.splice(at, 1);
			wake();
		});
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen({ path }, () => {
			server.off('error', reject);
			resolve();
		});
	});

	return {
		async close() {
			closing = true;
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			await working;
			if (holder?.midway) await serve(holder);
			for (const caller of callers) caller.socket.destroy();
			await closed;
		}
	};
}

/** Answers what comes before a session (encryption is not needed on a unix socket). @returns false when the caller was turned away. */
function greet(caller: Caller): boolean {
	while (!caller.started && caller.bytes.length >= 8) {
		const code = caller.bytes.readInt32BE(4);
		if (code === SSL_REQUEST || code === GSS_REQUEST) {
			caller.bytes = caller.bytes.subarray(8);
			caller.socket.write('N');
		} else if (code === CANCEL_REQUEST || code >>> 16 !== PROTOCOL_3) {
			caller.socket.destroy();
			return false;
		} else return true;
	}
	return true;
}

/** Bytes of the next whole message, 0 while it has not all arrived. */
function messageBytes({ bytes, started }: Caller): number {
	const lengthAt = started ? 1 : 0;
	if (bytes.length < lengthAt + 4) return 0;
	const length = bytes.readInt32BE(lengthAt) + lengthAt;
	return bytes.length >= length ? length : 0;
}

const hasMessage = (caller: Caller): boolean => messageBytes(caller) > 0;

type Message =
	| { readonly kind: 'startup'; readonly bytes: Uint8Array }
	| { readonly kind: 'terminate' }
	| { readonly kind: 'command'; readonly bytes: Uint8Array; readonly endsStatement: boolean };

function take(caller: Caller): Message | null {
	const length = messageBytes(caller);
	if (length === 0) return null;
	const bytes = new Uint8Array(caller.bytes.subarray(0, length));
	caller.bytes = caller.bytes.subarray(length);
	if (!caller.started) return { kind: 'startup', bytes };
	const type = bytes[0];
	if (type === TERMINATE) return { kind: 'terminate' };
	return { kind: 'command', bytes, endsStatement: type === QUERY || type === SYNC || type === FUNCTION_CALL };
}

/**
 * Passes on whole what the engine says, up to "ready for query". After an error inside a statement the engine says it is ready at once and again
 * at the statement's end; PostgreSQL says so only at the end, and a driver that hears it twice takes the next answer for the last.
 */
function untilReady(write: (data: Uint8Array) => void): (data: Uint8Array) => void {
	let held = Buffer.alloc(0);
	/** Bytes still to come of a message begun before. */
	let inside = 0;
	let ready = false;
	return (data) => {
		if (ready) return;
		const bytes = Buffer.concat([held, data]);
		let at = inside;
		while (at + 5 <= bytes.length && !ready) {
			if (bytes[at] === READY) ready = true;
			else at += 1 + bytes.readInt32BE(at + 1);
		}
		held = bytes.subarray(Math.min(at, bytes.length));
		inside = Math.max(at - bytes.length, 0);
		write(bytes.subarray(0, Math.min(at, bytes.length)));
	};
}
