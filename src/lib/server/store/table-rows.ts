/**
 * Every table of the database as lines of text, and back. The lines are the same on both engines, so that what one wrote the other can take in; each
 * table ends with how many rows it has and the SHA-256 over their lines.
 */
import { createHash, type Hash } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { fixDays, makeFixDays } from './fix-days.ts';
import { inTransaction, type Trx } from './in-transaction.ts';

export const BACKUP_FORMAT = 'gridkeeper-backup/1';

export interface BackupHead {
	readonly format: typeof BACKUP_FORMAT;
	/** Newest migration of the database it was made from. */
	readonly schema: string;
	readonly atMs: number;
	readonly tables: readonly { readonly name: string; readonly columns: readonly { readonly name: string; readonly type: string }[] }[];
	/** Where counting goes on, by sequence. */
	readonly sequences: Readonly<Record<string, number>>;
	/** Days of fixes that have a table of their own. */
	readonly fixDays: readonly string[];
}

/** After the rows of a table. */
export interface TableEnd {
	readonly end: string;
	readonly rows: number;
	readonly sha256: string;
}

/** The last line: without it the file is not whole. */
export interface BackupEnd {
	readonly done: true;
	readonly rows: number;
}

/** A row is a list: each value as the database writes it, null for null. */
type RowLine = readonly (string | null)[];
export type BackupLine = BackupHead | TableEnd | BackupEnd | RowLine;

const AT_ONCE = 1000;
/** Text of the same value is the same whatever the server's settings. */
const SAME_TEXT = [
	sql`set local timezone = 'UTC'`,
	sql`set local datestyle = 'ISO, YMD'`,
	sql`set local bytea_output = 'hex'`,
	sql`set local extra_float_digits = 1`
];

/** @param onTable told before each table; @param write told each line, without its end, in order */
export async function readTables(
	db: Db,
	schema: string,
	atMs: number,
	write: (line: string) => Promise<void>,
	onTable: (name: string, no: number, of: number) => void
): Promise<BackupEnd & { readonly tables: readonly TableEnd[] }> {
	return await db
		.transaction()
		.setIsolationLevel('repeatable read')
		.execute(async (trx) => {
			await sql`set transaction read only`.execute(trx);
			for (const setting of SAME_TEXT) await setting.execute(trx);
			const tables = await tablesOf(trx);
			const head: BackupHead = {
				format: BACKUP_FORMAT,
				schema,
				atMs,
				tables: tables.map(({ name, columns }) => ({ name, columns })),
				sequences: await sequencesOf(trx),
				fixDays: await fixDays(trx)
			};
			await write(JSON.stringify(head));
			const ends: TableEnd[] = [];
			for (const [i, table] of tables.entries()) {
				onTable(table.name, i + 1, tables.length);
				const end = await readRows(trx, table, write);
				await write(JSON.stringify(end));
				ends.push(end);
			}
			const done: BackupEnd = { done: true, rows: ends.reduce((sum, { rows }) => sum + rows, 0) };
			await write(JSON.stringify(done));
			return { ...done, tables: ends };
		});
}

async function readRows(trx: Trx, { name, columns, order }: Table, write: (line: string) => Promise<void>): Promise<TableEnd> {
	const values = sql.join(columns.map((column) => sql`${sql.ref(column.name)}::text`));
	await sql`declare backup_rows no scroll cursor for select json_build_array(${values})::text as line from ${sql.table(name)} order by ${order}`.execute(
		trx
	);
	const hash = createHash('sha256');
	let rows = 0;
	for (;;) {
		const page = await sql<{ line: string }>`fetch ${sql.raw(String(AT_ONCE))} from backup_rows`.execute(trx);
		for (const { line } of page.rows) {
			const plain = JSON.stringify(JSON.parse(line));
			addLine(hash, plain);
			await write(plain);
		}
		rows += page.rows.length;
		if (page.rows.length < AT_ONCE) break;
	}
	await sql`close backup_rows`.execute(trx);
	return { end: name, rows, sha256: hash.digest('hex') };
}

export type RestoreProblem =
	| { readonly kind: 'not-empty' }
	| { readonly kind: 'tables-differ'; readonly tables: string }
	/** The file says something else than what was read of it. */
	| { readonly kind: 'damaged'; readonly table: string };

export class RestoreRefused extends Error {
	readonly problem: RestoreProblem;
	constructor(problem: RestoreProblem) {
		super(problem.kind);
		this.problem = problem;
	}
}

/**
 * Takes everything in, in one transaction: all of it or nothing. What was written is read again and must have the hashes of the file.
 * @param replace what is there is deleted first; without it the database has to be empty
 * @throws RestoreRefused
 */
