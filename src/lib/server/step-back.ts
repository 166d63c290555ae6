/** Which threads give way where processors are short: whoever reckons, to whoever answers reports, watchers and the database. */
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { isMainThread } from 'node:worker_threads';

const BEHIND = 10;

/** Lets this worker thread step back behind all others. Linux tells threads apart; elsewhere nothing changes. */
export function stepBack(): void {
	if (isMainThread) return;
	try {
		// `<process>/task/<thread>`: the system's own number of this thread.
		setPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)), BEHIND);
	} catch {
		// Not Linux, or not allowed: it is only slower for others.
	}
}
