/**
 * The session's cookie: 256 random bits that only the browser holds. Over https it carries the `__Host-` prefix, so that no other host of the
 * same domain can plant one; over http (a district's own network) the same without Secure.
 */
import { hash, randomBytes } from 'node:crypto';

export const PLAIN_COOKIE = 'gk-session';
export const SECURE_COOKIE = '__Host-gk-session';

export const newSessionToken = (): string => randomBytes(32).toString('base64url');

/** What the database keeps of a token. */
export const hashSessionToken = (token: string): Buffer => hash('sha256', token, 'buffer');

/** The session token in a Cookie header; null if there is none that could be one. */
export function sessionTokenOf(cookieHeader: string | null | undefined): string | null {
	let plain: string | null = null;
	for (const part of (cookieHeader ?? '').split(';')) {
		const at = part.indexOf('=');
		if (at < 0) continue;
		const name = part.slice(0, at).trim();
		const value = part.slice(at + 1).trim();
		if (!/^[\w-]{43}$/.test(value)) continue;
		if (name === SECURE_COOKIE) return value;
		if (name === PLAIN_COOKIE) plain ??= value;
	}
	return plain;
}

/** As long as browsers keep any cookie: when a session ends is the server's to say. */
const MAX_AGE_S = 400 * 24 * 3600;

/** The Set-Cookie line of a new session. Lax: a link from elsewhere opens the map signed in, and nothing else from elsewhere carries it. */
export const setSessionCookie = (token: string, https: boolean): string =>
	https
		? `${SECURE_COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=${MAX_AGE_S}`
		: `${PLAIN_COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${MAX_AGE_S}`;

/** Set-Cookie lines that take it away, whichever of the two it was. */
export const clearSessionCookie = (): string[] => [
	`${PLAIN_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`,
	`${SECURE_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0`
];
