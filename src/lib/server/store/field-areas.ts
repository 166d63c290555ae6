/** Where what came from the field belongs: the path that an account must reach to read a report or look at its photos. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import { areaPath } from './area-tree.ts';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Of the grid it was made in, else of its person's home; null where there is no such report. */
export async function areaPathOfReport(db: Db, id: number): Promise<AreaId[] | null> {
	const { rows } = await sql<{ area: number }>`
		select coalesce(g.area_id, p.area_id, r.district_id) as area
		from field_record r join person p on p.id = r.person_id left join grid g on g.id = r.grid_id
		where r.id = ${id} and r.kind = 'report'`.execute(db);
	return rows[0] ? await areaPath(db, rows[0].area) : null;
}

/** Of the report it belongs to; of its person's home as long as that report has not come. */
export async function areaPathOfPhoto(db: Db, id: string): Promise<AreaId[] | null> {
	if (!UUID.test(id)) return null;
	const { rows } = await sql<{ area: number }>`
		select coalesce(g.area_id, p.area_id, f.district_id) as area
		from field_photo f join person p on p.id = f.person_id
		left join field_record r on r.person_id = f.person_id and r.kind = 'report' and r.body->'photos' ? (f.id::text)
		left join grid g on g.id = r.grid_id
		where f.id = ${id}::uuid order by r.id limit 1`.execute(db);
	return rows[0] ? await areaPath(db, rows[0].area) : null;
}
