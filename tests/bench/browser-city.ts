/** The drawn city in a database, with a tracker for each of so many people. */
import type { Db } from '#db/open.ts';
import { drawDistrict } from '#geodata/demo/draw-district.ts';
import type { AreaId } from '#lib/area/area.ts';
import { hashDeviceToken, newDeviceToken } from '#lib/server/store/device-token.ts';
import { saveDistrict } from '#lib/server/store/save-district.ts';

const BATCH = 5000;

export async function saveCity(db: Db, tracked: number): Promise<AreaId> {
	const city = drawDistrict({ seed: 1, size: 'city' });
	const { districtId } = await saveDistrict(db, city, { nowMs: Date.now() - 3_600_000, plan: { state: 'effective', faults: [] } });
	const people = await db.selectFrom('person').select('id').orderBy('id').limit(tracked).execute();
	for (let from = 0; from < people.length; from += BATCH)
		await db
			.insertInto('device')
			.values(
				people.slice(from, from + BATCH).map(({ id }, i) => ({
					district_id: districtId,
					person_id: id,
					label: `walker ${from + i + 1}`,
					token_hash: hashDeviceToken(newDeviceToken())
				}))
			)
			.execute();
	return districtId;
}
