/**
 * How often one may guess: after a few wrong passwords for an account, or from an address, the door stays shut for a while that doubles with
 * every further one. Kept in the database, so that neither a restart nor a second server forgets it. Pure rule here, rows below.
 */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../../../../db/open.ts';

export interface ThrottleLimit {
	/** Wrong guesses that cost nothing. */
	readonly free: number;
	readonly firstWaitS: number;
	readonly longestWaitS: number;
}
/** One account is guessed at by few people; behind one address a whole office may sit. */
export const ACCOUNT_LIMIT: ThrottleLimit = { free: 5, firstWaitS: 15, longestWaitS: 900 };
export const ADDRESS_LIMIT: ThrottleLimit = { free: 20, firstWaitS: 15, longestWaitS: 900 };
/** After so long without a wrong guess the count starts again. */
export const FORGET_MS = 3600_000;

/** Seconds still to wait before the next guess; 0: go on. */
export function waitS(state: { readonly failures: number; readonly lastAtMs: number } | null, limit: ThrottleLimit, nowMs: number): number {
	if (state === null || state.failures < limit.free || nowMs - state.lastAtMs > FORGET_MS) return 0;
	const wait = Math.min(limit.longestWaitS, limit.firstWaitS * 2 ** Math.min(20, state.failures - limit.free));
	return Math.max(0, Math.ceil((state.lastAtMs + wait * 1000 - nowMs) / 1000));
}

/** The names and addresses are hashed: the table is no list of who signs in from where. */
const keyOf = (kind: 'account' | 'address', value: string): string =>
	`${kind}:${createHash('sha256').update(value, 'utf8').digest('base64url')}`;

/** How long this account, from this address, has to wait, and how many wrong guesses the account has had. */
export async function throttleOf(
	db: Db,
	username: string,
	address: string,
	nowMs: number
): Promise<{ readonly seconds: number; readonly accountGuesses: number }> {
	const account = keyOf('account', username);
	const rows = await db
		.selectFrom('login_failure')
		.selectAll()
		.where('key', 'in', [account, keyOf('address', address)])
		.where('last_at', '>=', new Date(nowMs - FORGET_MS))
		.execute();
	const seconds = rows.map((row) =>
		waitS({ failures: row.failures, lastAtMs: row.last_at.getTime() }, row.key === account ? ACCOUNT_LIMIT : ADDRESS_LIMIT, nowMs)
	);
	return { seconds: Math.max(0, ...seconds), accountGuesses: rows.find((row) => row.key === account)?.failures ?? 0 };
}

/**
 * Counts a guess before it is checked, so that guesses sent side by side are counted too.
 * @returns how many guesses the account has had, this one included.
 */
export async function countGuess(db: Db, username: string, address: string, nowMs: number): Promise<number> {
	await db
		.deleteFrom('login_failure')
		.where('last_at', '<', new Date(nowMs - FORGET_MS))
		.execute();
	await count(db, keyOf('address', address), nowMs);
	return await count(db, keyOf('account', username), nowMs);
}

async function count(db: Db, key: string, nowMs: number): Promise<number> {
	const now = new Date(nowMs);
	const { rows } = await sql<{ failures: number }>`
		insert into login_failure as f (key, failures, first_at, last_at) values (${key}, 1, ${now}, ${now})
		on conflict (key) do update set failures = f.failures + 1, last_at = ${now}
		returning failures`.execute(db);
	return rows[0]?.failures ?? 1;
}

/** The right password: the account's count is forgotten, and the address gets its one guess back. */
export async function forgetGuess(db: Db, username: string, address: string): Promise<void> {
	await db.deleteFrom('login_failure').where('key', '=', keyOf('account', username)).execute();
	await sql`update login_failure set failures = greatest(0, failures - 1) where key = ${keyOf('address', address)}`.execute(db);
}
