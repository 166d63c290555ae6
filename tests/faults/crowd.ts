/** Watchers of the app whose lines can be cut as lines are in the field: reset from one moment to the next, or silent while both ends believe in them. */
import type { Socket as Line } from 'node:net';
import { createAccount } from '#lib/server/account/accounts.ts';
import { setSessionCookie } from '#lib/server/account/session-cookie.ts';
import { beginSession } from '#lib/server/account/sessions.ts';
import type { Db } from '#db/open.ts';
import { until, watch, type Watcher } from '../live/watcher.ts';

/** Sessions of so many watchers, as Cookie headers, without asking each for a password. */
export async function seatWatchers(db: Db, count: number): Promise<string[]> {
	const made = await createAccount(db, {
		username: 'watcher',
		name: 'Watcher',
		password: 'a long enough password',
		grants: [{ role: 'viewer', areaId: null }]
	});
	if (!made.ok) throw new Error(made.problem.kind);
	const cookies: string[] = [];
	for (let i = 0; i < count; i++) cookies.push(setSessionCookie(await beginSession(db, made.value, Date.now()), false).split(';')[0] ?? '');
	return cookies;
}

/** Each office of a hundred watchers has an address of its own. */
const OFFICE = 100;

export function watchFrom(url: string, cookie: string, no: number): Watcher {
	return watch(url, { cookie, origin: url, 'x-forwarded-for': `10.1.${Math.floor(no / OFFICE)}.1` });
}

/** Clients ask again after a while, as the page does. */
const AGAIN_MS = 500;

/** Joins, also where the server asks to come again. @returns ms until the answer was taken in */
export async function joinAgain(watcher: Watcher, areaId: number, withinMs = 60_000): Promise<number> {
	const since = performance.now();
	await until('connected', () => watcher.socket.connected, withinMs);
	// An answer that does not come is asked for again, as the page does.
	while ((await watcher.join(areaId).catch(() => null))?.['ok'] !== true) {
		if (performance.now() - since > withinMs) throw new Error(`not let in: ${watcher.answers.at(-1)}`);
		await new Promise((next) => setTimeout(next, AGAIN_MS));
	}
	return performance.now() - since;
}

export const lineOf = (watcher: Watcher): Line =>
	(watcher.socket.io.engine as unknown as { readonly transport: { readonly ws: { readonly _socket: Line } } }).transport.ws._socket;

/** Cuts the line. @returns what brings it back */
export function cut(watcher: Watcher, how: 'reset' | 'silent'): () => Promise<void> {
	const line = lineOf(watcher);
	watcher.socket.io.reconnection(false);
	if (how === 'reset') line.resetAndDestroy();
	else line.pause();
	return async () => {
		line.destroy();
		await until('the cut is noticed', () => !watcher.socket.connected);
		watcher.socket.connect();
	};
}
