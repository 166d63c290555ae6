/** A disk that can be filled up and made read-only without harm to anything else: a piece of memory, mounted. Only root may do that, on Linux. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MB = 1e6;

export interface SmallDisk {
	readonly path: string;
	/** Fills it up to so many bytes. */
	fill(leaveBytes: number): Promise<void>;
	/** Takes away what filled it. */
	free(): Promise<void>;
	readOnly(yes: boolean): Promise<void>;
	remove(): Promise<void>;
}

/** @returns null where it cannot be had; why is printed. */
export async function mountSmallDisk(sizeMb: number): Promise<SmallDisk | null> {
	const path = await mkdtemp(join(tmpdir(), 'gk-disk-'));
	try {
		await run('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m,mode=700`, 'tmpfs', path]);
	} catch (error) {
		await rm(path, { recursive: true, force: true });
		console.log(
			`skipped: a disk of its own cannot be mounted here (${String((error as Error).message).split('\n')[0]}); it needs root on Linux`
		);
		return null;
	}
	const ballast = join(path, 'ballast');
	return {
		path,
		async fill(leaveBytes) {
			const piece = Buffer.alloc(MB, 1);
			for (;;) {
				const { bavail, bsize } = await statfs(path);
				const bytes = Math.min(piece.length, bavail * bsize - leaveBytes);
				if (bytes < bsize) return;
				await writeFile(ballast, piece.subarray(0, bytes), { flag: 'a' });
			}
		},
		free: () => rm(ballast, { force: true }),
		readOnly: async (yes) => void (await run('mount', ['-o', `remount,${yes ? 'ro' : 'rw'}`, path])),
		async remove() {
			await run('umount', ['--lazy', path]);
			await rm(path, { recursive: true, force: true });
		}
	};
}
