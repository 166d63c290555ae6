/** The session: POST signs in, DELETE signs out. */
import { forgetIdentities } from '#lib/server/account/identify.ts';
import { clearSessionCookie, setSessionCookie } from '#lib/server/account/session-cookie.ts';
import { endSession } from '#lib/server/account/sessions.ts';
import { signIn } from '#lib/server/account/sign-in.ts';
import { door } from '#lib/server/answer/door.ts';
import { isHttps } from '#lib/server/answer/harden.ts';
import { refuse } from '#lib/server/answer/refuse.ts';
import { runtime } from '#lib/server/runtime.ts';

export const POST = door('POST /api/session', async ({ body, db, event }) => {
	const answer = await signIn(db, { ...body, address: event.getClientAddress(), demoMode: runtime().demo }, Date.now());
	if (!answer.ok) {
		const { problem } = answer;
		return refuse(problem, problem.kind === 'too-many-tries' ? { 'retry-after': String(problem.detail.seconds) } : {});
	}
	return new Response(null, {
		status: 204,
		headers: { 'set-cookie': setSessionCookie(answer.value, isHttps(event.url)), 'cache-control': 'no-store' }
	});
});

export const DELETE = door('DELETE /api/session', async ({ identity, db }) => {
	await endSession(db, identity.sessionKey);
	forgetIdentities();
	const headers = new Headers({ 'cache-control': 'no-store' });
	for (const cookie of clearSessionCookie()) headers.append('set-cookie', cookie);
	return new Response(null, { status: 204, headers });
});
