/**
 * From which moment what is too old is reckoned. A clock that leaps ahead must let go of nothing: time is believed that went by while the server ran,
 * that two phones report by their own clocks, or that somebody confirmed. It is kept in the database, so that a start with a wrong clock knows too.
 */
import type { Db } from '#db/open.ts';
import { believedTime, keepBelievedTime, reportedBy } from '../store/believed-time.ts';

/** A leap of less is believed: a server that was off for a while, a clock set right. */
const LEAP_MS = 86_400_000;
/** Written no more often; a start knows no less than this. */
const KEEP_MS = 60_000;
/** One phone may be as wrong as the server. */
const WITNESSES = 2;

export interface BelievedNow {
	readonly atMs: number;
	/** How far the clock is ahead of what is believed; 0 where it is believed itself. */
	readonly aheadMs: number;
}

export interface BelievedClock {
	/** To be asked now and then: what is not asked for over a restart is forgotten. */
	now(): Promise<BelievedNow>;
}

/** @param upMs runs on evenly, whatever the clock is set to */
export function openBelievedClock(db: Db, nowMs: () => number, upMs: () => number = () => performance.now()): BelievedClock {
	let last: { readonly atMs: number; readonly upMs: number } | null = null;
	return {
		async now() {
			const kept = await believedTime(db);
			const [wall, up] = [nowMs(), upMs()];
			const known = Math.max(kept ?? -Infinity, last ? last.atMs + up - last.upMs : -Infinity);
			// Before the first time: what is in the database says when it was last in use.
			let believed = known > -Infinity ? known : ((await reportedBy(db, 1, 0, wall)) ?? wall);
			if (wall - believed > LEAP_MS) believed = Math.max(believed, (await reportedBy(db, WITNESSES, believed, wall)) ?? 0);
			// Back it is followed at once: that lets go of nothing.
			if (wall - believed <= LEAP_MS) believed = wall;
			last = { atMs: believed, upMs: up };
			if (kept === null || Math.abs(believed - kept) >= KEEP_MS) await keepBelievedTime(db, believed);
			return { atMs: believed, aheadMs: wall - believed };
		}
	};
}
