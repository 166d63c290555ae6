/** A week of walks out of the one day that the demo holds: copies of it, moved back and a little aside. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { fixDaysBetween, makeFixDays } from '#lib/server/store/fix-days.ts';

const DAY_MS = 24 * 3_600_000;
const COPIES = 6;

/** @returns how many fixes there are afterwards. */
export async function copyDays(db: Db, nowMs: number): Promise<number> {
	await makeFixDays(db, fixDaysBetween(nowMs - (COPIES + 2) * DAY_MS, nowMs));
	for (let days = 1; days <= COPIES; days++)
		await sql`insert into fix (device_id, recorded_at, received_at, lng, lat, accuracy_m, speed_mps, bearing_deg)
			select device_id, recorded_at - ${days} * interval '1 day', received_at - ${days} * interval '1 day',
				lng + 2e-5 * (random() - 0.5), lat + 2e-5 * (random() - 0.5), accuracy_m, speed_mps, bearing_deg
			from fix where recorded_at > ${new Date(nowMs - DAY_MS)} and recorded_at <= ${new Date(nowMs)} order by recorded_at on conflict do nothing`.execute(
			db
		);
	const { rows } = await sql<{ n: number }>`select count(*)::int as n from fix where recorded_at <= ${new Date(nowMs)}`.execute(db);
	return rows[0]?.n ?? 0;
}
