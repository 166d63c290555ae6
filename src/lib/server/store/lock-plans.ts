/** Locks for those who change plans: they wait for one another, and nobody else waits. */
import { sql } from 'kysely';
import type { Trx } from './in-transaction.ts';

/** Of advisory locks, those of this product's plans. */
const PLANS = 0x6b01;

/** Whoever publishes, reverts or switches plans of a district is alone until the transaction ends. */
export const lockPlansOf = async (trx: Trx, districtId: number): Promise<void> =>
	void (await sql`select pg_advisory_xact_lock(${PLANS}::int, ${districtId}::int)`.execute(trx));

export const lockPlan = async (trx: Trx, planId: number): Promise<void> =>
	void (await trx.selectFrom('plan').where('id', '=', planId).select('id').forUpdate().executeTakeFirst());
