/**
 * The built app on a database of its own, for one test file: `serve.ts` in a process of its own, as `npm start` runs it, on a free port and
 * without the demo unless asked. The database is prepared before it starts and stays open to the test beside it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase, type Db, type OpenDatabase } from '../db/open.ts';
import { copyOfTemplate, embeddedTemplate, openTestDatabase, testEngine, type TestDatabase } from './database.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const START_MS = 120_000;
const STOP_MS = 20_000;

export interface AppOptions {
	/** Fills the migrated, empty database before the app starts. */
	readonly prepare?: (db: Db) => Promise<void>;
	/** Start as a demo: fictional district, demo accounts, simulated patrols. */
	readonly demo?: boolean;
	readonly env?: Readonly<Record<string, string>>;
	/** An empty folder for the embedded database, instead of a temporary one. It stays when the app stops. */
	readonly dataDir?: string;
}

export interface TestApp {
	/** e.g. `http://127.0.0.1:40123`, without a slash at the end. */
	readonly url: string;
	/** Of the server process; another one after `resume`. */
	readonly pid: number;
	/** The app's own database, opened a second time. Another one after `resume`. */
	readonly db: Db;
	/** What a command-line verb needs to work on the same database. */
	readonly env: Readonly<Record<string, string>>;
	/** Everything it printed. */
	log(): string;
	/** fetch on the app; redirects are answers, not followed. */
	fetch(path: string, init?: RequestInit): Promise<Response>;
	/** @returns the Cookie header of a new session. @throws Error where signing in is refused. */
	signIn(username: string, password: string): Promise<string>;
	/** Ends the process as Ctrl-C does and keeps port and database for `resume`. */
	pause(): Promise<void>;
	/** Ends the process at once, as a power cut would; `resume` starts it again on what it left. */
	kill(): Promise<void>;
	/** Starts it again where it was. @param whileAway changes the database before anybody serves it. */
	resume(whileAway?: (db: Db) => Promise<void>): Promise<void>;
	/** Its exit status, once it has ended by itself. */
	ended(): Promise<number | null>;
	/** Ends the process as Ctrl-C does, and removes its database. @returns its exit status. */
	stop(): Promise<number | null>;
}

/** @throws Error with what the process printed, when it does not come up. */
export const startApp = async (options: AppOptions = {}): Promise<TestApp> =>
	await startOn(testEngine === 'native' ? await nativeStore(options) : await embeddedStore(options), options);

/** The app on a database that is there already, and stays when it stops. */
export const openAppOn = (databaseUrl: string, options: AppOptions = {}): Promise<TestApp> =>
	startOn({ env: { DATABASE_URL: databaseUrl }, open: () => openDatabase({ databaseUrl }), remove: async () => undefined }, options);

async function startOn(store: Store, options: AppOptions): Promise<TestApp> {
	if (!existsSync(`${ROOT}build/handler.js`)) throw new Error('The app is not built: `npm test` builds it, or run `npm run build` first.');
	const port = await freePort();
	let log = '';
	const url = `http://127.0.0.1:${port}`;
	const serve = async (): Promise<ChildProcess> => {
		const started = spawn(
			process.execPath,
			['--disable-warning=ExperimentalWarning', 'src/cli/serve.ts', ...(options.demo ? [] : ['--no-demo'])],
			{
				cwd: ROOT,
				env: { ...process.env, NODE_ENV: 'production', ...store.env, ...options.env, HOST: '127.0.0.1', PORT: String(port) },
				stdio: ['ignore', 'pipe', 'pipe']
			}
		);
		for (const stream of [started.stdout, started.stderr]) stream.on('data', (chunk: Buffer) => (log += chunk.toString()));
		try {
			await answering(url, started);
			return started;
		} catch (error) {
			await end(started);
			await store.remove();
			throw new Error(`the app did not start (${String(error)}):\n${log}`, { cause: error });
		}
	};
	let child = await serve();
	if (store.keepDemo) {
		await end(child);
		await store.keepDemo();
		child = await serve();
	}
	let beside = await store.open();
	const ask = (path: string, init: RequestInit = {}): Promise<Response> => fetch(url + path, { redirect: 'manual', ...init });
	return {
		url,
		get pid() {
			return child.pid ?? 0;
		},
		get db() {
			return beside.db;
		},
		env: store.env,
		log: () => log,
		fetch: ask,
		async signIn(username, password) {
			const answer = await ask('/api/session', {
				method: 'POST',
				headers: { 'content-type': 'application/json', origin: url },
				body: JSON.stringify({ username, password })
			});
			const cookie = answer.headers.get('set-cookie')?.split(';')[0];
			if (answer.status !== 204 || cookie === undefined)
				throw new Error(`${username} cannot sign in: ${answer.status} ${await answer.text()}`);
			return cookie;
		},
		async pause() {
			await beside.close();
			await end(child);
		},
		async kill() {
			const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
			child.kill('SIGKILL');
			await ended;
			await beside.close();
		},
		async resume(whileAway) {
			if (whileAway) {
				const open = await store.open();
				await whileAway(open.db).finally(() => open.close());
			}
			child = await serve();
			beside = await store.open();
		},
		ended: () =>
			new Promise((resolve) => (child.exitCode === null ? child.once('exit', (status) => resolve(status)) : resolve(child.exitCode))),
		async stop() {
			await beside.close();
			const status = await end(child);
			await store.remove();
			return status;
		}
	};
}

