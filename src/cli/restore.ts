/** `restore`: takes a backup in, all of it or nothing, on whichever engine; the server must not be running. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { migrate, migrateTo, schemaOf, schemaVersion } from '#db/migrate.ts';
import { openDatabase, type Db } from '#db/open.ts';
import { Refusal } from '#db/refusal.ts';
import { othersOn } from '#lib/server/store/others-on.ts';
import { BACKUP_FORMAT, type BackupHead, RestoreRefused, writeTables } from '#lib/server/store/table-rows.ts';
import { backupWords } from '#lib/words/backup.ts';
import { fileWords } from '#lib/words/import.ts';
import type { Language } from '#lib/words/words.ts';
import { told } from './language.ts';
import { readOptions } from './options.ts';
import { progressLine } from './progress-line.ts';
import { CallError, type Verb } from './verb.ts';

const PATIENCE_TRIES = 10;
const PATIENCE_MS = 200;

export const verb: Verb = {
	summary: 'take a backup in, all of it or nothing · 从备份恢复',
	usage: `npm run -s cli -- restore --in FILE.gkb [--replace] [--lang zh|en]

  --in        a file that backup wrote, on this engine or the other
  --replace   delete what is in the database first; without it the database has to be empty

End Gridkeeper first. Every table is compared with the hash in the file before anything counts; a file that is damaged
changes nothing. A backup of an older program goes into a new database and is brought up to date there.
Exit status: 0 restored, 2 refused.`,

	async run(args) {
		const options = readOptions(args, { texts: ['in'], flags: ['replace'] });
		const { language } = options;
		const input = options.needed('in');
		const lines = linesOf(input, language);
		const first = await lines.next();
		const head = headOf(first.value, input, language);
		const line = progressLine(process.stderr);
		const fromMs = performance.now();
		const open = await openDatabase({ alone: true }).catch((error: unknown) => {
			throw error instanceof Refusal ? new CallError(error.message) : error;
		});
		try {
			const others = await lastingOthers(open.db);
			if (others > 0) throw new CallError(told(backupWords.served, language, { count: others }));
			const own = await schemaOf(open.db);
			if (own === null) await migrateTo(open.db, head.schema);
			else if (own < head.schema) await migrate(open.db);
			else if (own > head.schema) throw new CallError(told(backupWords.older, language, { schema: head.schema, own }));
			const done = await writeTables(open.db, head, lines, {
				replace: options.flag('replace'),
				onTable: (table, no, of) => line.say(told(backupWords.table, language, { no, of, table }))
			});
			await migrate(open.db);
			line.end();
			const seconds = ((performance.now() - fromMs) / 1000).toFixed(1);
			console.log(told(backupWords.restored, language, { rows: done.rows, seconds }));
			return 0;
		} catch (error) {
			line.end();
			if (error instanceof RestoreRefused) throw new CallError(refusal(error, input, language));
			throw error;
		} finally {
			await open.close();
		}
	}
};

/** A server that has just ended is still on the list for a moment. */
async function lastingOthers(db: Db): Promise<number> {
	for (let tries = 1; ; tries++) {
		const others = await othersOn(db);
		if (others === 0 || tries === PATIENCE_TRIES) return others;
		await sleep(PATIENCE_MS);
	}
}

function refusal({ problem }: RestoreRefused, file: string, language: Language): string {
	if (problem.kind === 'not-empty') return told(backupWords.notEmpty, language, {});
	if (problem.kind === 'tables-differ') return told(backupWords.differ, language, { tables: problem.tables });
	return told(backupWords.damaged, language, { file, table: problem.table || '—' });
}

/** @throws CallError where it is no backup, or one of a newer program */
function headOf(line: string | undefined, file: string, language: Language): BackupHead {
	let head: Partial<BackupHead> | null = null;
	try {
		head = JSON.parse(line ?? '') as BackupHead;
	} catch {
		// Told below.
	}
	if (head?.format !== BACKUP_FORMAT || typeof head.schema !== 'string')
		throw new CallError(told(backupWords.notBackup, language, { file }));
	if (head.schema > schemaVersion) throw new CallError(told(backupWords.newer, language, { schema: head.schema, own: schemaVersion }));
	return head as BackupHead;
}

async function* linesOf(path: string, language: Language): AsyncGenerator<string, undefined> {
	const file = createReadStream(path);
	const gunzip = createGunzip();
	let fault: NodeJS.ErrnoException | null = null;
	for (const stream of [file, gunzip])
		stream.on('error', (error: NodeJS.ErrnoException) => {
			fault ??= error;
			gunzip.destroy();
		});
	let any = false;
	try {
		for await (const line of createInterface({ input: file.pipe(gunzip), crlfDelay: Infinity })) {
			any = true;
			yield line;
		}
	} catch (error) {
		fault ??= error as NodeJS.ErrnoException;
	}
	const broken = fault as NodeJS.ErrnoException | null;
	if (broken?.code === 'ENOENT') throw new CallError(told(fileWords.fileMissing, language, { file: path }));
	if (broken?.code?.startsWith('Z_'))
		throw new CallError(told(any ? backupWords.damaged : backupWords.notBackup, language, { file: path, table: broken.code }));
	if (broken) throw new CallError(told(fileWords.fileUnreadable, language, { file: path, reason: broken.code ?? broken.message }));
	return undefined;
}
