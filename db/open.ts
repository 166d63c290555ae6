/** The open database: the same Kysely over `pg` for the embedded PostGIS and for native PostgreSQL. */
import type { Kysely } from 'kysely';
import type { Pool } from 'pg';
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
