/** The door: whoever is signed in already goes on; in the demo the accounts to try are listed. */
import { redirect } from '@sveltejs/kit';
import { DEMO_ACCOUNTS } from '#lib/server/account/demo-accounts.ts';
import { identify } from '#lib/server/account/identify.ts';
import { databaseIsAway } from '#lib/server/answer/fault.ts';
import { runtime } from '#lib/server/runtime.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ request, url }) => {
	const next = safePath(url.searchParams.get('next'));
	const identity = await identify(request.headers).catch((error: unknown) => {
		// The door stands even while the database is away; signing in will then say so.
		if (databaseIsAway(error)) return null;
		throw error;
	});
	if (identity) redirect(303, next);
	return { next, accounts: runtime().demo ? DEMO_ACCOUNTS.map(({ username, role, password }) => ({ username, role, password })) : [] };
};

/** Only a path of this very site: `//elsewhere` and `/\elsewhere` would lead a browser away. */
function safePath(next: string | null): string {
	if (next === null || !/^\/(?![/\\])/.test(next)) return '/';
	const there = new URL(next, 'http://here.invalid');
	return there.origin === 'http://here.invalid' && there.pathname !== '/login' ? there.pathname + there.search : '/';
}
