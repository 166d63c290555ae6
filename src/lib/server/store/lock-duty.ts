/** A lock for those who change the people of a district or what they answer for: they wait for one another, and nobody else waits. */
import { sql } from 'kysely';
import type { Trx } from './in-transaction.ts';

/** Of advisory locks, those of this product's duties. */
const DUTY = 0x6b02;

/** Whoever assigns in a district is alone until the transaction ends, so that what was decided by is what there is. */
export const lockDutyOf = async (trx: Trx, districtId: number): Promise<void> =>
	void (await sql`select pg_advisory_xact_lock(${DUTY}::int, ${districtId}::int)`.execute(trx));
