/** One transaction: everything in it is committed together, or nothing. */
import type { Transaction } from 'kysely';
import type { Database } from '#db/tables.ts';
import type { Db } from '#db/open.ts';

export type Trx = Transaction<Database>;

export const inTransaction = <T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> => db.transaction().execute(work);
