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

/** Seconds this account, from this address, has to wait. */
export async function throttleWaitS(db: Db, username: string, address: string, nowMs: number): Promise<number> {
	const [account, from] = [keyOf('account', username), keyOf('address', address)];
	const rows = await db.selectFrom('login_failure').selectAll().where('key', 'in', [account, from]).execute();
	return Math.max(
		0,
		...rows.map((row) =>
			waitS({ failures: row.failures, lastAtMs: row.last_at.getTime() }, row.key === account ? ACCOUNT_LIMIT : ADDRESS_LIMIT, nowMs)
		)
	);
}

/** Counts one wrong guess against both. */
export async function countFailure(db: Db, username: string, address: string, nowMs: number): Promise<void> {
	const now = new Date(nowMs);
	const forgotten = new Date(nowMs - FORGET_MS);
	for (const key of [keyOf('account', username), keyOf('address', address)])
		await sql`
			insert into login_failure as f (key, failures, first_at, last_at) values (${key}, 1, ${now}, ${now})
			on conflict (key) do update set
				failures = case when f.last_at < ${forgotten} then 1 else f.failures + 1 end,
				first_at = case when f.last_at < ${forgotten} then ${now} else f.first_at end,
				last_at = ${now}`.execute(db);
	await db.deleteFrom('login_failure').where('last_at', '<', forgotten).execute();
}

/** The right password: the account's count is forgotten, the address keeps its own. */
export async function forgetFailures(db: Db, username: string): Promise<void> {
	await db.deleteFrom('login_failure').where('key', '=', keyOf('account', username)).execute();
}
