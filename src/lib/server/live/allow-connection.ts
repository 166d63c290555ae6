/** Whether a connection may be tried at all: from our own pages (or from no browser), and not too many at once from one address. */
import type { IncomingMessage } from 'node:http';
import { sameOrigin } from '../account/same-origin.ts';

/** A room full of walls behind one address comes back at once after a restart; more than that is no wall. */
const MAX_TRIES = 400;
const WINDOW_MS = 10_000;
const MAX_ADDRESSES = 10_000;
/** Set by the server itself on every request, so that a proxy's clients are told apart. */
const PEER_HEADER = 'x-gridkeeper-peer';

export type ConnectionRefusal = 'cross-site' | 'too-many';

/** @param nowMs a clock that is never set back. @returns a judge that remembers who tried how often. */
export function connectionGate(nowMs: () => number = () => performance.now()): (request: IncomingMessage) => ConnectionRefusal | null {
	const tries = new Map<string, { count: number; readonly untilMs: number }>();
	return (request) => {
		const { headers } = request;
		const own = [headers.host ?? '', hostOf(process.env['ORIGIN'])].filter(Boolean);
		// A program that is no browser sends no Origin; its session is asked for all the same.
		const verdict = sameOrigin({ origin: headers.origin ?? null, fetchSite: text(headers['sec-fetch-site']) }, own);
		if (verdict === false) return 'cross-site';

		const now = nowMs();
		const address = text(headers[PEER_HEADER]) ?? request.socket.remoteAddress ?? '';
		const known = tries.get(address);
		if (known && known.untilMs > now) return ++known.count > MAX_TRIES ? 'too-many' : null;
		if (tries.size >= MAX_ADDRESSES) for (const [key, { untilMs }] of tries) if (untilMs <= now) tries.delete(key);
		if (tries.size >= MAX_ADDRESSES) tries.clear();
		tries.set(address, { count: 1, untilMs: now + WINDOW_MS });
		return null;
	};
}

const text = (header: string | string[] | undefined): string | null => (Array.isArray(header) ? (header[0] ?? null) : (header ?? null));
const hostOf = (origin: string | undefined): string => (origin !== undefined && URL.canParse(origin) ? new URL(origin).host : '');
