/** Faults: our bug, or the database away. Logged once with an id, answered with that id, never swallowed and never with a secret in it. */
import { randomBytes } from 'node:crypto';
import { refuse } from './refuse.ts';

/** Short enough to read out over a telephone. */
export const newFaultId = (): string => randomBytes(4).toString('hex');

/** @param where the route, without its query: a tracker's token may stand in it. */
export function logFault(id: string, where: string, error: unknown): void {
	const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
	console.error(JSON.stringify({ at: new Date().toISOString(), level: 'error', fault: id, where, error: text }));
}

const AWAY = new Set([
	'ECONNREFUSED',
	'ECONNRESET',
	'ENOENT',
	'EPIPE',
	'ETIMEDOUT',
	'57P01',
	'57P02',
	'57P03',
	'08000',
	'08001',
	'08003',
	'08006',
	'53300'
]);

/** Whether an error means that the database cannot be reached now, rather than that a query is wrong. */
export function databaseIsAway(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	const code = (error as NodeJS.ErrnoException).code;
	if (code !== undefined && AWAY.has(code)) return true;
	return /Connection terminated|timeout exceeded when trying to connect|Cannot use a pool after calling end|driver has already been destroyed/.test(
		error.message
	);
}

/** Logs the error and answers for it. */
export function answerFault(where: string, error: unknown): Response {
	const id = newFaultId();
	logFault(id, where, error);
	return databaseIsAway(error) ? refuse({ kind: 'unavailable' }, { 'retry-after': '5' }) : refuse({ kind: 'fault', detail: { id } });
}
