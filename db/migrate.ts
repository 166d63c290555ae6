/** Brings a database to this program's schema, one migration at a time, each in a transaction, under Kysely's lock. */
import { Migrator } from 'kysely/migration';
import { MIGRATIONS } from './migrations.ts';
import type { Db } from './open.ts';

/** The newest migration this program knows, e.g. "0001-district". */
export const schemaVersion: string = Object.keys(MIGRATIONS).sort().at(-1) ?? '';

/**
 * @param progress Told before each step: its name, its number from 1, and how many there are.
 * @throws Error of the database when a step fails; the steps before it stay, the failed one leaves nothing.
 */
export async function migrate(db: Db, progress: (name: string, step: number, of: number) => void = () => undefined): Promise<void> {
	const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });
	const pending = (await migrator.getMigrations()).filter((migration) => !migration.executedAt);
	for (const [i, { name }] of pending.entries()) {
		progress(name, i + 1, pending.length);
		const { error } = await migrator.migrateUp();
		if (error) throw error;
	}
}

/** Makes an empty database as an older program did, up to this migration. @throws Error where there is no such migration, or the database is past it */
export async function migrateTo(db: Db, name: string): Promise<void> {
	const { error } = await new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } }).migrateTo(name);
	if (error) throw error;
}

/** The newest migration this database has had; null: none. */
export async function schemaOf(db: Db): Promise<string | null> {
	const done = await new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } }).getMigrations();
	return done.filter((migration) => migration.executedAt).at(-1)?.name ?? null;
}
