/** Where a thread's program lies: beside the file that starts it, or, where the app runs from its bundle, in the sources it was built from. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @param source path from the root of the repository
 * @throws Error where no folder above this one holds it
 */
export function threadProgram(source: string): string {
	for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
		const program = join(folder, source);
		if (existsSync(program)) return program;
		if (folder === dirname(folder)) throw new Error(`${source} is not there: the sources belong to the program.`);
	}
}
