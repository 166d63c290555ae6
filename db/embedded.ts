/**
 * The embedded PostGIS in a data folder. The first process to come owns the folder and runs the engine in a thread; any other joins
 * it through the socket. Whoever comes after a killed owner opens the folder again and finds every acknowledged row.
 */
import { once } from 'node:events';
import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { EngineOrder, EngineReport } from './embedded-worker.ts';
import { livesHere, lockFolder, readOwner, removeOwner, writeOwner } from './folder-owner.ts';
import { Refusal } from './refusal.ts';

export interface EmbeddedEngine {
	/** For `pg`: a `host` that is a folder means a unix socket in it. */
	readonly socketDir: string;
	/** False when another process runs the engine and this one joined it. */
	readonly owned: boolean;
	close(): Promise<void>;
}

/** `pg` looks for this name in the socket folder. */
const SOCKET = '.s.PGSQL.5432';
/** Longest path of a unix socket on Linux is 107 bytes, on macOS 103. */
const LONGEST_SOCKET_PATH = 103;
const POSTGRES_MAJOR = '18';
/** Longer than an engine needs to start on a slow machine with recovery to do. */
const PATIENCE_MS = 90_000;
const MARK = 'made';
/** Space to begin with; and the least to go on with, which is a few files of the engine's log: it cannot go on from the middle of one. */
const SPACE = { toOpenBytes: 256e6, toGoOnBytes: 128e6, lookMs: 1000 } as const;
const NO_SPACE = /ENOSPC|No space left/i;

/**
 * @param folder The data folder; made where it is missing.
 * @throws Refusal with what to do about it.
 */
export async function openEmbedded(folder: string, options: { readonly alone: boolean } = { alone: false }): Promise<EmbeddedEngine> {
	const root = resolve(folder);
	try {
		await mkdir(root, { recursive: true, mode: 0o700 });
		await access(root, constants.R_OK | constants.W_OK | constants.X_OK);
		const until = Date.now() + PATIENCE_MS;
		for (;;) {
			const release = await lockFolder(root, (reason) => end(new Refusal('lockLost', { folder: root, reason })));
			if (release) return await own(root, release);
			const owner = await readOwner(root);
			if (owner && (await answers(join(owner.socketDir, SOCKET)))) {
				if (options.alone) throw new Refusal('dataFolderServed', { folder: root, pid: owner.pid });
				return { socketDir: owner.socketDir, owned: false, close: async () => undefined };
			}
			if (Date.now() > until) throw new Refusal('dataFolderBusy', { folder: root, pid: owner?.pid ?? '?', host: owner?.host ?? '?' });
			await after(owner && !(await livesHere(owner)) ? 20 : 150);
		}
	} catch (error) {
		throw inWords(error, root);
	}
}

async function own(root: string, release: () => Promise<void>): Promise<EmbeddedEngine> {
	let socketDir: string | null = null;
	try {
		if ((await freeBytes(root)) < SPACE.toOpenBytes) throw new Refusal('dataFolderFull', { folder: root });
		const postgresDir = await readyFolder(root);
		socketDir = await socketFolder(root);
		await writeOwner(root, socketDir);
		await rm(join(socketDir, SOCKET), { force: true });
		const worker = await startWorker({ postgresDir, socketPath: join(socketDir, SOCKET) }, root);
		await writeFile(join(root, MARK), POSTGRES_MAJOR);
		const dir = socketDir;
		const watch = watchSpace(root);
		return {
			socketDir: dir,
			owned: true,
			async close() {
				clearInterval(watch);
				worker.removeAllListeners('exit').removeAllListeners('message');
				const exited = once(worker, 'exit');
				worker.postMessage('close');
				await exited;
				await leave(root, dir);
				await release();
			}
		};
	} catch (error) {
		if (socketDir !== null) await leave(root, socketDir);
		await release();
		throw error;
	}
}

/** A folder whose making was cut off held nothing yet and is made anew; one of another PostgreSQL is refused. */
async function readyFolder(root: string): Promise<string> {
	const postgresDir = join(root, 'postgres');
	const made = await readFile(join(root, MARK), 'utf8').catch(() => null);
	if (made === null) await rm(postgresDir, { recursive: true, force: true });
	else {
		const found = (await readFile(join(postgresDir, 'PG_VERSION'), 'utf8').catch(() => made)).trim();
		if (found !== POSTGRES_MAJOR) throw new Refusal('dataFolderOther', { folder: root, found, own: POSTGRES_MAJOR });
	}
	return postgresDir;
}

async function socketFolder(root: string): Promise<string> {
	return Buffer.byteLength(join(root, SOCKET)) <= LONGEST_SOCKET_PATH ? root : mkdtemp(join(tmpdir(), 'gridkeeper-'));
}

async function leave(root: string, socketDir: string): Promise<void> {
	await removeOwner(root);
	await rm(socketDir === root ? join(root, SOCKET) : socketDir, { recursive: true, force: true });
}

async function startWorker(order: EngineOrder, root: string): Promise<Worker> {
	const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), { workerData: order });
	const report = await new Promise<EngineReport>((tell, fail) => {
		worker.once('message', tell);
		worker.once('error', fail);
		worker.once('exit', () => tell({ kind: 'failed', reason: 'the engine ended', opened: false }));
	});
	worker.removeAllListeners('exit');
	if (report.kind !== 'ready') {
		await worker.terminate();
		throw new Refusal('engineFailed', { folder: root, reason: report.kind === 'failed' ? report.reason : report.kind });
	}
	const ended = (reason: string): void => end(inWords(new Refusal('engineFailed', { folder: root, reason }), root));
	worker.on('message', (later: EngineReport) => {
		if (later.kind === 'failed') ended(later.reason);
	});
	worker.on('error', (error: Error) => ended(error.message));
	worker.on('exit', () => ended('the engine ended'));
	return worker;
}

const freeBytes = async (root: string): Promise<number> => {
	const { bavail, bsize } = await statfs(root);
	return bavail * bsize;
};

/** An engine that finds the disk full while writing its log never answers again: better to end before, with nothing lost. */
function watchSpace(root: string): NodeJS.Timeout {
	const look = (): void =>
		void freeBytes(root).then(
			(bytes) => {
				if (bytes < SPACE.toGoOnBytes) end(new Refusal('dataFolderFull', { folder: root }));
			},
			// A folder that has gone is the engine's to report.
			() => undefined
		);
	return setInterval(look, SPACE.lookMs).unref();
}

/** True when somebody listens there. */
function answers(socketPath: string): Promise<boolean> {
	return new Promise((tell) => {
		const socket = connect(socketPath);
		const end = (yes: boolean) => {
			socket.destroy();
			tell(yes);
		};
		socket.once('connect', () => end(true));
		socket.once('error', () => end(false));
	});
}

/** Without its engine, or with the folder in other hands, nothing this process answers can be kept: it ends, and the engine's log makes good what was in hand. */
function end(refusal: Error): never {
	console.error(refusal.message);
	process.exit(1);
}

function inWords(error: unknown, folder: string): Error {
	const { code, message } = error as NodeJS.ErrnoException;
	if (error instanceof Refusal) {
		return NO_SPACE.test(error.message) ? new Refusal('dataFolderFull', { folder }, error) : error;
	}
	if (code === 'ENOSPC' || code === 'EDQUOT') return new Refusal('dataFolderFull', { folder }, error);
	if (code && ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code))
		return new Refusal('dataFolderDenied', { folder, reason: code }, error);
	return error instanceof Error ? error : new Error(message);
}
