/**
 * Who may serve a PostgreSQL: one node that is alone, or any number that hear each other over Redis. Two that did not hear each other would both judge,
 * and show their watchers different things.
 */
import type { OpenDatabase } from '#db/open.ts';
import { Refusal } from '#db/refusal.ts';
import { LOCK_KINDS, openSessionLocks } from '#db/session-locks.ts';

const SEAT = 1;
/** One that was killed is gone from the server within this, ms. */
const PATIENCE_MS = 6_000;
const AGAIN_MS = 250;
/** The seat is looked after: the server may have been started anew. */
const KEEP_MS = 2_000;

/** @param amongOthers whether others that say the same may serve it too @throws Refusal while somebody serves it who must be alone, or we must */
export async function takeSeat(database: OpenDatabase, amongOthers: boolean): Promise<OpenDatabase> {
	const locks = openSessionLocks(database.pool, LOCK_KINDS.serving, amongOthers);
	const giveUpAtMs = Date.now() + PATIENCE_MS;
	for (;;) {
		await locks.take([SEAT]);
		if (locks.holds(SEAT)) break;
		if (Date.now() >= giveUpAtMs) {
			await locks.close();
			throw new Refusal('databaseServed');
		}
		await new Promise((next) => setTimeout(next, AGAIN_MS));
	}
	// While the server is away there is nobody to take it from us.
	const keep = setInterval(() => void locks.take([SEAT]).catch(() => undefined), KEEP_MS);
	return {
		...database,
		async close() {
			clearInterval(keep);
			await locks.close();
			await database.close();
		}
	};
}
