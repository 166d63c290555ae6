/** Fixes in the order of their numbers, whichever process stored them, and what tells which numbers can no longer appear. */
import { sql } from 'kysely';
import type { AreaId } from '#lib/area/area.ts';
import type { Db } from '#db/open.ts';
import type { DeviceId } from '#lib/patrol/fix.ts';
import type { StoredFix } from './fixes.ts';

export type FixOfDistrict = StoredFix & { readonly districtId: AreaId };

/** A page of all fixes after a number. */
export async function fixesSince(db: Db, seq: number, limit: number): Promise<FixOfDistrict[]> {
	const { rows } = await sql<{
		device_id: number;
		recorded_at: Date;
		seq: number;
		lng: number;
		lat: number;
		accuracy_m: number | null;
		speed_mps: number | null;
		bearing_deg: number | null;
		battery: number | null;
		district_id: number;
	}>`
		select f.*, device.district_id from (
			select device_id, recorded_at, seq, lng, lat, accuracy_m, speed_mps, bearing_deg, battery from fix
			where seq > ${seq} order by seq limit ${limit}) as f
		join device on device.id = f.device_id order by f.seq`.execute(db);
	return rows.map((row) => ({
		deviceId: row.device_id as DeviceId,
		recordedAtMs: row.recorded_at.getTime(),
		lng: row.lng,
		lat: row.lat,
		accuracyM: row.accuracy_m,
		speedMps: row.speed_mps,
		bearingDeg: row.bearing_deg,
		battery: row.battery,
		seq: Number(row.seq),
		districtId: row.district_id as AreaId
	}));
}

export async function newestFixSeq(db: Db): Promise<number> {
	const row = await db.selectFrom('fix').orderBy('seq', 'desc').limit(1).select('seq').executeTakeFirst();
	return Number(row?.seq ?? 0);
}

/** Transactions: all before `oldest` have ended, none from `next` on had begun to write. */
export async function writersUnderWay(db: Db): Promise<{ readonly oldest: number; readonly next: number }> {
	const { rows } = await sql<{ oldest: string; next: string }>`
		select pg_snapshot_xmin(now)::text as oldest, pg_snapshot_xmax(now)::text as next from pg_current_snapshot() as now`.execute(db);
	return { oldest: Number(rows[0]?.oldest ?? 0), next: Number(rows[0]?.next ?? 0) };
}
