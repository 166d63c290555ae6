/**
 * Durable events of a district. Their numbers are taken in the transaction that makes them, from the district's own row, so two writers can
 * never take the same one and a number that was seen is always in the table.
 */
import { sql, type Transaction } from 'kysely';
import type { Database } from '#db/tables.ts';
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import type { DurableBodies, DurableEvent, DurableKind } from '#lib/wire/live.ts';

/** An event that has no number yet. */
export type EventDraft = {
	[K in DurableKind]: { readonly kind: K; readonly areaIds: readonly AreaId[]; readonly body: DurableBodies[K] };
}[DurableKind];

/** Writes the drafts in their order and numbers them. Holds the district's row until the transaction ends. */
export async function appendEvents(
	trx: Transaction<Database>,
	districtId: AreaId,
	drafts: readonly EventDraft[],
	atMs: number
): Promise<DurableEvent[]> {
	if (drafts.length === 0) return [];
	const { last_seq: last } = await trx
		.updateTable('area')
		.set({ last_seq: sql`last_seq + ${drafts.length}` })
		.where('id', '=', districtId)
		.returning('last_seq')
		.executeTakeFirstOrThrow();
	const events = drafts.map((draft, i) => ({ ...draft, seq: last - drafts.length + 1 + i, atMs }) as DurableEvent);
	await sql`
		insert into event (district_id, seq, at, kind, area_ids, body)
		select ${districtId}, (e->>'seq')::bigint, ${new Date(atMs).toISOString()}::timestamptz, e->>'kind',
			array(select jsonb_array_elements_text(e->'areaIds')::int), e->'body'
		from jsonb_array_elements(${JSON.stringify(events)}::jsonb) as e`.execute(trx);
	return events;
}

/** Events after a number, in order; with `limit`, the newest of them. */
export async function eventsAfter(db: Db, districtId: AreaId, seq: number, limit: number): Promise<DurableEvent[]> {
	const rows = await db
		.selectFrom('event')
		.where('district_id', '=', districtId)
		.where('seq', '>', seq)
		.orderBy('seq', 'desc')
		.limit(limit)
		.select(['seq', 'at', 'kind', 'area_ids', 'body'])
		.execute();
	return rows
		.reverse()
		.map(
			(row) =>
				({ seq: Number(row.seq), atMs: row.at.getTime(), kind: row.kind, areaIds: row.area_ids, body: row.body }) as unknown as DurableEvent
		);
}

export async function lastSeq(db: Db, districtId: AreaId): Promise<number> {
	const row = await db.selectFrom('area').where('id', '=', districtId).select('last_seq').executeTakeFirst();
	return Number(row?.last_seq ?? 0);
}

/** @returns how many went. */
export async function deleteEventsBefore(db: Db, beforeMs: number): Promise<number> {
	const gone = await db.deleteFrom('event').where('at', '<', new Date(beforeMs)).executeTakeFirst();
	return Number(gone.numDeletedRows);
}

/** The embedded engine never tidies by itself; without this, deleted rows would keep their place on disk. */
export async function tidyEvents(db: Db): Promise<void> {
	await sql`vacuum event`.execute(db);
}
