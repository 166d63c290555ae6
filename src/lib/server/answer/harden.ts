/**
 * The headers every answer carries, so that a browser lets nobody else use what is ours. Our own pages may ask where somebody is and for the camera (the
 * field). The content security policy is Kit's (svelte.config.js).
 */

const ALWAYS: Readonly<Record<string, string>> = {
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY',
	'referrer-policy': 'same-origin',
	'permissions-policy':
		'accelerometer=(), autoplay=(), camera=(self), display-capture=(), fullscreen=(self), geolocation=(self), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin'
};
const HSTS = 'max-age=31536000; includeSubDomains';

/** Answers that are no page may load nothing at all, even if a browser were made to show them as one. */
const BARE_CSP = "default-src 'none'; frame-ancestors 'none'";

/** For answers to programs, made without a `Response`. */
export const BARE_HEADERS = {
	'x-content-type-options': 'nosniff',
	'content-security-policy': BARE_CSP,
	'cache-control': 'no-store'
} as const;
/** What `harden` gives an answer that is no page, for answers made without a `Response`. */
export const HARD_HEADERS: Readonly<Record<string, string>> = { ...ALWAYS, 'content-security-policy': BARE_CSP };
export const HSTS_HEADER = { 'strict-transport-security': HSTS } as const;

export function harden(response: Response, https: boolean): Response {
	let answer = response;
	try {
		answer.headers.set('x-content-type-options', 'nosniff');
	} catch {
		// Some answers (of fetch, of Response.redirect) cannot be changed: their copy can.
		answer = new Response(response.body, response);
	}
	for (const [name, value] of Object.entries(ALWAYS)) if (!answer.headers.has(name)) answer.headers.set(name, value);
	if (https) answer.headers.set('strict-transport-security', HSTS);
	if (!answer.headers.has('content-security-policy') && !(answer.headers.get('content-type') ?? '').startsWith('text/html'))
		answer.headers.set('content-security-policy', BARE_CSP);
	return answer;
}

/** Whether the browser speaks https; `serve.ts` sees to it that the address says so, behind a trusted proxy too. */
export const isHttps = (url: URL): boolean => url.protocol === 'https:';
