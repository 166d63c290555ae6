/**
 * The way between nodes: Socket.IO's Redis Streams adapter on a Redis client that may lose its server at any time. Nothing that goes this way is
 * needed for the truth, which is in PostgreSQL: while Redis is away words are dropped, not gathered, and the link mends itself.
 */
import { createClient } from '@redis/client';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { ServerOptions } from 'socket.io';

export interface RedisLink {
	readonly adapter: NonNullable<ServerOptions['adapter']>;
	readonly isUp: boolean;
	/** Told when it comes up, and each time it fails. One at a time. */
	report(onUp: () => void, onAway: (error: unknown) => void): void;
	close(): void;
}

export interface RedisLinkParts {
	readonly url: string;
	/** Nodes of one name hear each other: one name for each database on a Redis that several share. */
	readonly name: string;
}

const AGAIN_MS = 500;
const CONNECT_MS = 3_000;
const PING_MS = 2_000;
/** Only what every node broadcasts through the stream is in it, which is little. */
const STREAM_MAX = 1_000;

/** Connects in the background, and again whenever it must. @throws TypeError when the address is none of a Redis. */
export function openRedisLink({ url, name }: RedisLinkParts): RedisLink {
	const client = createClient({
		url,
		// The adapter reads answers in the form of the older protocol.
		RESP: 2,
		disableOfflineQueue: true,
		pingInterval: PING_MS,
		socket: { reconnectStrategy: AGAIN_MS, connectTimeout: CONNECT_MS }
	});
	let closed = false;
	let onUp = (): void => undefined;
	let onAway: (error: unknown) => void = () => undefined;
	client.on('ready', () => onUp());
	client.on('error', (error: unknown) => onAway(error));
	client.connect().catch((error: unknown) => onAway(error));
	const readers: { destroy(): void }[] = [];

	/** One that waits for Redis to come back instead of failing: the adapter asks again at once, without end. */
	function reader(): unknown {
		const one = client.duplicate({ disableOfflineQueue: false });
		readers.push(one);
		const subscribe = one.subscribe.bind(one) as (...args: unknown[]) => Promise<void>;
		// Lost on the way is asked again; once it was heard, the client itself renews it.
		const persist = (...args: unknown[]): Promise<void> =>
			subscribe(...args).catch((): Promise<void> =>
				closed ? Promise.resolve() : new Promise((next) => setTimeout(next, AGAIN_MS)).then(() => persist(...args))
			);
		const read = one.xRead.bind(one) as (...args: unknown[]) => Promise<unknown>;
		// The adapter asks again as soon as it has an answer: one that fails must take its time, and after the end there is none.
		const patient = (...args: unknown[]): Promise<unknown> =>
			closed
				? new Promise(() => undefined)
				: read(...args).catch(() => (closed ? new Promise(() => undefined) : new Promise((next) => setTimeout(next, AGAIN_MS, null))));
		const connect = one.connect.bind(one);
		// Ended before it ever came through: nobody waits for it any more.
		const arrive = (): Promise<unknown> => connect().catch(() => new Promise(() => undefined));
		return Object.assign(one, { connect: arrive, subscribe: persist, xRead: patient });
	}
	/** The adapter does not look at what becomes of its commands, so none may fail. */
	const quietly =
		<A extends unknown[], R>(command: (...args: A) => Promise<R>, otherwise: R) =>
		(...args: A): Promise<R> =>
			command(...args).catch(() => otherwise);
	const forAdapter = {
		sSubscribe: () => undefined,
		duplicate: reader,
		publish: quietly((channel: string, payload: Buffer) => client.publish(channel, payload), 0),
		xAdd: quietly((...args: Parameters<typeof client.xAdd>) => client.xAdd(...args) as Promise<unknown>, ''),
		// Asked for the number of nodes only: as far as is known, this one.
		sendCommand: quietly((args: string[]) => client.sendCommand(args) as Promise<unknown>, ['', '1'])
	};

	return {
		adapter: createAdapter(forAdapter, { streamName: name, channelPrefix: name, maxLen: STREAM_MAX }) as RedisLink['adapter'],
		get isUp() {
			return client.isReady;
		},
		report(up, away) {
			[onUp, onAway] = [up, away];
			if (client.isReady) up();
		},
		close() {
			closed = true;
			onAway = () => undefined;
			for (const one of [client, ...readers]) one.destroy();
		}
	};
}
