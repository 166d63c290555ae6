/**
 * Fixes of past hours, packed by the database itself: a day of a district is a million rows, and turning each into an object would keep the
 * server from everything else. Each fix is 40 bytes, big-endian as PostgreSQL sends numbers:
 *
 *   i32 device   i64 recorded, microseconds since 2000-01-01   f64 lng   f64 lat   f32 accuracy m   f32 speed m/s   f32 course °   (NaN: unknown)
 */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';

export interface PackedPage {
	/** In order of time. */
	readonly bytes: Uint8Array<ArrayBuffer>;
	/** Everything recorded before then is in this page or one before it. */
	readonly untilMs: number;
}

const FIX_BYTES = 40;
/** 2000-01-01, where PostgreSQL begins to count. */
const EPOCH_MS = 946_684_800_000;
const PAGE_FIXES = 20_000;
/** The hours are read in slices, a few at a time: a native database reads them beside one another. One of a common district fits a page. */
const SLICE_MS = 3_600_000;
const SLICES_AT_ONCE = 3;

/** Pages through the fixes of a district recorded from one moment on and before another, in order of time. */
export async function* packedFixes(db: Db, districtId: number, fromMs: number, beforeMs: number): AsyncGenerator<PackedPage> {
	const devices = (await db.selectFrom('device').where('district_id', '=', districtId).select('id').execute()).map(({ id }) => id);
	if (devices.length === 0) return;
	const slices: Promise<PackedPage[]>[] = [];
	let nextMs = fromMs;
	const readOn = (): void => {
		if (nextMs >= beforeMs) return;
		const untilMs = Math.min(beforeMs, nextMs + SLICE_MS);
		const slice = readSlice(db, devices, nextMs, untilMs);
		// Whoever stops listening leaves it unheard.
		slice.catch(() => undefined);
		slices.push(slice);
		nextMs = untilMs;
	};
	for (let n = 0; n < SLICES_AT_ONCE; n++) readOn();
	for (let slice = slices.shift(); slice; slice = slices.shift()) {
		const pages = await slice;
		readOn();
		yield* pages;
	}
}

async function readSlice(db: Db, devices: readonly number[], fromMs: number, beforeMs: number): Promise<PackedPage[]> {
	const pages: PackedPage[] = [];
	let most = PAGE_FIXES;
	for (let from = fromMs; from < beforeMs;) {
		const { rows } = await sql<{ bytes: Buffer | null }>`
			select string_agg(int4send(device_id) || timestamptz_send(recorded_at) || float8send(lng) || float8send(lat)
				|| float4send(coalesce(accuracy_m, 'NaN')) || float4send(coalesce(speed_mps, 'NaN')) || float4send(coalesce(bearing_deg, 'NaN')),
				''::bytea) as bytes
			from (select * from fix where recorded_at >= ${new Date(from)} and recorded_at < ${new Date(beforeMs)} and device_id = any(${devices}::int[])
				order by recorded_at limit ${most}) page`.execute(db);
		const bytes = rows[0]?.bytes;
		if (!bytes) break;
		const count = bytes.length / FIX_BYTES;
		if (count < most) {
			pages.push({ bytes: new Uint8Array(bytes), untilMs: beforeMs });
			break;
		}
		// A page ends between two moments: who shares one is never torn apart.
		const msAt = (n: number): number => EPOCH_MS + Math.floor(Number(bytes.readBigInt64BE(n * FIX_BYTES + 4)) / 1000);
		const untilMs = msAt(count - 1);
		let whole = count - 1;
		while (whole > 0 && msAt(whole - 1) === untilMs) whole--;
		// So many at one moment that they fill a page.
		if (whole === 0) most *= 2;
		else pages.push({ bytes: new Uint8Array(bytes.subarray(0, whole * FIX_BYTES)), untilMs });
		from = untilMs;
	}
	return pages;
}
