/**
 * Fixes in the database. Many are written in one statement, each once: device and time name a fix, so what comes again is passed over. The
 * same statement asks whether the device still stands, so a token revoked a moment ago, by whatever process, earns nothing.
 */
import { CompiledQuery, sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { prepare } from '#db/prepare.ts';
import type { DeviceId, Fix } from '#lib/patrol/fix.ts';
import { asReal, asRealBelow } from './real.ts';

/** Dated in the future, too old, or called invented by the phone itself. */
export type Apart = 'future' | 'too-old' | 'mock';

export interface FixRow {
	readonly fix: Fix;
	/** Set where the fix must be kept apart and never painted. */
	readonly apart: Apart | null;
}

export interface StoredFix extends Fix {
	readonly seq: number;
}

export interface CommittedFixes {
	/** Those that were new, in the order of their numbers. */
	readonly stored: readonly StoredFix[];
	/** Those of the given devices that are revoked or gone: nothing of theirs was stored. */
	readonly refused: ReadonlySet<DeviceId>;
	/** New rows kept apart. */
	readonly apart: number;
}

/**
 * Fixes are joined with the table of devices, by its key: two lists of which PostgreSQL knows nothing it would compare each with each (512 fixes took 21 ms
 * with `standing`, 9 ms as it is; 256 took 8 and 4).
 */
const COMMIT = prepare(
	'commit-fixes',
	`with given as (
		select * from unnest($1::int[], $2::float8[], $3::float8[], $4::float8[], $5::real[], $6::real[], $7::real[], $8::real[], $9::text[])
			with ordinality as g (device_id, ms, lng, lat, accuracy_m, speed_mps, bearing_deg, battery, reason, n)
	), standing as (
		select id from device where revoked_at is null and id = any($10::int[])
	), stored as (
		insert into fix (device_id, recorded_at, received_at, lng, lat, accuracy_m, speed_mps, bearing_deg, battery)
		select device_id, to_timestamp(ms / 1000), $11::timestamptz, lng, lat, accuracy_m, speed_mps, bearing_deg, battery
		from given join device d on d.id = given.device_id and d.revoked_at is null where reason is null order by n
		on conflict do nothing
		returning device_id, recorded_at, seq
	), put_apart as (
		insert into fix_apart (device_id, recorded_at, received_at, lng, lat, accuracy_m, speed_mps, reason)
		select device_id, to_timestamp(ms / 1000), $11::timestamptz, lng, lat, accuracy_m, speed_mps, reason
		from given join device d on d.id = given.device_id and d.revoked_at is null where reason is not null order by n
		on conflict do nothing
		returning device_id
	)
	select (select array_agg(device_id)::text from stored) as devices,
		(select array_agg((extract(epoch from recorded_at) * 1000)::int8)::text from stored) as times,
		(select array_agg(seq)::text from stored) as seqs,
		(select array_agg(id)::text from standing) as standing,
		(select count(*) from put_apart) as apart`
);

/** An array as PostgreSQL writes it, of numbers and of words without a comma. */
const array = (values: readonly (number | string)[]): string => `{${values.join()}}`;
const numbersIn = (array: string | null): number[] => (array === null ? [] : array.slice(1, -1).split(',').map(Number));
const orNull = (value: number | string | null): number | string => value ?? 'NULL';

/** Written, with a number once it is stored. */
type Written = { -readonly [K in keyof StoredFix]: StoredFix[K] };

/**
 * One statement, so one transaction. The promise fulfils after the commit.
 * @param devices everyone who reported, also those who had no fix to store.
 */
export async function commitFixes(
	db: Db,
	devices: readonly DeviceId[],
	given: readonly FixRow[],
	receivedAtMs: number
): Promise<CommittedFixes> {
	const fixes = given.map(({ fix }) => asWritten(fix));
	const { rows } = await db.executeQuery<{
		devices: string | null;
		times: string | null;
		seqs: string | null;
		standing: string | null;
		apart: number;
	}>(
		CompiledQuery.raw(COMMIT, [
			array(fixes.map((fix) => fix.deviceId)),
			array(fixes.map((fix) => fix.recordedAtMs)),
			array(fixes.map((fix) => fix.lng)),
			array(fixes.map((fix) => fix.lat)),
			array(fixes.map((fix) => orNull(fix.accuracyM))),
			array(fixes.map((fix) => orNull(fix.speedMps))),
			array(fixes.map((fix) => orNull(fix.bearingDeg))),
			array(fixes.map((fix) => orNull(fix.battery))),
			array(given.map(({ apart }) => orNull(apart))),
			array(devices),
			new Date(receivedAtMs).toISOString()
		])
	);
	const answer = rows[0]!;
	const standing = new Set(numbersIn(answer.standing));
	return {
		stored: numbered(fixes, numbersIn(answer.devices), numbersIn(answer.times), numbersIn(answer.seqs)),
		refused: new Set(devices.filter((id) => !standing.has(id))),
		apart: Number(answer.apart)
	};
}

/** Those of the fixes that were stored, with their numbers and in the order of these. */
function numbered(fixes: readonly Written[], devices: readonly number[], times: readonly number[], seqs: readonly number[]): StoredFix[] {
	// As a rule every one is new, and they come back as they were given.
	if (
		devices.length === fixes.length &&
		fixes.every(({ deviceId, recordedAtMs }, i) => devices[i] === deviceId && times[i] === recordedAtMs)
	) {
		fixes.forEach((fix, i) => (fix.seq = seqs[i]!));
		return fixes as StoredFix[];
	}
	const seqOf = new Map(seqs.map((seq, i) => [`${devices[i]} ${times[i]}`, seq]));
	const stored: StoredFix[] = [];
	for (const fix of fixes) {
		const key = `${fix.deviceId} ${fix.recordedAtMs}`;
		const seq = seqOf.get(key);
		if (seq === undefined) continue;
		seqOf.delete(key);
		fix.seq = seq;
		stored.push(fix);
	}
	return stored.sort((a, b) => a.seq - b.seq);
}

const asWritten = (fix: Fix): Written => ({
	deviceId: fix.deviceId,
	recordedAtMs: fix.recordedAtMs,
	lng: fix.lng,
	lat: fix.lat,
	accuracyM: realOrNull(fix.accuracyM),
	speedMps: fix.speedMps === null ? null : asRealBelow(fix.speedMps),
	bearingDeg: realOrNull(fix.bearingDeg),
	battery: realOrNull(fix.battery),
	seq: 0
});

const realOrNull = (value: number | null): number | null => (value === null ? null : asReal(value));

export interface FixPage {
	/** Those of the district, in the order they came. */
	readonly fixes: readonly StoredFix[];
	/** Where the next page begins. */
	readonly seq: number;
	readonly isLast: boolean;
}

/**
 * Pages through fixes in the order they came. Asks by number alone: an engine that has never counted its rows would otherwise begin at the devices
 * and sort everything for each page.
 */
export async function fixesAfter(db: Db, devices: ReadonlySet<DeviceId>, seq: number, limit: number): Promise<FixPage> {
	const rows = await db
		.selectFrom('fix')
		.where('seq', '>', seq)
		.orderBy('seq')
		.limit(limit)
		.select(['device_id', 'recorded_at', 'seq', 'lng', 'lat', 'accuracy_m', 'speed_mps', 'bearing_deg', 'battery'])
		.execute();
	return {
		fixes: rows.map(toFix).filter((fix) => devices.has(fix.deviceId)),
		seq: Number(rows.at(-1)?.seq ?? seq),
		isLast: rows.length < limit
	};
}

/** The fixes of these devices recorded after one moment and not after another, in order of time. */
export async function fixesBetween(db: Db, devices: ReadonlySet<DeviceId>, afterMs: number, untilMs: number): Promise<StoredFix[]> {
	const rows = await db
		.selectFrom('fix')
		.where('recorded_at', '>', new Date(afterMs))
		.where('recorded_at', '<=', new Date(untilMs))
		.orderBy('recorded_at')
		.select(['device_id', 'recorded_at', 'seq', 'lng', 'lat', 'accuracy_m', 'speed_mps', 'bearing_deg', 'battery'])
		.execute();
	return rows.map(toFix).filter((fix) => devices.has(fix.deviceId));
}

/** The number before the first fix that was recorded at or after a moment, whenever it came. */
export async function seqBefore(db: Db, recordedSinceMs: number): Promise<number> {
	// `offset 0` keeps the engine from walking the numbers from the very first one.
	const { rows } = await sql<{ seq: number | null }>`
		select min(seq) as seq from (select seq from fix where recorded_at >= ${new Date(recordedSinceMs)} offset 0) as since`.execute(db);
	return rows[0]?.seq === null || rows[0] === undefined ? await newestSeq(db) : Number(rows[0].seq) - 1;
}

async function newestSeq(db: Db): Promise<number> {
	const row = await db.selectFrom('fix').orderBy('seq', 'desc').limit(1).select('seq').executeTakeFirst();
	return Number(row?.seq ?? 0);
}

/** Every device a district ever had, revoked ones too: what they saw was seen. */
export async function devicesEver(db: Db, districtId: number): Promise<Set<DeviceId>> {
	const rows = await db.selectFrom('device').where('district_id', '=', districtId).select('id').execute();
	return new Set(rows.map((row) => row.id as DeviceId));
}

/** The newest fix of every device of a district. */
export async function newestFixes(db: Db, districtId: number): Promise<StoredFix[]> {
	const rows = await db
		.selectFrom('device')
		.where('device.district_id', '=', districtId)
		.where('device.revoked_at', 'is', null)
		.innerJoinLateral(
			(eb) =>
				eb.selectFrom('fix').whereRef('fix.device_id', '=', 'device.id').orderBy('recorded_at', 'desc').limit(1).selectAll().as('newest'),
			(join) => join.onTrue()
		)
		.select([
			'newest.device_id',
			'newest.recorded_at',
			'newest.seq',
			'newest.lng',
			'newest.lat',
			'newest.accuracy_m',
			'newest.speed_mps',
			'newest.bearing_deg',
			'newest.battery'
		])
		.execute();
	return rows.map(toFix);
}

interface FixColumns {
	readonly device_id: number;
	readonly recorded_at: Date;
	readonly seq: number;
	readonly lng: number;
	readonly lat: number;
	readonly accuracy_m: number | null;
	readonly speed_mps: number | null;
	readonly bearing_deg: number | null;
	readonly battery: number | null;
}

const toFix = (row: FixColumns): StoredFix => ({
	deviceId: row.device_id as DeviceId,
	recordedAtMs: row.recorded_at.getTime(),
	lng: row.lng,
	lat: row.lat,
	accuracyM: row.accuracy_m,
	speedMps: row.speed_mps,
	bearingDeg: row.bearing_deg,
	battery: row.battery,
	seq: Number(row.seq)
});
