/** Fixes that others store, read by their numbers, though numbers are not committed in their order. Native only: it takes several sessions. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { followFixes } from '#lib/server/live/nodes/follow-fixes.ts';
import { openTestDatabase, testEngine, type TestDatabase } from '../database.ts';
import { readyDistrict } from '../faults/ready-district.ts';

const native = testEngine === 'native';
if (!native) console.log('skipped: the embedded engine has one session, and one node (TEST_ENGINE=native; `npm test` does both)');

let database: TestDatabase;
let device: number;
beforeAll(async () => {
	if (!native) return;
	database = await openTestDatabase();
	device = (await readyDistrict(database.db, 1)).devices[0] ?? 0;
});
afterAll(async () => {
	await database?.close();
});

const START_MS = Date.now() - 3_600_000;
const insert = (s: number) => sql<{ seq: number }>`
	insert into fix (device_id, recorded_at, received_at, lng, lat) values (${device}, ${new Date(START_MS + s * 1000)}, now(), 123, 30) returning seq`;

test.skipIf(!native)('a fix that was numbered early and committed late is found; each is given once', async () => {
	const { db } = database;
	const follower = followFixes(db);
	expect(await follower.look()).toEqual([]);
	const given: number[] = [];
	const look = async (): Promise<void> => void given.push(...(await follower.look()).map(({ seq }) => seq));

	const mayCommit = Promise.withResolvers<null>();
	const inserted = Promise.withResolvers<number>();
	const slow = db.transaction().execute(async (trx) => {
		inserted.resolve(Number((await insert(1).execute(trx)).rows[0]?.seq));
		await mayCommit.promise;
	});
	const early = await inserted.promise;
	const later: number[] = [];
	// However often it looks meanwhile, and however much is committed after it.
	for (let s = 2; s < 8; s++) {
		later.push(Number((await insert(s).execute(db)).rows[0]?.seq));
		await look();
	}
	expect(Math.min(...later)).toBeGreaterThan(early);
	expect(given).toEqual(later);
	mayCommit.resolve(null);
	await slow;
	await look();
	expect(given).toEqual([...later, early]);
	for (let n = 0; n < 5; n++) await look();
	expect(given).toEqual([...later, early]);
});

test.skipIf(!native)('what was told is not read again, and what is told twice is taken once', async () => {
	const { db } = database;
	const follower = followFixes(db);
	await follower.look();
	const seq = Number((await insert(100).execute(db)).rows[0]?.seq);
	expect(follower.take([{ seq }])).toEqual([{ seq }]);
	expect(follower.take([{ seq }])).toEqual([]);
	for (let n = 0; n < 4; n++) expect(await follower.look()).toEqual([]);
	expect(follower.take([{ seq }])).toEqual([]);
});
