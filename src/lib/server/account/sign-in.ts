/** Signing in: name and password against the throttle and the hash. Says only whether it went well, never which of the two was wrong. */
import type { Db } from '../../../../db/open.ts';
import { type Outcome, done, refused } from '../../geo/outcome.ts';
import { findAccount, normalUsername } from './accounts.ts';
import { countFailure, forgetFailures, throttleWaitS } from './login-throttle.ts';
import { passwordMatches, wasteOneCheck } from './password.ts';
import { beginSession } from './sessions.ts';

export type SignInProblem =
	{ readonly kind: 'wrong-password' } | { readonly kind: 'too-many-tries'; readonly detail: { readonly seconds: number } };

/** @returns the token for the session's cookie. */
export async function signIn(
	db: Db,
	request: { readonly username: string; readonly password: string; readonly address: string },
	nowMs: number
): Promise<Outcome<string, SignInProblem>> {
	const username = normalUsername(request.username);
	const seconds = await throttleWaitS(db, username, request.address, nowMs);
	if (seconds > 0) return refused({ kind: 'too-many-tries', detail: { seconds } });
	const account = await findAccount(db, username);
	if (!account) await wasteOneCheck(request.password);
	if (!account || !(await passwordMatches(request.password, account.passwordHash))) {
		await countFailure(db, username, request.address, nowMs);
		return refused({ kind: 'wrong-password' });
	}
	await forgetFailures(db, username);
	return done(await beginSession(db, account.id, nowMs));
}
