/// <reference types="@sveltejs/kit" />
/// <reference no-default-lib="true"/>
/// <reference lib="esnext" />
/// <reference lib="webworker" />
/**
 * Opens `/field` without a signal, and nothing else: it is registered for that address alone. The page is asked for from the network first and taken from the
 * phone when that fails or takes too long; what it is made of has its content in its name and is taken from the phone whenever it is there. What was done is
 * sent in the background where the browser can.
 */
import { openPhoneStore } from '#lib/board/field/phone-store.ts';
import { sendWaiting } from '#lib/board/field/send-waiting.ts';

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const CACHE = 'gridkeeper-field-shell';
const PAGE = '/field';
const PATIENCE_MS = 4_000;
const IMMUTABLE = '/_app/immutable/';
const STILL = ['/manifest.webmanifest', '/icon.svg', '/icon-192.png', '/icon-512.png', '/icon-180.png'];
const TAG = 'gridkeeper-field';

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener('fetch', (event) => {
	const { request } = event;
	const url = new URL(request.url);
	if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
	if (request.mode === 'navigate' && url.pathname === PAGE) event.respondWith(page(request));
	else if (url.pathname.startsWith(IMMUTABLE)) event.respondWith(still(request));
	else if (STILL.includes(url.pathname)) event.respondWith(fetch(request).catch(() => still(request)));
});

async function page(request: Request): Promise<Response> {
	const cache = await caches.open(CACHE);
	const kept = await cache.match(PAGE);
	try {
		// Without a page on the phone there is nothing better than to wait.
		return await fetch(request, kept ? { signal: AbortSignal.timeout(PATIENCE_MS) } : {});
	} catch (error) {
		if (kept) return kept;
		throw error;
	}
}

async function still(request: Request): Promise<Response> {
	return (await caches.match(request, { ignoreSearch: true, cacheName: CACHE })) ?? fetch(request);
}

worker.addEventListener('message', (event) => {
	const data = event.data as { readonly kind?: string; readonly assets?: readonly string[] } | null;
	if (data?.kind === 'keep' && Array.isArray(data.assets)) event.waitUntil(keep(data.assets).catch(() => undefined));
});

/** Takes the page and all that it is made of; what was there before goes only when everything new is there. */
async function keep(loaded: readonly string[]): Promise<void> {
	const answer = await fetch(PAGE, { credentials: 'same-origin', redirect: 'manual' });
	// Signed out meanwhile: what is kept stays.
	if (!answer.ok) return;
	const text = await answer.clone().text();
	const named = [...text.matchAll(/["'](?:\.{0,2}\/)*(_app\/immutable\/[^"']+)["']/g)].map((found) => `/${found[1]}`);
	const wanted = [...new Set([...loaded, ...named, ...STILL])];
	const cache = await caches.open(CACHE);
	const missing = [];
	for (const path of wanted) if (STILL.includes(path) || !(await cache.match(path))) missing.push(path);
	await cache.addAll(missing);
	await cache.put(PAGE, answer);
	for (const request of await cache.keys()) {
		const { pathname } = new URL(request.url);
		if (pathname !== PAGE && !wanted.includes(pathname)) await cache.delete(request);
	}
	// The server's page is made of other files than the one on the screen.
	if (named.some((path) => path.includes('/entry/') && !loaded.includes(path)))
		for (const client of await worker.clients.matchAll()) client.postMessage({ kind: 'newer' });
}

interface SyncEvent extends ExtendableEvent {
	readonly tag: string;
}
worker.addEventListener('sync' as 'message', (event) => {
	const sync = event as unknown as SyncEvent;
	if (sync.tag === TAG) sync.waitUntil(sendInBackground());
});

/** Sends for whoever is signed in. @throws Error where the browser shall try again */
async function sendInBackground(): Promise<void> {
	const answer = await fetch('/api/me', { credentials: 'same-origin', headers: { accept: 'application/json' } });
	if (!answer.ok) return;
	const { accountId } = (await answer.json()) as { accountId: string };
	const store = await openPhoneStore();
	try {
		const end = await sendWaiting({ store, owner: accountId, nowMs: () => Date.now() });
		new BroadcastChannel('gridkeeper-field').postMessage('sent');
		if (end.kind === 'offline' || end.kind === 'later' || end.kind === 'held') throw new Error(end.kind);
	} finally {
		store.close();
	}
}
