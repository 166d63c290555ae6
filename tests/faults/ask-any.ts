/** Sends whatever it is given to the running app and says what came back and when: over HTTP, over a bare line, and over sockets. */
import { Agent, request as ask } from 'node:http';
import { connect } from 'node:net';
import type { AnyRequest } from './any-input.ts';

export interface Answer {
	/** 0: the line ended without one. */
	readonly status: number;
	readonly retryAfter: string | null;
	/** Until the answer's end, or its beginning where it is a stream. */
	readonly tookMs: number;
	/** Why there was none. */
	readonly fault?: string;
}

export interface AskAny {
	request(of: AnyRequest): Promise<Answer>;
	line(bytes: Uint8Array): Promise<Answer>;
	close(): void;
}

/** No answer for so long is none. */
const PATIENCE_MS = 60_000;

export function askAny(url: string, cookie: string, atOnce: number): AskAny {
	const { hostname, port } = new URL(url);
	const agent = new Agent({ keepAlive: true, maxSockets: atOnce });

	function once(of: AnyRequest, again: boolean): Promise<Answer> {
		const since = performance.now();
		const { cookie: more, ...headers } = of.headers;
		const cookies = [of.signedIn ? cookie : '', more ?? ''].filter(Boolean).join('; ');
		return new Promise((resolve) => {
			const end = (status: number, retryAfter: string | null, fault?: string): void =>
				resolve({ status, retryAfter, tookMs: performance.now() - since, ...(fault === undefined ? {} : { fault }) });
			const sent = ask(
				{
					hostname,
					port,
					agent,
					method: of.method,
					path: of.path,
					timeout: PATIENCE_MS,
					headers: {
						origin: url,
						...headers,
						...(cookies === '' ? {} : { cookie: cookies }),
						...(of.body === null ? {} : { 'content-length': of.body.byteLength })
					}
				},
				(answer) => {
					const finish = (): void => end(answer.statusCode ?? 0, answer.headers['retry-after'] ?? null);
					if (of.isStream) {
						// It goes on for as long as it was asked to: whoever leaves ends it.
						finish();
						sent.destroy();
						return;
					}
					answer.resume().once('end', finish);
					answer.once('error', (error) => end(0, null, String(error)));
				}
			);
			sent.once('timeout', () => sent.destroy(new Error('no answer')));
			sent.once('error', (error: NodeJS.ErrnoException) => {
				// A line kept open may be closed by the other side just then; the request never arrived.
				if (again && sent.reusedSocket && error.code === 'ECONNRESET') return void once(of, false).then(resolve);
				end(0, null, String(error));
			});
			sent.end(of.body ?? undefined);
		});
	}

	return {
		request: (of) => once(of, true),
		line: (bytes) =>
			new Promise((resolve) => {
				const since = performance.now();
				let said = '';
				const socket = connect(Number(port), hostname, () => socket.end(bytes));
				socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('no answer')));
				socket.on('data', (chunk: Buffer) => {
					if (said.length < 64) said += chunk.toString('latin1');
				});
				let fault: string | undefined;
				// Shut in the middle of what was being said is an answer too.
				socket.on('error', (error: NodeJS.ErrnoException) => {
					if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') fault = String(error);
				});
				socket.on('close', () =>
					resolve({
						status: Number(/^HTTP\/1\.\d (\d{3})/.exec(said)?.[1] ?? 0),
						retryAfter: /retry-after/i.test(said) ? '' : null,
						tookMs: performance.now() - since,
						...(fault === undefined ? {} : { fault })
					})
				);
			}),
		close: () => agent.destroy()
	};
}
