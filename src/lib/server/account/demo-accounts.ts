/** The accounts of the demo: one a role and a second planner who reviews what the first drew, all with one printed password. They exist only in a database whose district is fictional. */
import type { Db } from '../../../../db/open.ts';
import { createAccount } from './accounts.ts';
import type { Role } from './identity.ts';

export interface DemoAccount {
	readonly username: Role | 'reviewer';
	readonly name: string;
	readonly role: Role;
	readonly password: string;
}

const PASSWORD = 'wangge-demo';
const account = (role: Role, name: string, username: DemoAccount['username'] = role): DemoAccount => ({
	username,
	name,
	role,
	password: PASSWORD
});

export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
	account('commander', '演示·指挥员'),
	account('planner', '演示·规划员'),
	account('planner', '演示·审核', 'reviewer'),
	account('lead', '演示·带队'),
	account('worker', '演示·网格员'),
	account('admin', '演示·管理员'),
	account('viewer', '演示·观看')
];

/**
 * Makes those that are missing, with the whole demo district as their area, but for the lead, who has the street that keeps posts; the worker is the
 * person of the district's first grid. A password somebody changed stays changed.
 * @throws Error when the district is a real one: nobody may walk into it with a printed password.
 */
export async function ensureDemoAccounts(db: Db, districtId: number): Promise<void> {
	const district = await db.selectFrom('area').select(['fictional']).where('id', '=', districtId).executeTakeFirst();
	if (district?.fictional !== true) throw new Error('Demo accounts belong to a fictional district only.');
	const known = await db.selectFrom('account').select('username').where('demo', '=', true).execute();
	if (known.length === DEMO_ACCOUNTS.length) return;
	const worker = await db
		.selectFrom('device')
		.innerJoin('person', 'person.id', 'device.person_id')
		.select('person.id')
		.where('device.district_id', '=', districtId)
		.where('device.revoked_at', 'is', null)
		.where('person.role', '=', 'grid-worker')
		.orderBy('device.id')
		.executeTakeFirst();
	const watched = await db.selectFrom('squad').where('district_id', '=', districtId).orderBy('id').select('area_id').executeTakeFirst();
	for (const demo of DEMO_ACCOUNTS) {
		if (known.some((row) => row.username === demo.username)) continue;
		const made = await createAccount(db, {
			username: demo.username,
			name: demo.name,
			password: demo.password,
			demo: true,
			grants: [
				{
					role: demo.role,
					areaId: (demo.role === 'lead' && watched?.area_id) || districtId,
					personId: demo.role === 'worker' ? (worker?.id ?? null) : null
				}
			]
		});
		if (!made.ok) throw new Error(`The demo account ${demo.username} could not be made: ${made.problem.kind}`);
	}
}