interface Store {
	readonly env: Readonly<Record<string, string>>;
	open(): Promise<Pick<OpenDatabase, 'db' | 'close'>>;
	remove(): Promise<void>;
	/** Puts the seeded demo aside for the next one who wants it. Only where there is none yet. */
	readonly keepDemo?: () => Promise<void>;
}

/** Where `npm test` keeps one seeded demo for a whole run: seeding takes many times longer than copying. */
const KEPT_DEMO = process.env['TEST_DEMO_FOLDER'] ?? '';

async function embeddedStore({ prepare, demo, dataDir: given }: AppOptions): Promise<Store> {
	const fromKept = demo === true && !prepare && existsSync(KEPT_DEMO);
	const dataDir = given ?? (fromKept ? await mkdtemp(join(tmpdir(), 'gk-')) : await copyOfTemplate());
	if (given !== undefined && !fromKept) await cp(await embeddedTemplate(), given, { recursive: true });
	if (fromKept) await cp(KEPT_DEMO, dataDir, { recursive: true });
	const options = { databaseUrl: '', dataDir } as const;
	if (prepare) {
		const open = await openDatabase(options);
		await prepare(open.db).finally(() => open.close());
	}
	return {
		env: { DATABASE_URL: '', GRIDKEEPER_DATA: dataDir },
		open: () => openDatabase(options),
		remove: async () => {
			if (given === undefined) await rm(dataDir, { recursive: true, force: true });
		},
		...(demo === true && !prepare && !fromKept && KEPT_DEMO !== '' ? { keepDemo: () => cp(dataDir, KEPT_DEMO, { recursive: true }) } : {})
	};
}

async function nativeStore({ prepare }: AppOptions): Promise<Store> {
	const database: TestDatabase = await openTestDatabase();
	await prepare?.(database.db);
	const databaseUrl = 'databaseUrl' in database.options ? database.options.databaseUrl : '';
	return {
		env: { DATABASE_URL: databaseUrl },
		open: async () => ({ db: database.db, close: async () => undefined }),
		remove: () => database.close()
	};
}

/** Asks until the app itself answers and its districts are live; before that the port answers 503 as text, and phones are told to come again. */
async function answering(url: string, child: ChildProcess): Promise<void> {
	const untilMs = Date.now() + START_MS;
	for (;;) {
		if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
		const health = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(5000) }).then(
			(answer) => (answer.ok ? (answer.json() as Promise<{ readonly districts: number; readonly districtsLive: number }>) : null),
			() => null
		);
		if (health && health.districtsLive >= health.districts) return;
		if (Date.now() > untilMs) throw new Error(health ? 'its districts do not become live' : 'it does not answer');
		await new Promise((next) => setTimeout(next, 50));
	}
}

async function end(child: ChildProcess): Promise<number | null> {
	if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
	const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	child.kill('SIGTERM');
	const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
	await ended;
	clearTimeout(late);
	return child.exitCode;
}

/** A port nobody uses now. */
async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	if (address === null || typeof address === 'string') throw new Error('no free port');
	return address.port;
}
