/** Says whatever it is given over sockets, and asks between whether anybody still listens. */
import { io, type Socket } from 'socket.io-client';
import { until } from '../live/watcher.ts';
import type { AnyMessage } from './any-input.ts';

export interface SpeakAny {
	/** Says these one after another. @returns how long the answer to a question after them took, ms */
	say(messages: readonly AnyMessage[]): Promise<number>;
	/** A connection of its own that knows no rules. */
	packets(of: readonly (string | Buffer)[]): Promise<void>;
	/** How often the door was shut on it. */
	readonly shut: number;
	close(): void;
}

const PATIENCE_MS = 60_000;
/** One connection says no more than this: a new one asks for snapshots again. */
const MOST = 2_000;
const LONGEST_MS = 250;

/** @param areaId one that the account may watch */
export function speakAny(url: string, cookie: string, areaId: number): SpeakAny {
	const open = (): Socket =>
		io(url, {
			transports: ['websocket'],
			extraHeaders: { cookie, origin: url },
			forceNew: true,
			reconnectionDelay: 50,
			reconnectionDelayMax: 500
		});
	let socket = open();
	let said = 0;
	let shut = 0;
	let polls = 0;

	async function ready(): Promise<void> {
		if (said > MOST || (socket.disconnected && !socket.active)) {
			if (said <= MOST) shut++;
			socket.close();
			socket = open();
			said = 0;
		}
		await until('a connection', () => socket.connected, PATIENCE_MS);
	}

	async function poll(of: readonly (string | Buffer)[]): Promise<void> {
		const address = `${url}/socket.io/?EIO=4&transport=polling`;
		const headers = { cookie, origin: url };
		const hello = await fetch(address, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
		const sid = /"sid":"([^"]+)"/.exec(await hello.text())?.[1];
		if (sid === undefined) return;
		for (const body of ['40', ...of]) {
			const answer = await fetch(`${address}&sid=${sid}`, {
				method: 'POST',
				headers,
				body: typeof body === 'string' ? body : new Uint8Array(body),
				signal: AbortSignal.timeout(PATIENCE_MS)
			});
			await answer.arrayBuffer();
			if (answer.status >= 500) throw new Error(`${answer.status} to a packet`);
			if (answer.status !== 200) return;
		}
	}

	async function frames(of: readonly (string | Buffer)[]): Promise<void> {
		const line = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
			headers: { cookie, origin: url }
		} as never);
		const closed = new Promise<void>((resolve) => line.addEventListener('close', () => resolve(), { once: true }));
		const opened = new Promise<void>((resolve) => line.addEventListener('open', () => resolve(), { once: true }));
		await Promise.race([opened, closed]);
		for (const packet of ['40', ...of]) {
			if (line.readyState !== WebSocket.OPEN) break;
			line.send(typeof packet === 'string' ? packet : new Uint8Array(packet));
		}
		await Promise.race([closed, new Promise((next) => setTimeout(next, LONGEST_MS))]);
		line.close();
	}

	return {
		async say(messages) {
			await ready();
			for (const { event, given, ack } of messages) {
				if (ack) socket.emit(event, ...given, () => undefined);
				else socket.emit(event, ...given);
			}
			said += messages.length;
			const since = performance.now();
			for (;;) {
				await ready();
				const answer: unknown = await socket
					.timeout(PATIENCE_MS)
					.emitWithAck('join', { areaId, lastSeq: null })
					.catch(() => null);
				if (answer !== null) return performance.now() - since;
				if (performance.now() - since > PATIENCE_MS) throw new Error('nobody answers over the socket');
			}
		},
		packets: (of) => (polls++ % 4 === 0 ? poll(of) : frames(of)),
		get shut() {
			return shut;
		},
		close: () => void socket.close()
	};
}
