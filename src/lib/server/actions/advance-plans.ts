/**
 * Lets every plan hold whose moment has come, in the order of their moments. However many processes try, each plan begins once; one that was asleep at the
 * moment begins it when it wakes.
 */
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import { appendEvents } from '../store/events.ts';
import { inTransaction, type Trx } from '../store/in-transaction.ts';
import { lockPlansOf } from '../store/lock-plans.ts';
import { districtsDue, nextDue, switchPlan } from '../store/published-plans.ts';

/** @returns districts in which another plan holds now. */
export async function advancePlans(db: Db, nowMs: number): Promise<AreaId[]> {
	const due = await districtsDue(db, new Date(nowMs));
	const moved: AreaId[] = [];
	for (const districtId of due) if (await inTransaction(db, (trx) => advanceIn(trx, districtId, nowMs))) moved.push(districtId);
	return moved;
}

/** The same within a transaction that does more. @returns whether another plan holds now. */
export async function advanceIn(trx: Trx, districtId: AreaId, nowMs: number): Promise<boolean> {
	await lockPlansOf(trx, districtId);
	const now = new Date(nowMs);
	let moved = false;
	for (let plan = await nextDue(trx, districtId, now); plan; plan = await nextDue(trx, districtId, now)) {
		await appendEvents(trx, districtId, await switchPlan(trx, districtId, plan, now), nowMs);
		moved = true;
	}
	return moved;
}
