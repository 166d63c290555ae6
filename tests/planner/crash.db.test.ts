import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishDraft } from '#lib/server/actions/publish-draft.ts';
import { draftRow } from '#lib/server/store/drafts.ts';
import { planEntries } from '#lib/server/store/plan-chain.ts';
import { ANN, draftWith, openPlannedDistrict, type PlannedDistrict, reviewed, split, START_MS, value } from './planned-district.ts';

let district: PlannedDistrict;
beforeAll(async () => {
	district = await openPlannedDistrict();
});
afterAll(() => district?.database.close());

test('a publish that dies half-way leaves the old plan whole, and goes through when it is tried again', async () => {
	const { db, engine } = district.database;
	const { draft } = await draftWith(district, [split(0, 0, '990101001001004' as never)]);
	await reviewed(district, draft.id);
	// A native server loses the connection in the middle; the embedded engine has but one, so there the statement dies.
	const death = engine === 'native' ? 'perform pg_terminate_backend(pg_backend_pid())' : `raise exception 'the end'`;
	await sql.raw(`create function die() returns trigger language plpgsql as $$ begin ${death}; return new; end $$`).execute(db);
	await sql`create trigger dies before insert on plan_border for each statement execute function die()`.execute(db);
	await expect(publishDraft(district.database, draft.id, { effectiveFromMs: START_MS }, ANN, START_MS)).rejects.toThrow();
	await sql`drop trigger dies on plan_border`.execute(db);

	expect(await planEntries(db, district.districtId)).toMatchObject([{ id: district.planId, state: 'effective', grids: 6 }]);
	expect(await draftRow(db, draft.id)).toMatchObject({ state: 'reviewed' });
	const { rows } = await sql`select (select count(*)::int from grid) as grids, (select count(*)::int from grid_building) as buildings,
		(select count(*)::int from event) as events`.execute(db);
	expect(rows).toEqual([{ grids: 6, buildings: 42, events: 0 }]);

	expect(value(await publishDraft(district.database, draft.id, { effectiveFromMs: START_MS }, ANN, START_MS))).toMatchObject({
		state: 'published'
	});
	expect(await planEntries(db, district.districtId)).toMatchObject([{ state: 'effective', grids: 7 }, { state: 'ended' }]);
});
