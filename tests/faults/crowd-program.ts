/** The process of `watcher-crowd.ts`: so many watchers, and what is done to their lines. */
import { createHash } from 'node:crypto';
import { setPriority } from 'node:os';
import { holdings, until, type Watcher } from '../live/watcher.ts';
import { cut, joinAgain, watchFrom } from './crowd.ts';
import type { CrowdOrder, CrowdReply, Standing } from './watcher-crowd.ts';

// In the field a thousand watchers are a thousand machines: here they must not take from the server and the phones what these need to be measured.
setPriority(10);

const crowd: Watcher[] = [];
let areaId = 0;
let back: (() => Promise<void>)[] = [];

/** A few at a time: that they all come at once is another order. */
const SEATED_TOGETHER = 10;

async function seat({ url, cookies, firstNo, areaId: id }: Extract<CrowdOrder, { readonly kind: 'seat' }>): Promise<CrowdReply> {
	areaId = id;
	for (let i = 0; i < cookies.length; i += SEATED_TOGETHER)
		await Promise.all(
			cookies.slice(i, i + SEATED_TOGETHER).map(async (cookie, k) => {
				const watcher = watchFrom(url, cookie, firstNo + i + k);
				crowd.push(watcher);
				await joinAgain(watcher, areaId);
			})
		);
	return { kind: 'done' };
}

async function resync(watcher: Watcher, comeBack: () => Promise<void>): Promise<number> {
	const since = performance.now();
	await comeBack();
	await joinAgain(watcher, areaId);
	return performance.now() - since;
}

/** Each is cut twice, at some moment within half of `awayS`, for up to `awayS` seconds; every other time without a word. */
async function restless(awayS: number): Promise<CrowdReply> {
	const tookMs: number[] = [];
	await Promise.all(
		crowd.map(async (watcher, i) => {
			for (let time = 0; time < 2; time++) {
				await new Promise((next) => setTimeout(next, Math.random() * awayS * 500));
				const comeBack = cut(watcher, (i + time) % 2 === 0 ? 'reset' : 'silent');
				await new Promise((next) => setTimeout(next, (0.02 + Math.random() * 0.98) * awayS * 1000));
				tookMs.push(await resync(watcher, comeBack));
			}
		})
	);
	return { kind: 'resynced', tookMs };
}

async function drop(): Promise<CrowdReply> {
	back = crowd.map((watcher) => cut(watcher, 'reset'));
	await until('all are gone', () => crowd.every((watcher) => !watcher.socket.connected));
	return { kind: 'done' };
}
const comeBack = async (): Promise<CrowdReply> => ({
	kind: 'resynced',
	tookMs: await Promise.all(crowd.map((watcher, i) => resync(watcher, back[i]!)))
});

const standing = (watcher: Watcher): Standing => ({
	lastSeq: watcher.lastSeq ?? -1,
	tickAtMs: watcher.tickAtMs,
	digest: createHash('sha1')
		.update(JSON.stringify(holdings(watcher)))
		.digest('base64'),
	faults: watcher.faults,
	answers: watcher.answers
});

process.on('message', (order: CrowdOrder) => {
	const reply: Promise<CrowdReply> =
		order.kind === 'seat'
			? seat(order)
			: order.kind === 'restless'
				? restless(order.awayS)
				: order.kind === 'drop'
					? drop()
					: order.kind === 'return'
						? comeBack()
						: Promise.resolve({ kind: 'standing', all: crowd.map(standing) });
	reply.then(
		(one) => process.send?.(one),
		(error: unknown) => process.send?.({ kind: 'failed', reason: String(error) } satisfies CrowdReply)
	);
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
