/** Writes down that somebody is away, and takes it back; whoever shows a roster of those days is told. */
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import type { Leave } from '#lib/duty/people.ts';
import type { PersonId } from '#lib/duty/post.ts';
import type { Span } from '#lib/duty/span.ts';
import type { Actor } from '../store/drafts.ts';
import { appendEvents } from '../store/events.ts';
import { inTransaction, type Trx } from '../store/in-transaction.ts';
import { deleteLeave, insertLeave } from '../store/people.ts';
import { rosterEvents } from '../store/roster-events.ts';

/** @returns its id; null where they are away then already */
export const makeLeave = (db: Db, personId: number, leave: Leave, actor: Actor, nowMs: number): Promise<number | null> =>
	inTransaction(db, async (trx) => {
		const id = await insertLeave(trx, personId, leave);
		if (id !== null) await tell(trx, personId, leave, actor, nowMs);
		return id;
	});

export async function dropLeave(db: Db, id: number, actor: Actor, nowMs: number): Promise<void> {
	await inTransaction(db, async (trx) => {
		const row = await trx.selectFrom('leave').where('id', '=', id).selectAll().executeTakeFirst();
		if (!row) return;
		await deleteLeave(trx, id);
		await tell(trx, row.person_id, { startMs: row.starts_at.getTime(), endMs: row.ends_at.getTime() }, actor, nowMs);
	});
}

async function tell(trx: Trx, personId: number, { startMs, endMs }: Span, actor: Actor, nowMs: number): Promise<void> {
	const { district_id } = await trx.selectFrom('person').where('id', '=', personId).select('district_id').executeTakeFirstOrThrow();
	const news = { startMs, endMs, posts: [], people: [personId as PersonId], byName: actor.name };
	await appendEvents(trx, district_id as AreaId, await rosterEvents(trx, district_id, news), nowMs);
}
