/** The process of `steady-phones.ts`: reports at the pace it is told, over lines that are kept open. */
import { Agent, get } from 'node:http';
import type { PhoneOrder, Report } from './steady-phones.ts';

const PATIENCE_MS = 30_000;
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const reports: Report[] = [];
const under = new Set<Promise<void>>();

interface Answer {
	readonly status: number;
	readonly retryAfter: string | null;
}

/** A line that stood open and was closed by the server just then says nothing about the report: it is sent again over another. */
const ask = (url: string): Promise<Answer> => askOnce(url).then((answer) => (answer === 'closed before' ? ask(url) : answer));

function askOnce(url: string): Promise<Answer | 'closed before'> {
	return new Promise((resolve) => {
		const request = get(url, { agent, timeout: PATIENCE_MS }, (response) => {
			response.resume();
			response.once('end', () => resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] ?? null }));
			response.once('error', () => resolve({ status: 0, retryAfter: null }));
		});
		request.once('timeout', () => request.destroy());
		request.once('error', (error: NodeJS.ErrnoException) =>
			resolve(request.reusedSocket && error.code === 'ECONNRESET' ? 'closed before' : { status: 0, retryAfter: null })
		);
	});
}

let order: Extract<PhoneOrder, { readonly kind: 'start' }>;
let perS = 0;
let n = 0;
/** No two reports of a phone have the same time, however fast they come. */
let lastAtMs = 0;

async function report(): Promise<void> {
	const phone = n % order.tokens.length;
	const step = Math.floor(n++ / order.tokens.length);
	if (phone === 0) lastAtMs = Math.max(lastAtMs + 1, Date.now());
	const atMs = lastAtMs;
	const lng = order.from[0] + ((step * 3 + phone * 11) % 180) * 1e-5;
	const lat = order.from[1] + ((step * 2 + phone * 7) % 150) * 1e-5;
	const sentAtMs = Date.now();
	const since = performance.now();
	const answer = await ask(
		`${order.url}/ingest/osmand?id=${order.tokens[phone]}&lat=${lat.toFixed(6)}&lon=${lng.toFixed(6)}&timestamp=${atMs}&accuracy=5`
	);
	reports.push({ phone, atMs, sentAtMs, tookMs: performance.now() - since, ...answer });
}

let due = 0;
let lookedAt = performance.now();
let timer: NodeJS.Timeout | undefined;
process.on('message', (told: PhoneOrder) => {
	if (told.kind === 'pace') perS = told.perS;
	else if (told.kind === 'start') {
		order = told;
		perS = told.perS;
		lookedAt = performance.now();
		timer = setInterval(() => {
			const now = performance.now();
			due += ((now - lookedAt) * perS) / 1000;
			lookedAt = now;
			for (; due >= 1; due--) {
				const one = report().finally(() => under.delete(one));
				under.add(one);
			}
		}, 5);
	} else {
		clearInterval(timer);
		void Promise.all(under).then(() => {
			agent.destroy();
			process.send?.(reports);
		});
	}
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
