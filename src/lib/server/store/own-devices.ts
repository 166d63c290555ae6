/**
 * The trackers that a person has by themselves: their phone's browser, and an app of their own. The browser's needs no token (its fixes come with
 * the person's session), so its hash is no hash of anything and nobody can present it.
 */
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import type { DeviceId } from '#lib/patrol/fix.ts';
import { addDevice } from './device-book.ts';
import type { KnownDevice } from './devices.ts';
import { inTransaction } from './in-transaction.ts';

interface Owner {
	readonly id: number;
	readonly districtId: number;
	readonly name: string;
}

/** What lists of devices call them. */
const BROWSER_LABEL = '浏览器 browser';
const APP_LABEL = '自用定位应用 own app';

/** Shorter than any SHA-256. */
const browserMark = (personId: number): Buffer => Buffer.from(`browser ${personId}`, 'utf8');

/** Made when first asked for. No device where an administrator revoked it: then this phone's positions are taken no more. */
export async function browserDevice(db: Db, person: Owner): Promise<{ readonly device: KnownDevice | null; readonly isNew: boolean }> {
	const mark = browserMark(person.id);
	const find = () => db.selectFrom('device').where('token_hash', '=', mark).select(['id', 'revoked_at']).executeTakeFirst();
	let row = await find();
	const isNew = !row;
	if (!row) {
		await db
			.insertInto('device')
			.values({ district_id: person.districtId, person_id: person.id, label: BROWSER_LABEL, token_hash: mark })
			.onConflict((on) => on.column('token_hash').doNothing())
			.execute();
		row = await find();
	}
	if (!row || row.revoked_at !== null) return { device: null, isNew: false };
	return {
		device: { id: row.id as DeviceId, districtId: person.districtId as AreaId, personId: person.id as KnownDevice['personId'] },
		isNew
	};
}

/** Null where there is no such person. */
export async function ownerOf(db: Db, personId: number): Promise<Owner | null> {
	const row = await db.selectFrom('person').where('id', '=', personId).select(['id', 'district_id', 'name']).executeTakeFirst();
	return row ? { id: row.id, districtId: row.district_id, name: row.name } : null;
}

export async function hasOwnApp(db: Db, personId: number): Promise<boolean> {
	const row = await db
		.selectFrom('device')
		.where('person_id', '=', personId)
		.where('label', '=', APP_LABEL)
		.where('revoked_at', 'is', null)
		.select('id')
		.executeTakeFirst();
	return row !== undefined;
}

/** A token for an app of the person's own. The one before counts no more. @returns the token, which is kept nowhere, and the devices that fell */
export async function renewOwnApp(
	db: Db,
	person: Owner,
	nowMs: number
): Promise<{ readonly id: DeviceId; readonly token: string; readonly fallen: readonly DeviceId[] }> {
	return await inTransaction(db, async (trx) => {
		// Two phones that ask at once stand in line here, so that one token is left.
		await trx.selectFrom('person').where('id', '=', person.id).forUpdate().select('id').executeTakeFirst();
		const fallen = await trx
			.updateTable('device')
			.set({ revoked_at: new Date(nowMs) })
			.where('person_id', '=', person.id)
			.where('label', '=', APP_LABEL)
			.where('revoked_at', 'is', null)
			.returning('id')
			.execute();
		const { id, token } = await addDevice(trx, { districtId: person.districtId, personId: person.id, label: APP_LABEL });
		return { id: id as DeviceId, token, fallen: fallen.map((row) => row.id as DeviceId) };
	});
}
