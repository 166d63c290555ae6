/** One owner a district, whatever becomes of connections. Native only: it takes several sessions. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LOCK_KINDS, openSessionLocks } from '#db/session-locks.ts';
import { openDatabase, type OpenDatabase } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import { NotTheOwner, shareOwnership, type SharedOwnership } from '#lib/server/live/nodes/ownership.ts';
import { openTestDatabase, testEngine, type TestDatabase } from '../database.ts';
import { readyDistrict } from '../faults/ready-district.ts';
import { until } from '../live/watcher.ts';

const native = testEngine === 'native';
if (!native) console.log('skipped: the embedded engine has one session, and one node (TEST_ENGINE=native; `npm test` does both)');

let database: TestDatabase;
let open: OpenDatabase;
let district: AreaId;
const nodes: SharedOwnership[] = [];
beforeAll(async () => {
	if (!native) return;
	database = await openTestDatabase();
	await readyDistrict(database.db, 1);
	open = await openDatabase(database.options);
	district = (await open.db.selectFrom('area').select('id').where('depth', '=', 0).executeTakeFirstOrThrow()).id as AreaId;
});
afterAll(async () => {
	for (const one of nodes) await one.close();
	await open?.close();
	await database?.close();
});

function join(): SharedOwnership & { readonly locks: ReturnType<typeof openSessionLocks> } {
	const locks = openSessionLocks(open.pool, LOCK_KINDS.district);
	const one = shareOwnership(open.db, locks);
	nodes.push(one);
	return Object.assign(Object.create(one) as SharedOwnership, { locks });
}

test.skipIf(!native)('the first has the district and the other does not, until the connection of the first is gone', async () => {
	const [first, second] = [join(), join()];
	expect(await first.seek([district])).toEqual([district]);
	expect(await second.seek([district])).toEqual([]);
	expect([first.owns(district), second.owns(district)]).toEqual([true, false]);
	expect(await first.seek([district])).toEqual([]);

	const backend = first.locks.backend;
	await sql`select pg_terminate_backend(${backend})`.execute(open.db);
	await until('the other has it', async () => (await second.seek([district])).length === 1);
	await until('the first knows', () => !first.owns(district));
	expect(await first.seek([district])).toEqual([]);
	expect(second.owns(district)).toBe(true);
	await second.close();
	await until('it comes back', async () => (await first.seek([district])).length === 1);
	await first.close();
});

test.skipIf(!native)('who has lost the lock without knowing it writes nothing; who takes over waits for what was under way', async () => {
	const [first, second] = [join(), join()];
	await until('it is free', async () => (await first.seek([district])).length === 1);
	const backend = first.locks.backend ?? 0;
	// A lock that says it is still held, as that of a node cut off from the server believes.
	const believing = shareOwnership(open.db, { ...first.locks, holds: () => true, backend, take: async () => undefined });
	const order: string[] = [];
	const assured = Promise.withResolvers<null>();
	const mayCommit = Promise.withResolvers<null>();
	const writing = open.db.transaction().execute(async (trx) => {
		await believing.assure(trx, district);
		assured.resolve(null);
		await mayCommit.promise;
		order.push('written');
	});
	await assured.promise;
	await sql`select pg_terminate_backend(${backend})`.execute(open.db);
	const taking = until('the other has it', async () => (await second.seek([district])).length === 1).then(() => order.push('taken over'));
	await until('the lock is the other’s', () => second.locks.holds(district));
	mayCommit.resolve(null);
	await Promise.all([writing, taking]);
	expect(order).toEqual(['written', 'taken over']);
	await expect(open.db.transaction().execute((trx) => believing.assure(trx, district))).rejects.toBeInstanceOf(NotTheOwner);
	await open.db.transaction().execute((trx) => second.assure(trx, district));
});
