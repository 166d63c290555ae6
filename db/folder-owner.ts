/**
 * Who has the data folder. One process owns it, under a lock; it writes down who it is and where its socket lies, so that another
 * can join it, and so that what a killed owner left behind is cleared away at once and a living owner's folder is never taken.
 */
import { lock as takeLock } from 'proper-lockfile';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

export interface Owner {
	readonly pid: number;
	readonly host: string;
	/** When the process began, as the system counts it; tells a reused process id apart. Null where the system does not say. */
	readonly began: string | null;
	readonly socketDir: string;
}

/** A lock not renewed for this long by an owner on another machine counts as left behind. */
const STALE_MS = 30_000;
const LOCK = 'lock';
const RECOVERY_LOCK = 'lock.recovery';
const OWNER = 'owner.json';

/** @returns what releases the lock, or null when somebody else holds it. */
export async function lockFolder(folder: string, lost: (reason: string) => void): Promise<(() => Promise<void>) | null> {
	const owner = await readOwner(folder);
	if (owner && (await livesHere(owner))) return null;
	if (owner && owner.host === hostname()) await clearAfter(owner, folder);
	try {
		return await takeLock(folder, {
			realpath: false,
			lockfilePath: join(folder, LOCK),
			stale: STALE_MS,
			onCompromised: (error) => lost(error.message)
		});
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ELOCKED') return null;
		throw error;
	}
}

export async function readOwner(folder: string): Promise<Owner | null> {
	try {
		return JSON.parse(await readFile(join(folder, OWNER), 'utf8')) as Owner;
	} catch {
		return null;
	}
}

/** Written aside and moved into place, so that nobody reads half of it. */
export async function writeOwner(folder: string, socketDir: string): Promise<void> {
	const owner: Owner = { pid: process.pid, host: hostname(), began: (await lookUp(process.pid))?.began ?? null, socketDir };
	const aside = join(folder, `${OWNER}.${process.pid}`);
	await writeFile(aside, JSON.stringify(owner));
	await rename(aside, join(folder, OWNER));
}

export const removeOwner = (folder: string): Promise<void> => rm(join(folder, OWNER), { force: true });

/** True when the owner is a living process of this machine. */
export async function livesHere(owner: Owner): Promise<boolean> {
	if (owner.host !== hostname()) return false;
	try {
		process.kill(owner.pid, 0);
	} catch (error) {
		// EPERM: it lives and belongs to somebody else.
		if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
	}
	const seen = await lookUp(owner.pid);
	return seen === null || (!seen.ended && (owner.began === null || owner.began === seen.began));
}

/** Removes a dead owner's lock; two who find it dead at once do this in turns, and the second finds nothing left to clear. */
async function clearAfter(dead: Owner, folder: string): Promise<void> {
	const release = await takeLock(folder, {
		realpath: false,
		lockfilePath: join(folder, RECOVERY_LOCK),
		retries: { retries: 60, minTimeout: 50, maxTimeout: 300 }
	});
	try {
		const now = await readOwner(folder);
		if (!now || now.pid !== dead.pid || now.began !== dead.began || (await livesHere(now))) return;
		await removeOwner(folder);
		await rm(join(folder, LOCK), { recursive: true, force: true });
	} finally {
		await release();
	}
}

/**
 * What the system tells of a process: clock ticks from the machine's start to its own (field 22 of /proc/PID/stat), and whether it has ended and only
 * waits for its parent to notice (state Z, field 3). Null where there is no /proc or no such process.
 */
async function lookUp(pid: number): Promise<{ readonly began: string | null; readonly ended: boolean } | null> {
	try {
		const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return { began: fields[19] ?? null, ended: fields[0] === 'Z' || fields[0] === 'X' };
	} catch {
		return null;
	}
}
