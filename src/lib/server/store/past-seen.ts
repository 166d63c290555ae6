/**
 * What had been seen up to moments of the past, kept every few hours of it. Each row says which fixes are in it, so that one that came late (recorded
 * before the moment, stored after it was reckoned) is never hidden by it.
 */
import { sql } from 'kysely';
import type { AreaId } from '#lib/area/area.ts';
import type { Db } from '#db/open.ts';

/**
 * Which fixes recorded before a moment are known: all that are numbered up to `fixSeq`, and `fixesAfter` beyond. As long as that many are stored, they
 * are the same ones.
 */
export interface ReadUpTo {
	readonly fixSeq: number;
	readonly fixesAfter: number;
}

/** A number is given before it is committed; nobody takes longer over that than this, ms. */
const UNDER_WAY_MS = 10 * 60_000;

/** The newest number below which every fix is either stored or never will be. */
export async function settledFixSeq(db: Db, nowMs: number): Promise<number> {
	const row = await db
		.selectFrom('fix')
		.where('received_at', '<', new Date(nowMs - UNDER_WAY_MS))
		.orderBy('seq', 'desc')
		.limit(1)
		.select('seq')
		.executeTakeFirst();
	return Number(row?.seq ?? 0);
}

/** How many fixes of a district numbered after `fixSeq` were recorded before each of these moments, which ascend. */
export async function fixesAfter(db: Db, districtId: AreaId, fixSeq: number, momentsMs: readonly number[]): Promise<number[]> {
	const moments = momentsMs.map((ms) => new Date(ms).toISOString());
	const { rows } = await sql<{ passed: number; n: number }>`
		select width_bucket(f.recorded_at, ${moments}::timestamptz[]) as passed, count(*)::int as n
		from fix f join device d on d.id = f.device_id
		where f.seq > ${fixSeq} and f.recorded_at < ${moments.at(-1)}::timestamptz and d.district_id = ${districtId} group by 1`.execute(db);
	return moments.map((_, i) => rows.reduce((sum, { passed, n }) => (passed <= i ? sum + n : sum), 0));
}

/** What was read of a state is all there is before its moment. */
export async function isStillAll(db: Db, districtId: AreaId, atMs: number, read: ReadUpTo): Promise<boolean> {
	return (await fixesAfter(db, districtId, read.fixSeq, [atMs]))[0] === read.fixesAfter;
}

export interface PastSeen {
	readonly atMs: number;
	/** The coverage ground and rules it belongs to. */
	readonly ground: string;
	/** Every fix from then on is in it. */
	readonly sinceMs: number;
	readonly read: ReadUpTo;
}

/** Those kept of one ground at or after one moment and not after another, newest first, without their bodies. */
export async function pastSeen(db: Db, districtId: AreaId, ground: string, fromMs: number, untilMs: number): Promise<PastSeen[]> {
	const rows = await db
		.selectFrom('past_seen')
		.where('district_id', '=', districtId)
		.where('ground', '=', ground)
		.where('at', '>=', new Date(fromMs))
		.where('at', '<=', new Date(untilMs))
		.orderBy('at', 'desc')
		.select(['at', 'ground', 'since', 'fix_seq', 'fixes_after'])
		.execute();
	return rows.map((row) => ({
		atMs: row.at.getTime(),
		ground: row.ground,
		sinceMs: row.since.getTime(),
		read: { fixSeq: Number(row.fix_seq), fixesAfter: Number(row.fixes_after) }
	}));
}

/** Null where it has just gone. */
export async function pastSeenBody(db: Db, districtId: AreaId, atMs: number): Promise<Uint8Array | null> {
	const row = await db
		.selectFrom('past_seen')
		.where('district_id', '=', districtId)
		.where('at', '=', new Date(atMs))
		.select('body')
		.executeTakeFirst();
	return row?.body ?? null;
}

export async function writePastSeen(db: Db, districtId: AreaId, kept: PastSeen, body: Uint8Array): Promise<void> {
	const values = {
		ground: kept.ground,
		since: new Date(kept.sinceMs),
		fix_seq: kept.read.fixSeq,
		fixes_after: kept.read.fixesAfter,
		body: Buffer.from(body.buffer, body.byteOffset, body.byteLength)
	};
	await db
		.insertInto('past_seen')
		.values({ district_id: districtId, at: new Date(kept.atMs), ...values })
		.onConflict((on) => on.columns(['district_id', 'at']).doUpdateSet(values))
		.execute();
}

/** Moments that something is kept of, whatever ground it belongs to, oldest first. */
export async function pastSeenMoments(db: Db, districtId: AreaId): Promise<{ readonly atMs: number; readonly ground: string }[]> {
	const rows = await db.selectFrom('past_seen').where('district_id', '=', districtId).orderBy('at').select(['at', 'ground']).execute();
	return rows.map(({ at, ground }) => ({ atMs: at.getTime(), ground }));
}

export async function deletePastSeen(db: Db, districtId: AreaId, atMs: number): Promise<void> {
	await db.deleteFrom('past_seen').where('district_id', '=', districtId).where('at', '=', new Date(atMs)).execute();
}

/** @returns how many went. */
export async function deletePastSeenBefore(db: Db, districtId: AreaId, beforeMs: number): Promise<number> {
	const gone = await db
		.deleteFrom('past_seen')
		.where('district_id', '=', districtId)
		.where('at', '<', new Date(beforeMs))
		.executeTakeFirst();
	return Number(gone.numDeletedRows);
}
