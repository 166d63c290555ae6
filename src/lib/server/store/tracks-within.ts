/** Who was in a polygon: the fixes in it, counted by device, one day of fixes at a time, so that storing is never kept waiting for long. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { Position } from '#lib/geo/position.ts';
import type { PersonWithin } from '#lib/wire/replay-requests.ts';

const SLICE_MS = 6 * 3_600_000;

export interface WithinQuestion {
	readonly polygon: readonly Position[];
	readonly fromMs: number;
	readonly untilMs: number;
	/** Only people who belong to one of these. */
	readonly areaIds: readonly number[];
	readonly maxAccuracyM: number;
}

/** @returns null where the ring crosses itself or holds no ground. */
export async function peopleWithin(db: Db, question: WithinQuestion, signal: AbortSignal): Promise<PersonWithin[] | null> {
	const { polygon, fromMs, untilMs } = question;
	const ring = [...polygon, polygon[0]!];
	const shape = JSON.stringify({ type: 'Polygon', coordinates: [ring] });
	const { rows: judged } = await sql<{ valid: boolean }>`
		select st_isvalid(g) and st_area(g) > 0 as valid from (select st_setsrid(st_geomfromgeojson(${shape}), 4326) as g) given`.execute(db);
	if (!judged[0]?.valid) return null;
	const lngs = polygon.map(([lng]) => lng);
	const lats = polygon.map(([, lat]) => lat);
	const found = new Map<number, { firstMs: number; lastMs: number; fixes: number }>();
	for (let from = fromMs; from < untilMs && !signal.aborted; from += SLICE_MS) {
		const { rows } = await sql<{ no: number; first: Date; last: Date; fixes: number }>`
			with given as materialized (select st_setsrid(st_geomfromgeojson(${shape}), 4326) as g),
			own as materialized (
				select d.id from device d left join person p on p.id = d.person_id
				where coalesce(p.area_id, d.district_id) = any(${[...question.areaIds]}::int[])
			)
			select f.device_id as no, min(f.recorded_at) as first, max(f.recorded_at) as last, count(*)::int as fixes
			from fix f where f.recorded_at >= ${new Date(from)} and f.recorded_at < ${new Date(Math.min(from + SLICE_MS, untilMs))}
				and f.lng between ${Math.min(...lngs)}::float8 and ${Math.max(...lngs)}::float8
				and f.lat between ${Math.min(...lats)}::float8 and ${Math.max(...lats)}::float8
				and (f.accuracy_m is null or f.accuracy_m <= ${question.maxAccuracyM}::float8)
				and f.device_id in (select id from own)
				and st_covers((select g from given), st_setsrid(st_makepoint(f.lng, f.lat), 4326))
			group by f.device_id`.execute(db);
		for (const row of rows) {
			const known = found.get(row.no);
			found.set(row.no, {
				firstMs: Math.min(known?.firstMs ?? Infinity, row.first.getTime()),
				lastMs: Math.max(known?.lastMs ?? -Infinity, row.last.getTime()),
				fixes: (known?.fixes ?? 0) + row.fixes
			});
		}
	}
	if (found.size === 0) return [];
	const { rows: people } = await sql<{ no: number; personId: number | null; name: string | null; role: string | null; label: string }>`
		select d.id as no, p.id as "personId", p.name, p.role, d.label from device d left join person p on p.id = d.person_id
		where d.id = any(${[...found.keys()]}::int[])`.execute(db);
	return people
		.map(({ no, personId, name, role, label }) => ({ no, personId, name: name ?? label, role: role ?? '', ...found.get(no)! }))
		.sort((a, b) => a.firstMs - b.firstMs || a.no - b.no);
}

/** The devices of everybody who belongs to one of these areas, revoked ones too. */
export async function devicesWithin(db: Db, areaIds: readonly number[]): Promise<Set<number>> {
	const { rows } = await sql<{ id: number }>`
		select d.id from device d left join person p on p.id = d.person_id
		where coalesce(p.area_id, d.district_id) = any(${[...areaIds]}::int[])`.execute(db);
	return new Set(rows.map(({ id }) => id));
}
