/**
 * Fixes of past hours, packed by the database itself: a day of a district is a million rows, and turning each into an object would keep the
 * server from everything else. Each fix is 40 bytes, big-endian as PostgreSQL sends numbers:
 *
 *   i32 device   i64 recorded, microseconds since 2000-01-01   f64 lng   f64 lat   f32 accuracy m   f32 speed m/s   f32 course °   (NaN: unknown)
 */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';

export interface PackedPage {
	/** In order of time, then device. */
	readonly bytes: Uint8Array<ArrayBuffer>;
	/** Everything recorded up to then is in this page or one before it. */
	readonly untilMs: number;
}

const PAGE_FIXES = 20_000;

/** Pages through the fixes of a district recorded from one moment on and before another, in order of time. */
export async function* packedFixes(db: Db, districtId: number, fromMs: number, beforeMs: number): AsyncGenerator<PackedPage> {
	const devices = (await db.selectFrom('device').where('district_id', '=', districtId).select('id').execute()).map(({ id }) => id);
	if (devices.length === 0) return;
	for (let from = fromMs; from < beforeMs;) {
		// A page ends between two moments: who shares one is never torn apart.
		const { rows: ends } = await sql<{ until: Date | null }>`
			select max(recorded_at) as until from (
				select recorded_at from fix where recorded_at >= ${new Date(from)} and recorded_at < ${new Date(beforeMs)}
				order by recorded_at limit ${PAGE_FIXES}) page`.execute(db);
		const until = ends[0]?.until;
		if (!until) return;
		const nextMs = until.getTime() + 1;
		const { rows } = await sql<{ bytes: Buffer | null }>`
			select string_agg(int4send(device_id) || timestamptz_send(recorded_at) || float8send(lng) || float8send(lat)
				|| float4send(coalesce(accuracy_m, 'NaN')) || float4send(coalesce(speed_mps, 'NaN')) || float4send(coalesce(bearing_deg, 'NaN')),
				''::bytea order by recorded_at, device_id) as bytes
			from fix where recorded_at >= ${new Date(from)} and recorded_at < ${new Date(nextMs)} and device_id = any(${devices}::int[])`.execute(db);
		const bytes = rows[0]?.bytes;
		if (bytes) yield { bytes: new Uint8Array(bytes), untilMs: nextMs };
		from = nextMs;
	}
}
