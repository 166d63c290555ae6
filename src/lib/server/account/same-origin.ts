/**
 * Cross-site requests: a browser tells where a request comes from, and one that changes something must come from our own pages. The host is
 * compared, not the scheme: behind a proxy that ends TLS the app itself hears http.
 */

/** @param hosts what this server is called: the Host header, and the host of ORIGIN where one is set. */
export function sameOrigin(
	headers: { readonly origin: string | null; readonly fetchSite: string | null },
	hosts: readonly string[]
): boolean | null {
	if (headers.origin !== null) {
		if (!URL.canParse(headers.origin)) return false;
		return hosts.includes(new URL(headers.origin).host);
	}
	if (headers.fetchSite !== null) return headers.fetchSite === 'same-origin' || headers.fetchSite === 'none';
	return null;
}

/**
 * Whether a state-changing request may go on. Where nothing says its origin it is no browser: it may, unless it carries a session, which
 * only a browser would attach unasked.
 */
export const mayChange = (verdict: boolean | null, hasSession: boolean): boolean => verdict ?? !hasSession;
