/** What every page is told: who is signed in, language and theme of the first paint, and whether this is the demo. */
import { meOf } from '#lib/server/account/me.ts';
import { runtime } from '#lib/server/runtime.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals }) => ({
	me: locals.identity && meOf(locals.identity),
	language: locals.look.language,
	theme: locals.look.theme,
	demo: runtime().demo
});