export async function writeTables(
	db: Db,
	head: BackupHead,
	lines: AsyncIterable<string>,
	{ replace, onTable }: { readonly replace: boolean; onTable(name: string, no: number, of: number): void }
): Promise<BackupEnd> {
	await makeFixDays(db, head.fixDays);
	return await inTransaction(db, async (trx) => {
		for (const setting of SAME_TEXT) await setting.execute(trx);
		const tables = await tablesOf(trx);
		const shape = (list: BackupHead['tables']): string =>
			JSON.stringify(list.map(({ name, columns }) => [name, columns.map((column) => [column.name, column.type])]).sort());
		if (shape(tables) !== shape(head.tables)) throw new RestoreRefused({ kind: 'tables-differ', tables: differing(tables, head.tables) });
		const { rows } = await sql<{ any: boolean }>`select exists (select from area) or exists (select from account) as any`.execute(trx);
		if (rows[0]?.any && !replace) throw new RestoreRefused({ kind: 'not-empty' });

		// Rows refer to one another in circles: it is looked at the end whether every reference holds. What triggers once wrote is in the file.
		const constraints = await referencesOf(trx);
		await sql`truncate ${sql.join([RECKONED, ...tables.map(({ name }) => name)].map((name) => sql.table(name)))}`.execute(trx);
		for (const { name } of tables) await sql`alter table ${sql.table(name)} disable trigger user`.execute(trx);
		for (const { table, name } of constraints)
			await sql`alter table ${sql.table(table)} alter constraint ${sql.ref(name)} deferrable initially deferred`.execute(trx);

		const done = await takeIn(trx, tables, lines, onTable);

		await sql`set constraints all immediate`.execute(trx);
		for (const { table, name } of constraints)
			await sql`alter table ${sql.table(table)} alter constraint ${sql.ref(name)} not deferrable`.execute(trx);
		for (const { name } of tables) await sql`alter table ${sql.table(name)} enable trigger user`.execute(trx);
		for (const [name, value] of Object.entries(head.sequences)) await sql`select setval(${name}::regclass, ${value}::bigint)`.execute(trx);
		return done;
	});
}

async function takeIn(
	trx: Trx,
	tables: readonly Table[],
	lines: AsyncIterable<string>,
	onTable: (name: string, no: number, of: number) => void
): Promise<BackupEnd> {
	let no = 0;
	let batch: string[] = [];
	let hash = createHash('sha256');
	let rows = 0;
	let all = 0;
	const flush = async (table: Table): Promise<void> => {
		if (batch.length === 0) return;
		const columns = sql.join(table.columns.map(({ name }) => sql.ref(name)));
		const values = sql.join(table.columns.map(({ type }, i) => sql`(r ->> ${sql.lit(i)})::${sql.raw(type)}`));
		await sql`insert into ${sql.table(table.name)} (${columns}) overriding system value
			select ${values} from jsonb_array_elements(${`[${batch.join(',')}]`}::jsonb) r`.execute(trx);
		batch = [];
	};
	for await (const line of lines) {
		const said = JSON.parse(line) as BackupLine;
		const table = tables[no];
		if ('done' in said) {
			if (no < tables.length || said.rows !== all) throw new RestoreRefused({ kind: 'damaged', table: table?.name ?? '' });
			return said;
		}
		if (!table) throw new RestoreRefused({ kind: 'damaged', table: '' });
		if ('end' in said) {
			await flush(table);
			if (said.end !== table.name || said.rows !== rows || said.sha256 !== hash.digest('hex'))
				throw new RestoreRefused({ kind: 'damaged', table: table.name });
			const written = await readRows(trx, table, async () => undefined);
			if (written.sha256 !== said.sha256) throw new RestoreRefused({ kind: 'damaged', table: table.name });
			no++;
			[hash, rows] = [createHash('sha256'), 0];
			continue;
		}
		if (rows === 0) onTable(table.name, no + 1, tables.length);
		addLine(hash, line);
		batch.push(line);
		rows++;
		all++;
		if (batch.length >= AT_ONCE) await flush(table);
	}
	throw new RestoreRefused({ kind: 'damaged', table: tables[no]?.name ?? '' });
}

const addLine = (hash: Hash, line: string): void => void hash.update(line).update('\n');

interface Table {
	readonly name: string;
	readonly columns: readonly { readonly name: string; readonly type: string }[];
	/** The same order whatever the server's collation. */
	readonly order: ReturnType<typeof sql>;
}

/** Follows from the fixes, and weighs as much as they do: left out of a backup, and empty after a restore. */
const RECKONED = 'past_seen';

/** Own tables in order of name, without what PostGIS and the migrations keep; partitions are read through their table. */
async function tablesOf(trx: Trx): Promise<Table[]> {
	const { rows } = await sql<{ name: string; columns: { name: string; type: string }[]; key: string[] | null }>`
		select c.relname as name,
			(select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attname)
				from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
			(select array_agg(a.attname::text order by k.n) from pg_index i cross join lateral unnest(i.indkey) with ordinality k (attnum, n)
				join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum where i.indrelid = c.oid and i.indisprimary) as key
		from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and c.relname !~ '^kysely_' and c.relname <> ${RECKONED}
			and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
		order by c.relname collate "C"`.execute(trx);
	return rows.map(({ name, columns, key }) => ({
		name,
		columns,
		order: sql.join((key ?? columns.map((column) => column.name)).map((column) => sql`${sql.ref(column)}::text collate "C"`))
	}));
}

async function sequencesOf(trx: Trx): Promise<Record<string, number>> {
	const { rows } = await sql<{ name: string; last: number }>`
		select sequencename as name, last_value as last from pg_sequences where schemaname = 'public' and last_value is not null order by 1`.execute(
		trx
	);
	return Object.fromEntries(rows.map(({ name, last }) => [name, Number(last)]));
}

async function referencesOf(trx: Trx): Promise<{ readonly table: string; readonly name: string }[]> {
	const { rows } = await sql<{ table: string; name: string }>`
		select c.relname as table, k.conname as name from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
		where n.nspname = 'public' and k.contype = 'f' and k.conparentid = 0 and not c.relispartition and not k.condeferrable order by 1, 2`.execute(
		trx
	);
	return rows;
}

function differing(own: BackupHead['tables'], other: BackupHead['tables']): string {
	const text = (list: BackupHead['tables']): Map<string, string> =>
		new Map(list.map(({ name, columns }) => [name, JSON.stringify(columns)]));
	const [a, b] = [text(own), text(other)];
	return [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name)).join(', ');
}
