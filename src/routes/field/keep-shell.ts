/**
 * Keeps on the phone what the page is made of, so that it opens without a signal: the service worker takes exactly what this page has loaded, and replaces
 * what it held before only when all of it lies there. It knows of `/field` alone; no other page is ever answered from the phone.
 */

import { WALK_THREAD_URL } from '#lib/board/field/plan-walk.ts';

const SCOPE = '/field';
const IMMUTABLE = '/_app/immutable/';

/** @param onnewer a newer version of the product is on the server */
export async function keepShell(onnewer: () => void): Promise<void> {
	if (!('serviceWorker' in navigator)) return;
	performance.setResourceTimingBufferSize?.(1000);
	navigator.serviceWorker.addEventListener('message', (event: MessageEvent<{ kind?: string }>) => {
		if (event.data?.kind === 'newer') onnewer();
	});
	try {
		await navigator.serviceWorker.register('/service-worker.js', { scope: SCOPE });
		const { active } = await readyIn(SCOPE);
		// What is fetched only when it is needed has to be there as well when there is no signal.
		await Promise.all([import('qr/decode.js'), import('#lib/board/field/hear-roster.ts')]);
		active?.postMessage({ kind: 'keep', assets: [...loaded(), new URL(WALK_THREAD_URL, location.href).pathname] });
	} catch {
		// Without a service worker everything works with a signal, and records wait for one as before.
	}
}

/** Signing out: the page of this account is no longer shown without a signal. Its records stay. */
export async function forgetShell(): Promise<void> {
	if (!('caches' in globalThis)) return;
	for (const name of await caches.keys()) if (name.startsWith('gridkeeper-field')) await caches.delete(name);
}

const loaded = (): string[] => [
	...new Set(
		performance
			.getEntriesByType('resource')
			.map(({ name }) => new URL(name))
			.filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith(IMMUTABLE))
			.map(({ pathname }) => pathname)
	)
];

async function readyIn(scope: string): Promise<ServiceWorkerRegistration> {
	const registration = await navigator.serviceWorker.getRegistration(scope);
	const worker = registration?.installing ?? registration?.waiting;
	if (registration && worker && !registration.active)
		await new Promise<void>((active) =>
			worker.addEventListener('statechange', () => (worker.state === 'activated' ? active() : undefined))
		);
	return registration ?? navigator.serviceWorker.ready;
}
