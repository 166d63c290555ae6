/** Devices as ingest knows them: by the hash of their token. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import type { PersonId } from '#lib/duty/post.ts';
import type { DeviceId } from '#lib/patrol/fix.ts';

export interface KnownDevice {
	readonly id: DeviceId;
	readonly districtId: AreaId;
	readonly personId: PersonId | null;
}

/** @returns the devices that stand (are not revoked), by the hex of their token's hash. */
export async function devicesByHash(db: Db, hashes: readonly Buffer[]): Promise<Map<string, KnownDevice>> {
	const rows = await db
		.selectFrom('device')
		.where('token_hash', 'in', [...hashes])
		.where('revoked_at', 'is', null)
		.select(['id', 'district_id', 'person_id', 'token_hash'])
		.execute();
	return new Map(
		rows.map((row) => [
			row.token_hash.toString('hex'),
			{ id: row.id as DeviceId, districtId: row.district_id as AreaId, personId: row.person_id as PersonId | null }
		])
	);
}

/** Ids of the given devices that are revoked or gone. */
export async function fallenDevicesIn(db: Db, ids: readonly DeviceId[]): Promise<Set<DeviceId>> {
	const { rows } = await sql<{ id: number }>`
		select id from device where revoked_at is null and id = any(${[...ids]}::int[])`.execute(db);
	const standing = new Set(rows.map((row) => row.id));
	return new Set(ids.filter((id) => !standing.has(id)));
}
