/**
 * The ground of each district as planners have it, kept while it stays the same. What the server judges by is unpacked from the very bytes it sends, so
 * browser and server draw on equal ground.
 */
import { sql } from 'kysely';
import type { Db } from '../../../../db/open.ts';
import type { PlanGround } from '../../plan/border-plan.ts';
import { unpackGround } from '../../wire/plan-ground.ts';
import { inPlanThread } from '../planning/plan-thread.ts';
import { rulesNow } from './area-picture.ts';
import { readGroundRows } from './plan-ground.ts';

export interface KeptGround {
	/** The same text as long as the bytes are the same. */
	readonly print: string;
	readonly bytes: Uint8Array<ArrayBuffer>;
	readonly ground: PlanGround;
}

const MAX_KEPT = 4;
const kept = new Map<string, { readonly looked: string; readonly made: Promise<KeptGround> }>();
const nameOf = new WeakMap<Db, number>();
let databases = 0;

export async function keptGround(db: Db, districtId: number, nowMs: number): Promise<KeptGround> {
	let database = nameOf.get(db);
	if (database === undefined) nameOf.set(db, (database = databases++));
	const key = `${database} ${districtId}`;
	const { rules, version } = await rulesNow(db, districtId, nowMs);
	const looked = `${version} ${await look(db, districtId)}`;
	const found = kept.get(key);
	if (found?.looked === looked) return found.made;
	const made = readGroundRows(db, districtId, rules)
		.then((rows) => inPlanThread('ground', { rows }))
		.then(({ print, bytes }): KeptGround => ({ print, bytes, ground: unpackGround(bytes.buffer) }));
	kept.delete(key);
	kept.set(key, { looked, made });
	// What could not be read is read again by the next who asks.
	made.catch(() => kept.delete(key));
	if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value as string);
	return made;
}

/** A cheap look at all that the ground is made of. */
async function look(db: Db, districtId: number): Promise<string> {
	const { rows } = await sql<{ text: string }>`
		select concat_ws(' ', extract(epoch from a.created_at),
			(select concat_ws(',', count(*), max(id)) from building where district_id = a.id),
			(select concat_ws(',', count(*), max(id)) from compound where district_id = a.id),
			(select concat_ws(',', count(*), max(id)) from post where district_id = a.id),
			(select concat_ws(',', count(*), max(id)) from poi where district_id = a.id),
			(select concat_ws(',', count(*), max(id)) from road where district_id = a.id),
			(select concat_ws(',', count(*), max(id)) from landuse where district_id = a.id),
			(select count(*) from grid_code where code like a.code || '%')) as text
		from area a where a.id = ${districtId}`.execute(db);
	return rows[0]?.text ?? '';
}
