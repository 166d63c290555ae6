/** What the embedded database promises of its data folder. On the native run only the engine-free part of this makes sense, so it is not run twice. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openDatabase, type OpenDatabase } from '../../db/open.ts';
import { copyOfTemplate, testEngine } from '../database.ts';

// Each opens the engine several times, in processes of their own: a machine with other work takes minutes.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const FIXTURE = fileURLToPath(new URL('../folder-writer.ts', import.meta.url));
const folders: string[] = [];
const children: ChildProcess[] = [];

afterEach(async () => {
	for (const child of children.splice(0)) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
	for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function folderToBreak(): Promise<string> {
	const folder = await copyOfTemplate();
	folders.push(folder);
	return folder;
}

/** Another process that has the folder open and does as it is told. */
async function otherProcess(folder: string, job: 'hold' | 'write' | 'transact'): Promise<ChildProcess> {
	const child = fork(FIXTURE, [folder, job], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
	children.push(child);
	expect((await once(child, 'message'))[0]).toBe('open');
	return child;
}

const count = async (base: OpenDatabase): Promise<number> =>
	(await base.pool.query<{ n: number }>(`select count(*) n from access_log where user_id = 'writer'`)).rows[0]?.n ?? -1;

describe.runIf(testEngine === 'embedded')('the data folder of the embedded database (skipped on native: it has no folder)', () => {
	test('a second process joins the first through its socket, and both see what either wrote', async () => {
		const dataDir = await folderToBreak();
		const child = await otherProcess(dataDir, 'hold');
		const joined = await openDatabase({ databaseUrl: '', dataDir });
		await joined.pool.query(`insert into access_log (user_id, action, subject) values ('writer', 'a', 'b')`);
		child.send('count');
		expect((await once(child, 'message'))[0]).toBe(1);
		await joined.close();
		child.send('close');
		await once(child, 'exit');
		const alone = await openDatabase({ databaseUrl: '', dataDir });
		expect(await count(alone)).toBe(1);
		await alone.close();
	});

	test('a second server is refused with the first one’s process id', async () => {
		const dataDir = await folderToBreak();
		const child = await otherProcess(dataDir, 'hold');
		await expect(openDatabase({ databaseUrl: '', dataDir, alone: true })).rejects.toMatchObject({
			key: 'dataFolderServed',
			message: expect.stringContaining(String(child.pid)) as string
		});
	});

	test('statements and transactions of many connections never mix', async () => {
		const dataDir = await folderToBreak();
		const first = await openDatabase({ databaseUrl: '', dataDir });
		const others = await Promise.all(Array.from({ length: 5 }, () => openDatabase({ databaseUrl: '', dataDir })));
		const all = [first, ...others];
		// Each adds one to the same number forty times, reading it before: any mixing loses some of them.
		await first.pool.query('create table tally (n int not null)');
		await first.pool.query('insert into tally values (0)');
		await Promise.all(
			all.map(async ({ pool }, who) => {
				for (let i = 0; i < 40; i++) {
					const client = await pool.connect();
					try {
						await client.query('begin');
						const { rows } = await client.query<{ n: number; who: number }>('select n, $1::int as who from tally', [who]);
						expect(rows[0]?.who).toBe(who);
						await client.query('update tally set n = $1', [(rows[0]?.n ?? 0) + 1]);
						if (i % 5 === 4) {
							await expect(client.query('select 1 / $1::int', [0])).rejects.toMatchObject({ code: '22012' });
							await client.query('rollback');
						} else await client.query('commit');
					} finally {
						client.release();
					}
					expect((await pool.query<{ who: number }>('select $1::int as who', [who])).rows).toEqual([{ who }]);
				}
			})
		);
		expect((await first.pool.query('select n from tally')).rows).toEqual([{ n: 6 * 32 }]);
		for (const other of others) await other.close();
		await first.close();
	});

	test('a process killed inside a transaction is rolled back and holds nobody up', async () => {
		const dataDir = await folderToBreak();
		const base = await openDatabase({ databaseUrl: '', dataDir });
		const child = await otherProcess(dataDir, 'transact');
		child.kill('SIGKILL');
		expect(await count(base)).toBe(0);
		await base.close();
	});

	test('killed under load, it keeps every row it acknowledged, and the next one opens at once', async () => {
		const dataDir = await folderToBreak();
		let acknowledged = 0;
		for (let round = 0; round < 3; round++) {
			const child = await otherProcess(dataDir, 'write');
			let inRound = 0;
			await new Promise<void>((resolve) =>
				child.on('message', (n: number) => {
					inRound = n;
					if (n >= 60) resolve();
				})
			);
			child.kill('SIGKILL');
			await once(child, 'exit');
			acknowledged += inRound;
			const base = await openDatabase({ databaseUrl: '', dataDir });
			const kept = await count(base);
			expect(kept).toBeGreaterThanOrEqual(acknowledged);
			// The one in hand when it died may have been kept without having been acknowledged.
			expect(kept).toBeLessThanOrEqual(acknowledged + 1);
			acknowledged = kept;
			await base.close();
		}
	});

	test('a folder whose making was cut off is made anew', async () => {
		const dataDir = await mkdtemp(join(tmpdir(), 'gk-cut-'));
		folders.push(dataDir);
		await mkdir(join(dataDir, 'postgres', 'base'), { recursive: true });
		await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '18\n');
		const base = await openDatabase({ databaseUrl: '', dataDir });
		expect((await base.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
		await base.close();
	});

	test('a path too long for a socket is no hindrance', async () => {
		const root = await folderToBreak();
		const dataDir = join(root, 'a'.repeat(60), '长'.repeat(30));
		await mkdir(dataDir, { recursive: true });
		const base = await openDatabase({ databaseUrl: '', dataDir });
		const joined = await openDatabase({ databaseUrl: '', dataDir });
		expect((await joined.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
		await joined.close();
		await base.close();
	});

	test('closed, it leaves no lock, no socket and nothing in the way', async () => {
		const dataDir = await folderToBreak();
		await (await openDatabase({ databaseUrl: '', dataDir })).close();
		expect((await readdir(dataDir)).sort()).toEqual(['made', 'postgres']);
	});

	test('a folder of another PostgreSQL is refused and left as it is', async () => {
		const dataDir = await folderToBreak();
		await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '17\n');
		await expect(openDatabase({ databaseUrl: '', dataDir })).rejects.toMatchObject({ key: 'dataFolderOther' });
	});

	test('a folder that is a file, or may not be written, is refused by name', async () => {
		const root = await folderToBreak();
		const file = join(root, 'file');
		await writeFile(file, '');
		await expect(openDatabase({ databaseUrl: '', dataDir: join(file, 'data') })).rejects.toMatchObject({ key: 'dataFolderDenied' });
		if (process.getuid?.() === 0) return; // Root may write anywhere: there is nothing to be refused.
		const closed = join(root, 'closed');
		await mkdir(closed, { mode: 0o500 });
		await expect(openDatabase({ databaseUrl: '', dataDir: closed })).rejects.toMatchObject({ key: 'dataFolderDenied' });
		await chmod(closed, 0o700);
	});
});
