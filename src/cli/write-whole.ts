/** Writes files all or none: beside their places first, then moved into them, so that nobody ever finds half of one. */
import { open, rename, rm } from 'node:fs/promises';

export interface WholeFile {
	readonly path: string;
	/** Its text in pieces, or its bytes. */
	readonly pieces: Iterable<string | Uint8Array>;
}

/** Pieces are gathered into writes of about this many characters. */
const CHUNK = 1 << 20;

/** @throws what the file system throws; nothing new is left behind then, as far as it lets us clean up. */
export async function writeWhole(files: readonly WholeFile[]): Promise<void> {
	const beside = files.map(({ path }) => `${path}.${process.pid}.part`);
	try {
		for (const [i, file] of files.entries()) {
			const handle = await open(beside[i] ?? '', 'w');
			try {
				let text = '';
				for (const piece of file.pieces) {
					if (typeof piece !== 'string') {
						await handle.write(piece);
						continue;
					}
					text += piece;
					if (text.length < CHUNK) continue;
					await handle.write(text);
					text = '';
				}
				await handle.write(text);
				await handle.sync();
			} finally {
				await handle.close();
			}
		}
		for (const [i, { path }] of files.entries()) await rename(beside[i] ?? '', path);
	} finally {
		await Promise.all(beside.map((path) => rm(path, { force: true })));
	}
}
