/** Processor time a process has used so far: the measure that another program on the same machine disturbs least. */
import { readFileSync } from 'node:fs';

/** Clock ticks are hundredths of a second on every Linux there is. */
const TICK_MS = 10;

/** User and system time of all its threads, ms. @throws Error where there is no such process, or no /proc. */
export const cpuMs = (pid: number): number => usedMs(`/proc/${pid}/stat`);

/** The same of its main thread alone. */
export const mainThreadMs = (pid: number): number => usedMs(`/proc/${pid}/task/${pid}/stat`);

function usedMs(path: string): number {
	const stat = readFileSync(path, 'utf8');
	// The name, in brackets, may hold anything.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
