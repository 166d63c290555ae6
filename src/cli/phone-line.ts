/** One phone's line to the server in an exercise: keeps what could not be sent, and sends it later, oldest first. */
import { Agent, request, type IncomingMessage } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';

/** What became of one report. `away`: nobody answered or the server is busy, try again. `unknown`: the token is no longer known. */
export type Delivery = 'stored' | 'away' | 'unknown' | 'refused';

export interface Post {
	(path: string, contentType: string, body: string): Promise<Delivery>;
	/** Closes idle connections. */
	close(): void;
}

const ANSWER_WITHIN_MS = 15_000;

/** Connections are kept and shared, as a mobile network's gateway would. */
export function postTo(base: URL, connections: number): Post {
	const isSecure = base.protocol === 'https:';
	const agent = isSecure
		? new SecureAgent({ keepAlive: true, maxSockets: connections })
		: new Agent({ keepAlive: true, maxSockets: connections });
	const send = isSecure ? secureRequest : request;
	const post = (path: string, contentType: string, body: string): Promise<Delivery> =>
		new Promise((resolve) => {
			const call = send(
				new URL(path, base),
				{
					method: 'POST',
					agent,
					timeout: ANSWER_WITHIN_MS,
					headers: { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }
				},
				(answer: IncomingMessage) => {
					answer.resume();
					answer.once('end', () => resolve(meaning(answer.statusCode ?? 0)));
					answer.once('error', () => resolve('away'));
				}
			);
			call.once('timeout', () => call.destroy());
			call.once('error', () => resolve('away'));
			call.end(body);
		});
	return Object.assign(post, { close: () => agent.destroy() });
}

function meaning(status: number): Delivery {
	if (status >= 200 && status < 300) return 'stored';
	if (status === 401) return 'unknown';
	return status === 429 || status >= 500 || status === 0 ? 'away' : 'refused';
}

export class PhoneLine<T> {
	/** Waiting to be sent, oldest first. */
	readonly queue: T[] = [];
	private sending = false;
	private readonly deliver: (report: T) => Promise<Delivery>;
	private readonly most: number;

	/** @param most reports kept; the oldest are let go beyond that. */
	constructor(deliver: (report: T) => Promise<Delivery>, most: number) {
		this.deliver = deliver;
		this.most = most;
	}

	keep(report: T): void {
		this.queue.push(report);
		if (this.queue.length > this.most) this.queue.shift();
	}

	/** Sends what waits, one after another, until something stays away. Does nothing while it is still at it. */
	async flush(tell: (delivery: Delivery) => void): Promise<void> {
		if (this.sending) return;
		this.sending = true;
		try {
			for (let next = this.queue[0]; next !== undefined; next = this.queue[0]) {
				const delivery = await this.deliver(next);
				tell(delivery);
				if (delivery === 'away') return;
				// It may have been let go meanwhile.
				if (this.queue[0] === next) this.queue.shift();
				if (delivery === 'unknown') return;
			}
		} finally {
			this.sending = false;
		}
	}
}
