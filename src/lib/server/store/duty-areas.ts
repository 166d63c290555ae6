/** Where the things of duty belong: the path that an account must reach to touch a person, a squad, a leave or what somebody answers for. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import type { DutySubject } from '#lib/duty/assignment.ts';
import { areaPath, areaPathOfBuilding } from './area-tree.ts';

const pathOf = async (db: Db, areaId: number | undefined): Promise<AreaId[] | null> =>
	areaId === undefined ? null : await areaPath(db, areaId);

export async function areaPathOfPerson(db: Db, id: number): Promise<AreaId[] | null> {
	const row = await db.selectFrom('person').where('id', '=', id).select(['area_id', 'district_id']).executeTakeFirst();
	return await pathOf(db, row?.area_id ?? row?.district_id);
}

export async function areaPathOfLeave(db: Db, id: number): Promise<AreaId[] | null> {
	const row = await db.selectFrom('leave').where('id', '=', id).select('person_id').executeTakeFirst();
	return row ? await areaPathOfPerson(db, row.person_id) : null;
}

export async function areaPathOfWish(db: Db, id: number): Promise<AreaId[] | null> {
	const row = await db.selectFrom('wish').where('id', '=', id).select('person_id').executeTakeFirst();
	return row ? await areaPathOfPerson(db, row.person_id) : null;
}

export async function areaPathOfSquad(db: Db, id: number): Promise<AreaId[] | null> {
	const row = await db.selectFrom('squad').where('id', '=', id).select('area_id').executeTakeFirst();
	return await pathOf(db, row?.area_id);
}

/** An assignment belongs where its subject is. */
export async function areaPathOfAssignment(db: Db, id: number): Promise<AreaId[] | null> {
	const row = await db.selectFrom('assignment').where('id', '=', id).select(['subject_kind', 'subject_id']).executeTakeFirst();
	return row ? await areaPathOfSubject(db, { kind: row.subject_kind, id: row.subject_id }) : null;
}

/** The area of the grid it stands in by the plan that holds, or its district; null where there is no such thing. */
export async function areaPathOfSubject(db: Db, { kind, id }: DutySubject): Promise<AreaId[] | null> {
	switch (kind) {
		case 'area':
			return await areaPath(db, id);
		case 'building':
			return await areaPathOfBuilding(db, id);
		case 'grid': {
			const row = await db.selectFrom('grid').where('id', '=', id).select('area_id').executeTakeFirst();
			return await pathOf(db, row?.area_id);
		}
		case 'post':
		case 'compound': {
			const table = sql.table(kind);
			const { rows } = await sql<{ area: number }>`
				select coalesce((select g.area_id from plan p join grid g on g.plan_id = p.id and st_intersects(g.geom, st_pointonsurface(t.geom))
					where p.district_id = t.district_id and p.state = 'effective' order by g.id limit 1), t.district_id) as area
				from ${table} t where t.id = ${id}`.execute(db);
			return await pathOf(db, rows[0]?.area);
		}
	}
}
