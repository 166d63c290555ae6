/** Opens the database for a verb, beside a running server or alone, and closes it whatever happens. */
import { migrate } from '#db/migrate.ts';
import { openDatabase, type Db } from '#db/open.ts';
import { Refusal } from '#db/refusal.ts';
import { CallError } from './verb.ts';

/** @throws CallError with what to do, when the database cannot be opened. */
export async function withDatabase<T>(work: (db: Db) => Promise<T>): Promise<T> {
	const open = await openDatabase().catch((error: unknown) => {
		throw error instanceof Refusal ? new CallError(error.message) : error;
	});
	try {
		await migrate(open.db);
		return await work(open.db);
	} finally {
		await open.close();
	}
}
