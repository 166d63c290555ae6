/** Logs the faults of work that repeats: once when it begins to fail, once when it is well again, and not every second in between. */
import { logFault, newFaultId } from '../answer/fault.ts';

export interface FaultLog {
	failed(where: string, error: unknown): void;
	well(where: string): void;
}

/** How long a fault stays silent before it is told again, ms. */
const AGAIN_AFTER_MS = 10 * 60_000;

export function createFaultLog(count: () => void, nowMs: () => number = Date.now): FaultLog {
	const failing = new Map<string, number>();
	return {
		failed(where, error) {
			count();
			const since = failing.get(where);
			if (since !== undefined && Math.abs(nowMs() - since) < AGAIN_AFTER_MS) return;
			failing.set(where, nowMs());
			logFault(newFaultId(), where, error);
		},
		well(where) {
			if (!failing.delete(where)) return;
			console.error(JSON.stringify({ at: new Date(nowMs()).toISOString(), level: 'info', where, well: true }));
		}
	};
}
