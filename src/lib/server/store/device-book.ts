/** Trackers as an administrator sees them: made, listed, revoked. The token leaves here once and is not kept. */
import { sql } from 'kysely';
import type { Db } from '../../../../db/open.ts';
import { hashDeviceToken, newDeviceToken } from './device-token.ts';

export interface NewDevice {
	readonly districtId: number;
	readonly personId: number | null;
	readonly label: string;
	/** Of an exercise: simulated, and labelled so. */
	readonly exercise?: boolean;
}

export async function addDevice(db: Db, device: NewDevice): Promise<{ readonly id: number; readonly token: string }> {
	const token = newDeviceToken();
	const { id } = await db
		.insertInto('device')
		.values({
			district_id: device.districtId,
			person_id: device.personId,
			label: device.label,
			token_hash: hashDeviceToken(token),
			exercise: device.exercise ?? false
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	return { id, token };
}

export interface DeviceRow {
	readonly id: number;
	readonly districtCode: string;
	readonly label: string;
	readonly person: string | null;
	readonly exercise: boolean;
	readonly createdAt: Date;
	readonly revokedAt: Date | null;
	readonly newestFixAt: Date | null;
}

/** @param districtId null: of every district. */
export async function listDevices(db: Db, districtId: number | null): Promise<DeviceRow[]> {
	const { rows } = await sql<DeviceRow>`
		select d.id, a.code as "districtCode", d.label, p.name as person, d.exercise, d.created_at as "createdAt", d.revoked_at as "revokedAt",
			(select max(recorded_at) from fix where device_id = d.id) as "newestFixAt"
		from device d join area a on a.id = d.district_id left join person p on p.id = d.person_id
		where ${districtId}::int is null or d.district_id = ${districtId}::int
		order by d.id`.execute(db);
	return rows;
}

/** @returns false where there is no such device that still stands. */
export async function revokeDevice(db: Db, id: number, at: Date): Promise<boolean> {
	const { numUpdatedRows } = await db
		.updateTable('device')
		.set({ revoked_at: at })
		.where('id', '=', id)
		.where('revoked_at', 'is', null)
		.executeTakeFirst();
	return numUpdatedRows > 0n;
}
