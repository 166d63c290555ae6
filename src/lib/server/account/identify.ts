/**
 * From a request's headers to the identity behind it. A session that ended, an account that was closed and a grant that was taken away stop
 * counting within two seconds on a running server, at once where this process ended it.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Db } from '../../../../db/open.ts';
import { runtime } from '../runtime.ts';
import type { Identity } from './identity.ts';
import { hashSessionToken, sessionTokenOf } from './session-cookie.ts';
import { lookUpSession } from './session-lookup.ts';

const KEEP_MS = 2000;
const MAX_KEPT = 5000;
/** By the token itself: a map asks for dozens of tiles at once, and hashing it anew for each is dearer than all the rest. */
const kept = new Map<string, { readonly identity: Promise<Identity | null>; readonly untilMs: number }>();

/** Who sent these headers; null where nobody is signed in. Works for fetch requests and for a socket's handshake. */
export function identify(headers: Headers | IncomingHttpHeaders, db: Db = runtime().database.db): Promise<Identity | null> {
	const token = sessionTokenOf(headers instanceof Headers ? headers.get('cookie') : headers.cookie);
	if (token === null) return Promise.resolve(null);
	// Not the time of day: a clock that is set back must not keep an ended session alive.
	const now = performance.now();
	const found = kept.get(token);
	if (found && found.untilMs > now) return found.identity;
	if (kept.size >= MAX_KEPT) kept.clear();
	const identity = standing(db, hashSessionToken(token).toString('hex'));
	kept.set(token, { identity, untilMs: now + KEEP_MS });
	identity.catch(() => kept.delete(token));
	return identity;
}

/** The session as it stands now, without the two seconds: for sockets that stay open. Null once it has ended. */
export function stillSignedIn(identity: Identity, db: Db = runtime().database.db): Promise<Identity | null> {
	return standing(db, identity.sessionKey);
}

/** After this process ended a session or changed a grant: ask the database again. */
export function forgetIdentities(): void {
	kept.clear();
}

/** Demo accounts open nothing outside demo mode, not even by a session they began in it. */
async function standing(db: Db, key: string): Promise<Identity | null> {
	const identity = await lookUpSession(db, key);
	return identity?.demo === true && !runtime().demo ? null : identity;
}
