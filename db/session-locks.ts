/**
 * Advisory locks on a connection of their own. They are held for as long as the connection lives: when the process or its machine dies, PostgreSQL
 * gives them back within seconds, and whoever asks next has them. Who holds locks asks again and again, and so is known to be alive: another may
 * end the sessions of one that has fallen silent.
 */
import pg, { type Pool } from 'pg';

/** What a lock is about. The server keys a lock by two numbers: this one, and what the holder names. */
export const LOCK_KINDS = {
	/** Serving this database at all. */
	serving: 720_231_101,
	/** A district's live state, by the district's id; 0 for the work that one node does for all. */
	district: 720_231_102
} as const;

export interface SessionLocks {
	/** Takes those of these that nobody else holds. Connects anew where the connection was lost. @throws Error while the database is away. */
	take(keys: readonly number[]): Promise<void>;
	holds(key: number): boolean;
	/**
	 * Ends every session of a process that holds one of these and has said nothing for so long on the connection it holds them by: it hangs. Its locks
	 * are free then, and what it had under way is undone. It must look so twice, since what stood still may have been the server.
	 * @returns the names of such processes, as the server lists them
	 */
	endSilent(keys: readonly number[], silentMs: number): Promise<readonly string[]>;
	/** The server's number of the connection; null while there is none, and then nothing is held. */
	readonly backend: number | null;
	close(): Promise<void>;
}

/** No answer within this is an answer: nothing is held any more as far as is known, ms. */
const PATIENCE_MS = 3_000;
/** The server learns within about four seconds that the machine of a holder is gone without a word. */
const SETTINGS = '-c tcp_keepalives_idle=2 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=2';

/** Holders of these by name, and since when nothing was heard of them. Their sessions are ours to end: one role serves one database. */
const SILENT = `
	select distinct a.application_name as name, a.state_change::text as since
	from pg_locks l join pg_stat_activity a on a.pid = l.pid
	where l.locktype = 'advisory' and l.granted and l.objsubid = 2 and l.database = (select oid from pg_database where datname = current_database())
		and l.classid::bigint = $1 and l.objid::bigint = any($2::bigint[])
		and a.usename = current_user and a.application_name not in ('', current_setting('application_name'))
		and a.state_change < clock_timestamp() - make_interval(secs => $3)`;
const END = `
	select pg_terminate_backend(pid) from pg_stat_activity
	where datname = current_database() and usename = current_user and application_name = any($1)`;

/** @param shared many may hold one key at once, and nobody who does not share */
export function openSessionLocks(pool: Pool, kind: number, shared = false): SessionLocks {
	const held = new Set<number>();
	/** Those that looked silent a moment ago, and since when. */
	const suspects = new Map<string, string>();
	let client: pg.Client | null = null;
	let backend: number | null = null;
	let closed = false;

	function lose(lost: pg.Client): void {
		if (client !== lost) return;
		client = null;
		backend = null;
		held.clear();
		lost.end().catch(() => undefined);
	}

	async function connect(): Promise<pg.Client> {
		const fresh = new pg.Client({
			...pool.options,
			connectionTimeoutMillis: PATIENCE_MS,
			query_timeout: PATIENCE_MS,
			keepAlive: true,
			options: SETTINGS
		});
		fresh.on('error', () => lose(fresh));
		fresh.on('end', () => lose(fresh));
		await fresh.connect();
		const { rows } = await fresh.query<{ pid: number }>('select pg_backend_pid() as pid');
		client = fresh;
		backend = rows[0]?.pid ?? null;
		return fresh;
	}

	return {
		async take(keys) {
			if (closed) return;
			const at = client ?? (await connect());
			try {
				const lock = shared ? 'pg_try_advisory_lock_shared' : 'pg_try_advisory_lock';
				const { rows } = await at.query<{ key: number; got: boolean }>(
					`select key, ${lock}($1::int, key) as got from unnest($2::int[]) as key`,
					[kind, keys.filter((key) => !held.has(key))]
				);
				if (client === at) for (const { key, got } of rows) if (got) held.add(key);
			} catch (error) {
				lose(at);
				throw error;
			}
		},
		holds: (key) => held.has(key),
		async endSilent(keys, silentMs) {
			const others = keys.filter((key) => !held.has(key));
			const at = client;
			if (!at || others.length === 0) {
				suspects.clear();
				return [];
			}
			try {
				const { rows } = await at.query<{ name: string; since: string }>(SILENT, [kind, others, silentMs / 1000]);
				const hung = rows.filter(({ name, since }) => suspects.get(name) === since).map(({ name }) => name);
				suspects.clear();
				for (const { name, since } of rows) suspects.set(name, since);
				if (hung.length > 0) await at.query(END, [hung]);
				return hung;
			} catch (error) {
				lose(at);
				throw error;
			}
		},
		get backend() {
			return backend;
		},
		async close() {
			closed = true;
			const last = client;
			client = null;
			backend = null;
			held.clear();
			await last?.end().catch(() => undefined);
		}
	};
}
