/** Saves a district that was imported, in one transaction: next to others, or in the place of the one that had its code. */
import type { Db } from '#db/open.ts';
import type { DistrictSource } from '#lib/wire/district-source.ts';
import { appendEvents } from './events.ts';
import { inTransaction, type Trx } from './in-transaction.ts';
import { saveDistrictIn, type SavedDistrict, type SaveOptions } from './save-district.ts';

export type SavedImport = (SavedDistrict & { readonly replaced: boolean }) | { readonly existing: string };

/** @returns the name of the district that has the code already, and nothing done, unless it is to be replaced. */
export function saveImport(db: Db, source: DistrictSource, options: SaveOptions, replace: boolean): Promise<SavedImport> {
	return inTransaction(db, async (trx) => {
		const existing = await trx
			.selectFrom('area')
			.where('code', '=', source.code)
			.where('depth', '=', 0)
			.select(['id', 'name'])
			.forUpdate()
			.executeTakeFirst();
		if (existing && !replace) return { existing: existing.name };
		const grants = existing ? await grantsIn(trx, existing.id) : [];
		// Everything of a district hangs on its area and goes with it.
		if (existing) await trx.deleteFrom('area').where('id', '=', existing.id).execute();
		const saved = await saveDistrictIn(trx, source, options);
		await grantAgain(trx, grants);
		const what = ['buildings', 'posts', 'people', 'devices'] as const;
		await appendEvents(trx, saved.districtId, [{ kind: 'district-changed', areaIds: [saved.districtId], body: { what } }], options.nowMs);
		return { ...saved, replaced: existing !== undefined };
	});
}

type Grant = Awaited<ReturnType<typeof grantsIn>>[number];

/** Who may do what in a district and below, by the areas' codes, which outlive the rows. */
const grantsIn = (trx: Trx, districtId: number) =>
	trx
		.selectFrom('account_grant')
		.innerJoin('area', 'area.id', 'account_grant.area_id')
		.where('area.district_id', '=', districtId)
		.select(['account_grant.user_id', 'account_grant.role', 'account_grant.granted_at', 'area.code'])
		.execute();

/** Accounts keep what they were granted wherever the new district has the same area. */
async function grantAgain(trx: Trx, grants: readonly Grant[]): Promise<void> {
	for (const { user_id, role, granted_at, code } of grants) {
		const area = await trx.selectFrom('area').where('code', '=', code).select('id').executeTakeFirst();
		if (area) await trx.insertInto('account_grant').values({ user_id, role, granted_at, area_id: area.id }).execute();
	}
}
