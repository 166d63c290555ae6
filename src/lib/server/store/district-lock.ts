/** Writing of a district in turn, and only by whoever holds its lock. */
import { sql } from 'kysely';
import type { AreaId } from '#lib/area/area.ts';
import { LOCK_KINDS } from '../../../../db/session-locks.ts';
import type { Trx } from './in-transaction.ts';

/** Waits for everybody who is writing events of this district, and keeps others from it until the transaction ends. */
export async function holdDistrict(trx: Trx, districtId: AreaId): Promise<void> {
	await trx.selectFrom('area').where('id', '=', districtId).select('id').forNoKeyUpdate().execute();
}

/** @param backend the connection that took the lock @returns whether it holds it still */
export async function isHeldBy(trx: Trx, districtId: AreaId, backend: number): Promise<boolean> {
	const { rows } = await sql`
		select from pg_locks where locktype = 'advisory' and granted and pid = ${backend} and objsubid = 2
			and database = (select oid from pg_database where datname = current_database())
			and classid::bigint = ${LOCK_KINDS.district} and objid::bigint = ${districtId}`.execute(trx);
	return rows.length > 0;
}
