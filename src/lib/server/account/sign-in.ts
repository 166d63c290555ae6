/** Signing in: name and password against the throttle and the hash. Says only whether it went well, never which of the two was wrong. */
import type { Db } from '../../../../db/open.ts';
import { type Outcome, done, refused } from '../../geo/outcome.ts';
import { findAccount, normalUsername } from './accounts.ts';
import { ACCOUNT_LIMIT, countGuess, forgetGuess, throttleOf } from './login-throttle.ts';
import { passwordMatches, wasteOneCheck } from './password.ts';
import { beginSession } from './sessions.ts';

export type SignInProblem =
	{ readonly kind: 'wrong-password' } | { readonly kind: 'too-many-tries'; readonly detail: { readonly seconds: number } };

/** @returns the token for the session's cookie. */
export async function signIn(
	db: Db,
	request: {
		readonly username: string;
		readonly password: string;
		readonly address: string;
		/** Demo accounts open nothing outside demo mode: everybody knows their password. */
		readonly demoMode: boolean;
	},
	nowMs: number
): Promise<Outcome<string, SignInProblem>> {
	const username = normalUsername(request.username);
	const { seconds, accountGuesses } = await throttleOf(db, username, request.address, nowMs);
	if (seconds > 0) return refused({ kind: 'too-many-tries', detail: { seconds } });
	const guesses = await countGuess(db, username, request.address, nowMs);
	// Guesses sent side by side all find the door open: beyond the free ones only the first of them goes through.
	if (guesses > ACCOUNT_LIMIT.free && guesses > accountGuesses + 1)
		return refused({ kind: 'too-many-tries', detail: { seconds: ACCOUNT_LIMIT.firstWaitS } });
	const found = await findAccount(db, username);
	const account = found?.demo === true && !request.demoMode ? null : found;
	if (!account) await wasteOneCheck(request.password);
	if (!account || !(await passwordMatches(request.password, account.passwordHash))) return refused({ kind: 'wrong-password' });
	await forgetGuess(db, username, request.address);
	return done(await beginSession(db, account.id, nowMs));
}
