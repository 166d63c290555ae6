/**
 * The door of the app. `init` starts what lives beside the requests; `handle` holds each request against the access table, sends a page's
 * visitor to the login, hardens and counts every answer; `handleError` logs a fault once and gives the id that the page shows.
 */
import { building } from '$app/environment';
import { redirect, type Handle, type HandleServerError, type RequestEvent, type ServerInit } from '@sveltejs/kit';
import { guard } from '#lib/server/account/guard.ts';
import { answerFault, logFault, newFaultId } from '#lib/server/answer/fault.ts';
import { harden, isHttps } from '#lib/server/answer/harden.ts';
import { countRequest } from '#lib/server/answer/metrics.ts';
import { startLive } from '#lib/server/live/start.ts';
import { runtime } from '#lib/server/runtime.ts';
import { LANGUAGE_COOKIE, THEME_COOKIE, htmlLang, readLook } from '#lib/wire/look-cookies.ts';

export const init: ServerInit = async () => {
	if (!building) await startLive(runtime());
};

export const handle: Handle = async ({ event, resolve }) => {
	const startedAtMs = performance.now();
	event.locals.identity = null;
	const { searchParams } = event.url;
	event.locals.look = readLook(
		searchParams.get('lang') ?? event.cookies.get(LANGUAGE_COOKIE),
		searchParams.get('theme') ?? event.cookies.get(THEME_COOKIE)
	);
	const refusal = await judge(event);
	if (refusal?.status === 401 && isPage(event)) {
		const login = `/login?next=${encodeURIComponent(event.url.pathname + event.url.search)}`;
		countRequest(event.request.method, event.route.id, 303, (performance.now() - startedAtMs) / 1000);
		// Kit turns a thrown redirect into what its own navigation understands.
		if (event.isDataRequest) redirect(303, login);
		return harden(new Response(null, { status: 303, headers: { location: login, 'cache-control': 'no-store' } }), isHttps(event.url));
	}
	const { language, theme } = event.locals.look;
	const answer =
		refusal ??
		(await resolve(event, {
			transformPageChunk: ({ html }) => html.replace('%gk.lang%', htmlLang(language)).replace('%gk.theme%', theme)
		}));
	countRequest(event.request.method, event.route.id, answer.status, (performance.now() - startedAtMs) / 1000);
	return harden(answer, isHttps(event.url));
};

async function judge(event: RequestEvent): Promise<Response | null> {
	try {
		return await guard(event, () => runtime().database.db);
	} catch (error) {
		return answerFault(`guard ${event.route.id}`, error);
	}
}

/** Routes with a page; everything under these has none. */
const isPage = (event: RequestEvent): boolean =>
	event.route.id !== null && !/^\/(api|ingest|tiles|healthz|metrics)(\/|$)/.test(event.route.id) && event.request.method === 'GET';

export const handleError: HandleServerError = ({ error, event, status, message }) => {
	if (status < 500) return { message };
	const id = newFaultId();
	logFault(id, `${event.request.method} ${event.route.id}`, error);
	return { message, id };
};
