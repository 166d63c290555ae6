/** The open database: the same Kysely over `pg` for the embedded PostGIS and for native PostgreSQL. */
import { Kysely, PostgresDialect } from 'kysely';
import { randomBytes } from 'node:crypto';
import pg, { type Pool, type PoolConfig } from 'pg';
import { fileURLToPath } from 'node:url';
import { openEmbedded } from './embedded.ts';
import { MIGRATIONS } from './migrations.ts';
import { prepareOn } from './prepare.ts';
import { Refusal } from './refusal.ts';
import type { Database } from './tables.ts';

export type Db = Kysely<Database>;

export interface OpenDatabase {
	readonly db: Db;
	readonly pool: Pool;
	readonly engine: 'embedded' | 'native';
	/** e.g. "PostgreSQL 18.3, PostGIS 3.6.2". */
	readonly version: string;
	/** Closes the pool, and the embedded engine if this process opened it. */
	close(): Promise<void>;
}

export interface OpenOptions {
	/** A PostgreSQL address; by default what DATABASE_URL says. An empty one means the embedded database. */
	readonly databaseUrl?: string;
	/** Folder of the embedded database; by default what GRIDKEEPER_DATA says, else `.data` beside the program. */
	readonly dataDir?: string;
	/** Refuses a data folder another process serves, instead of joining it. */
	readonly alone?: boolean;
}

/** As the server lists this process among its connections: no other has this name, on whatever machine. */
export const APPLICATION_NAME = `gridkeeper ${process.pid} ${randomBytes(4).toString('hex')}`;

const INT8 = 20;
const OLDEST_SERVER = 140_000;
const NATIVE_CONNECTIONS = 12;
const CONNECT_TIMEOUT_MS = 10_000;
/** The one connection is given to one transaction at a time; waiting longer than this for it means it was never given back. */
const TURN_TIMEOUT_MS = 120_000;

// Counts and sequence numbers stay far below 2^53; as text they would compare wrongly.
pg.types.setTypeParser(INT8, Number);

/** @throws Refusal with what to do about it. */
export async function openDatabase(options: OpenOptions = {}): Promise<OpenDatabase> {
	const databaseUrl = options.databaseUrl ?? process.env['DATABASE_URL'] ?? '';
	if (databaseUrl !== '') return openNative(databaseUrl);
	const folder = options.dataDir ?? process.env['GRIDKEEPER_DATA'] ?? fileURLToPath(new URL('../.data', import.meta.url));
	const engine = await openEmbedded(folder, { alone: options.alone ?? false });
	try {
		// One session answers behind the socket: more connections would only wait there instead of here.
		const config = {
			host: engine.socketDir,
			port: 5432,
			user: 'postgres',
			database: 'postgres',
			max: 1,
			connectionTimeoutMillis: TURN_TIMEOUT_MS
		};
		return await over('embedded', config, folder, () => engine.close());
	} catch (error) {
		await engine.close();
		throw error;
	}
}

function openNative(databaseUrl: string): Promise<OpenDatabase> {
	const config = {
		connectionString: databaseUrl,
		max: NATIVE_CONNECTIONS,
		connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
		application_name: APPLICATION_NAME
	};
	return over('native', config, withoutPassword(databaseUrl), async () => undefined);
}

async function over(engine: OpenDatabase['engine'], config: PoolConfig, server: string, after: () => Promise<void>): Promise<OpenDatabase> {
	const pool = new pg.Pool(config);
	// An idle connection that breaks is replaced at the next query, which reports what is wrong if it still is.
	pool.on('error', () => undefined);
	// One that breaks at work fails what it was doing; that it broke is not a second fault, which would end the process.
	pool.on('connect', (client) => {
		client.on('error', () => undefined);
		if (engine === 'native') prepareOn(client);
	});
	try {
		const version = await check(pool, server);
		const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
		let closed: Promise<void> | undefined;
		// Kysely ends a pool only if it was ever asked something.
		const end = (): Promise<void> => (pool.ended ? Promise.resolve() : pool.end());
		const close = (): Promise<void> => (closed ??= db.destroy().then(end).then(after));
		return { db, pool, engine, version, close };
	} catch (error) {
		await pool.end();
		throw error;
	}
}

/** Refuses what this program cannot run on. @returns the versions in words. */
async function check(pool: Pool, server: string): Promise<string> {
	const number = await pool.query<{ server_version_num: string }>('show server_version_num').catch((error: unknown) => {
		throw new Refusal('serverUnreachable', { server, reason: reasonOf(error) }, error);
	});
	const version = Number(number.rows[0]?.server_version_num);
	const major = Math.floor(version / 10_000);
	if (version < OLDEST_SERVER) throw new Refusal('oldServer', { server, version: major });
	await pool.query('create extension if not exists postgis').catch((error: unknown) => {
		throw new Refusal('noPostgis', { server, major, reason: reasonOf(error) }, error);
	});
	await refuseNewer(pool);
	const told = await pool.query<{ postgres: string; postgis: string }>(
		`select current_setting('server_version') as postgres, (select extversion from pg_extension where extname = 'postgis') as postgis`
	);
	return `PostgreSQL ${told.rows[0]?.postgres.split(' ')[0]}, PostGIS ${told.rows[0]?.postgis}`;
}

async function refuseNewer(pool: Pool): Promise<void> {
	const kept = await pool.query<{ found: boolean }>(`select to_regclass('kysely_migration') is not null as found`);
	if (!kept.rows[0]?.found) return;
	const { rows } = await pool.query<{ name: string }>('select name from kysely_migration order by name');
	const unknown = rows.map((row) => row.name).filter((name) => !Object.hasOwn(MIGRATIONS, name));
	if (unknown.length > 0) throw new Refusal('newerSchema', { names: unknown.join(', ') });
}

function reasonOf(error: unknown): string {
	if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
	return error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error);
}

function withoutPassword(databaseUrl: string): string {
	try {
		const url = new URL(databaseUrl);
		return `${url.hostname || url.searchParams.get('host') || 'localhost'}${url.port === '' ? '' : `:${url.port}`}${url.pathname}`;
	} catch {
		return 'DATABASE_URL';
	}
}
