/**
 * A database of its own for one test file: migrated, empty, gone when closed. TEST_ENGINE says which engine, `embedded` (the default) or
 * `native`; for native, TEST_DATABASE_URL names a server on which databases may be made (`npm test` starts one).
 */
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { migrate } from '../db/migrate.ts';
import { openDatabase, type OpenDatabase } from '../db/open.ts';

export interface TestDatabase extends OpenDatabase {
	/** The database's own name on a native server, its folder for an embedded one. */
	readonly name: string;
	/** To open it a second time: what `openDatabase` takes. */
	readonly options: { readonly databaseUrl: string } | { readonly databaseUrl: ''; readonly dataDir: string };
}

const TEMPLATE = 'gridkeeper-template-';
const DAY_MS = 86_400_000;

export const testEngine: OpenDatabase['engine'] = process.env['TEST_ENGINE'] === 'native' ? 'native' : 'embedded';

export const openTestDatabase = (): Promise<TestDatabase> => (testEngine === 'native' ? openNative() : openEmbedded());

/** A folder that a test may open, break and throw away. Migrated, empty, not open. */
export async function copyOfTemplate(): Promise<string> {
	const template = await embeddedTemplate();
	const folder = await mkdtemp(join(tmpdir(), 'gk-'));
	await cp(template, folder, { recursive: true });
	return folder;
}

async function openEmbedded(): Promise<TestDatabase> {
	const dataDir = await copyOfTemplate();
	const options = { databaseUrl: '', dataDir } as const;
	const open = await openDatabase(options);
	return {
		...open,
		name: dataDir,
		options,
		async close() {
			await open.close();
			await rm(dataDir, { recursive: true, force: true });
		}
	};
}

/** Migrated once for each schema, then copied: making one takes ten seconds, copying it well under one. */
export async function embeddedTemplate(): Promise<string> {
	const template = join(tmpdir(), `${TEMPLATE}${await schemaHash()}`);
	if (await stat(template).catch(() => null)) return template;
	const making = await mkdtemp(join(tmpdir(), 'gk-making-'));
	const open = await openDatabase({ databaseUrl: '', dataDir: making });
	await migrate(open.db);
	await open.close();
	// Another test file may have been quicker; one of the two is kept.
	await rename(making, template).catch(() => rm(making, { recursive: true, force: true }));
	await forgetOldTemplates();
	return template;
}

/** Those of schemas nobody has tested since yesterday. */
async function forgetOldTemplates(): Promise<void> {
	for (const name of await readdir(tmpdir())) {
		if (!name.startsWith(TEMPLATE)) continue;
		const folder = join(tmpdir(), name);
		const found = await stat(folder).catch(() => null);
		if (found && Date.now() - found.mtimeMs > DAY_MS) await rm(folder, { recursive: true, force: true });
	}
}

async function openNative(): Promise<TestDatabase> {
	const server = serverUrl();
	const template = `gridkeeper_template_${await schemaHash()}`;
	const name = `gridkeeper_test_${process.pid}_${Date.now().toString(36)}_${Math.floor(Math.random() * 1e6).toString(36)}`;
	await asAdministrator(server, async (client) => {
		await client.query('select pg_advisory_lock(720231)');
		const found = await client.query('select from pg_database where datname = $1', [template]);
		if (found.rowCount === 0) await makeTemplate(server, client, template);
		await client.query(`create database ${name} template ${template}`);
	});
	const databaseUrl = withDatabase(server, name);
	const open = await openDatabase({ databaseUrl });
	return {
		...open,
		name,
		options: { databaseUrl },
		async close() {
			await open.close();
			await asAdministrator(server, (client) => client.query(`drop database if exists ${name} with (force)`));
		}
	};
}

async function makeTemplate(server: string, client: pg.Client, template: string): Promise<void> {
	const making = `${template}_making`;
	await client.query(`drop database if exists ${making} with (force)`);
	await client.query(`create database ${making}`);
	const open = await openDatabase({ databaseUrl: withDatabase(server, making) });
	await migrate(open.db);
	await open.close();
	await client.query(`alter database ${making} rename to ${template}`);
}

/** The server that native tests make their databases on. */
export function serverUrl(): string {
	const url = process.env['TEST_DATABASE_URL'];
	if (!url)
		throw new Error(
			'TEST_ENGINE=native needs TEST_DATABASE_URL: a PostgreSQL with PostGIS where databases may be made. `npm test` starts one.'
		);
	return url;
}

export function withDatabase(server: string, name: string): string {
	const url = new URL(server);
	url.pathname = `/${name}`;
	return url.href;
}

export async function asAdministrator<T>(server: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
	const client = new pg.Client({ connectionString: server });
	await client.connect();
	try {
		return await use(client);
	} finally {
		await client.end();
	}
}

async function schemaHash(): Promise<string> {
	const folder = fileURLToPath(new URL('../db/migrations/', import.meta.url));
	const hash = createHash('sha256');
	for (const file of (await readdir(folder)).sort()) hash.update(await readFile(join(folder, file)));
	for (const file of ['../db/migrations.ts', '../package-lock.json']) hash.update(await readFile(new URL(file, import.meta.url)));
	return hash.digest('hex').slice(0, 16);
}
