/** Two small districts side by side with accounts of every kind, for tests of who may do what. */
import { createHash } from 'node:crypto';
import type { Db } from '../db/open.ts';
import { ROLES, type Role } from '../src/lib/server/account/identity.ts';
import { hashPassword } from '../src/lib/server/account/password.ts';
import { beginSession } from '../src/lib/server/account/sessions.ts';
import { addDevice } from '../src/lib/server/store/device-book.ts';
import { saveDistrict } from '../src/lib/server/store/save-district.ts';
import type { DistrictSource } from '../src/lib/wire/district-source.ts';
import { DISTRICT_CODE, ground } from './ground.ts';

export const PASSWORD = 'a-long-enough-password';
const OTHER_CODE = '990102';

/** The same district on other ground: every code begins differently, every position lies a degree east. */
export function shifted(source: DistrictSource, code: string): DistrictSource {
	const text = JSON.stringify(source).replaceAll(`"${source.code}`, `"${code}`);
	return JSON.parse(text, (key, value: unknown) => (key === 'coordinates' ? eastward(value) : value)) as DistrictSource;
}
const eastward = (value: unknown): unknown =>
	Array.isArray(value) ? (typeof value[0] === 'number' ? [value[0] + 1, value[1]] : value.map(eastward)) : value;

/**
 * Accounts, by user name: each role in the whole of the first district (`lead`), in its southern community (`south-lead`), in the other
 * district (`other-lead`) and everywhere (`every-lead`); and `nobody`, who was granted nothing. The password of all is PASSWORD.
 */
export async function fillTwoDistricts(db: Db): Promise<void> {
	const options = { nowMs: Date.UTC(2026, 10, 22), plan: { state: 'effective', faults: [] } } as const;
	const here = await saveDistrict(db, { ...ground, fictional: false }, options);
	const other = await saveDistrict(db, { ...shifted(ground, OTHER_CODE), name: '邻区', fictional: false }, options);
	const south = await db.selectFrom('area').select('id').where('code', '=', `${DISTRICT_CODE}001001`).executeTakeFirstOrThrow();
	const hash = await hashPassword(PASSWORD);
	const make = async (username: string, grants: readonly { role: Role; areaId: number | null; personId?: number }[]): Promise<void> => {
		await db.insertInto('account').values({ id: username, username, name: username, password_hash: hash }).execute();
		for (const { role, areaId, personId } of grants)
			await db
				.insertInto('account_grant')
				.values({ user_id: username, role, area_id: areaId, person_id: personId ?? null })
				.execute();
	};
	for (const role of ROLES) {
		await make(role, [{ role, areaId: here.districtId }]);
		await make(`south-${role}`, [{ role, areaId: south.id }]);
		await make(`other-${role}`, [{ role, areaId: other.districtId }]);
		await make(`every-${role}`, [{ role, areaId: null }]);
	}
	await make('nobody', []);
	const people = await db.selectFrom('person').selectAll().where('source_id', 'like', 'w-%').orderBy('id').execute();
	for (const person of people) await addDevice(db, { districtId: person.district_id, personId: person.id, label: person.name });
	const own = people.find((person) => person.district_id === here.districtId && person.source_id === 'w-1-0');
	if (own) await make('walker', [{ role: 'worker', areaId: here.districtId, personId: own.id }]);
}

/** A Cookie header for an account of `fillTwoDistricts`, without going through the door. */
export const sessionOf = async (db: Db, username: string): Promise<string> => `gk-session=${await beginSession(db, username, Date.now())}`;

/** What the database keeps of a Cookie header of `sessionOf`. */
export const keyOf = (cookie: string): string =>
	createHash('sha256')
		.update(cookie.split('=')[1] ?? '')
		.digest('hex');
