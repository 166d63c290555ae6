/** `backup`: everything in the database into one file, while the server runs; the same file whichever engine it is. */
import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { schemaVersion } from '#db/migrate.ts';
import { readTables } from '#lib/server/store/table-rows.ts';
import { backupWords } from '#lib/words/backup.ts';
import { told } from './language.ts';
import { readOptions } from './options.ts';
import { progressLine } from './progress-line.ts';
import { CallError, type Verb } from './verb.ts';
import { withDatabase } from './with-database.ts';

export const verb: Verb = {
	summary: 'write everything into one file · 备份到一个文件',
	usage: `npm run -s cli -- backup --out FILE.gkb [--lang zh|en]

  --out   gets the backup: gzip of JSON lines, every table with its hash. It holds names, accounts and tracks: keep it safe.

One moment of the whole database, taken while the server runs; on the embedded database everything else waits meanwhile.
restore reads it on either engine. Exit status: 0 written, 2 the call cannot be used.`,

	async run(args) {
		const options = readOptions(args, { texts: ['out'], flags: [] });
		const { language } = options;
		const out = options.needed('out');
		const beside = `${out}.${process.pid}.part`;
		const line = progressLine(process.stderr);
		const fromMs = performance.now();
		try {
			const file = createWriteStream(beside, { mode: 0o600, flush: true });
			const gzip = createGzip({ level: 6 });
			const written = finished(gzip.pipe(file));
			written.catch(() => undefined);
			const done = await withDatabase((db) =>
				readTables(
					db,
					schemaVersion,
					Date.now(),
					async (text) => {
						if (gzip.write(`${text}\n`)) return;
						await Promise.race([new Promise((next) => gzip.once('drain', next)), written]);
					},
					(table, no, of) => line.say(told(backupWords.table, language, { no, of, table }))
				)
			);
			gzip.end();
			await written;
			await rename(beside, out);
			line.end();
			const mb = ((await stat(out)).size / 1e6).toFixed(1);
			const seconds = ((performance.now() - fromMs) / 1000).toFixed(1);
			console.log(
				told(backupWords.done, language, { rows: done.rows, tables: done.tables.length, schema: schemaVersion, file: out, mb, seconds })
			);
			return 0;
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			if (code !== undefined && /^E[A-Z]+$/.test(code))
				throw new CallError(told(backupWords.notWritten, language, { file: out, reason: code }));
			throw error;
		} finally {
			await rm(beside, { force: true });
		}
	}
};
