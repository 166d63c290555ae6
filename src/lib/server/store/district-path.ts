/** The district that a plan or draft is for, as the path that an account must reach: plans concern a district as a whole. */
import type { Db } from '../../../../db/open.ts';
import type { AreaId } from '../../area/area.ts';
import { districtOf } from './area-tree.ts';

export async function districtPath(db: Db, areaId: number): Promise<AreaId[] | null> {
	const district = await districtOf(db, areaId);
	return district === null ? null : [district];
}

export async function districtPathOfPlan(db: Db, planId: number): Promise<AreaId[] | null> {
	const row = await db.selectFrom('plan').where('id', '=', planId).select('district_id').executeTakeFirst();
	return row ? [row.district_id as AreaId] : null;
}

export async function districtPathOfDraft(db: Db, draftId: number): Promise<AreaId[] | null> {
	const row = await db.selectFrom('draft').where('id', '=', draftId).select('district_id').executeTakeFirst();
	return row ? [row.district_id as AreaId] : null;
}
