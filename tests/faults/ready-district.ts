/** A small district with phones, for tests that do not spare the server. */
import { saveDistrict } from '#lib/server/store/save-district.ts';
import { hashDeviceToken, newDeviceToken } from '#lib/server/store/device-token.ts';
import type { Db } from '#db/open.ts';
import type { DistrictSource } from '#lib/wire/district-source.ts';
import { ground } from '../ground.ts';

export interface ReadyDistrict {
	readonly districtId: number;
	/** One a phone. */
	readonly tokens: readonly string[];
	readonly devices: readonly number[];
}

/** @returns a token for each of so many phones, and their devices */
export async function readyDistrict(db: Db, phones: number, source: DistrictSource = ground): Promise<ReadyDistrict> {
	const { districtId } = await saveDistrict(db, source, { nowMs: Date.now() - 3_600_000, plan: { state: 'effective', faults: [] } });
	const people = await db.selectFrom('person').where('district_id', '=', districtId).select('id').orderBy('id').execute();
	const tokens: string[] = [];
	const devices: number[] = [];
	for (let i = 0; i < phones; i++) {
		const token = newDeviceToken();
		const { id } = await db
			.insertInto('device')
			.values({
				district_id: districtId,
				person_id: people[i % people.length]?.id ?? null,
				label: `phone ${i}`,
				token_hash: hashDeviceToken(token)
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		tokens.push(token);
		devices.push(id);
	}
	return { districtId, tokens, devices };
}
