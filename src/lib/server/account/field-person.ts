/** The person that an account is in the field: workers and leads who are on a roll. */
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import type { PersonId, PersonRole } from '#lib/duty/post.ts';
import type { Identity } from './identity.ts';

export interface FieldPerson {
	readonly id: PersonId;
	readonly districtId: AreaId;
	/** Their home; the district where none is known. */
	readonly areaId: AreaId;
	readonly name: string;
	readonly role: PersonRole;
	readonly organisation: string;
}

/** Null where the account is nobody of a roll. Of several the first is taken: a phone is one person's. */
export async function fieldPerson(db: Db, identity: Identity): Promise<FieldPerson | null> {
	const ids = identity.grants.flatMap(({ role, personId }) =>
		(role === 'worker' || role === 'lead') && personId !== null ? [personId as number] : []
	);
	if (ids.length === 0) return null;
	const rows = await db
		.selectFrom('person')
		.where('id', 'in', ids)
		.select(['id', 'district_id', 'area_id', 'name', 'role', 'organisation'])
		.execute();
	const row = ids.flatMap((id) => rows.find((one) => one.id === id) ?? [])[0];
	return row
		? {
				id: row.id as PersonId,
				districtId: row.district_id as AreaId,
				areaId: (row.area_id ?? row.district_id) as AreaId,
				name: row.name,
				role: row.role as PersonRole,
				organisation: row.organisation
			}
		: null;
}
