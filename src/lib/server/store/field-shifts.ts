/** Starts and ends of shifts as people's phones told them. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { LONGEST_SHIFT_H, type ShiftMark } from '#lib/duty/field-shift.ts';
import type { PersonId } from '#lib/duty/post.ts';
import { HOUR_MS, type Span } from '#lib/duty/span.ts';
import type { Trx } from './in-transaction.ts';

/** Every mark of a person that can matter within a stretch of time. */
export async function shiftMarks(db: Db | Trx, personId: number, span: Span): Promise<ShiftMark[]> {
	const rows = await db
		.selectFrom('field_record')
		.where('person_id', '=', personId)
		.where('kind', 'in', ['shift-started', 'shift-ended'])
		.where('at', '>=', new Date(span.startMs - LONGEST_SHIFT_H * HOUR_MS))
		.where('at', '<=', new Date(span.endMs + LONGEST_SHIFT_H * HOUR_MS))
		.orderBy('at')
		.select(['kind', 'at'])
		.execute();
	return rows.map((row) => ({ what: row.kind === 'shift-started' ? 'started' : 'ended', atMs: row.at.getTime() }));
}

/** Of a district's people, those whose last shift ended since a moment, and when. Who began another after it is not among them. */
export async function shiftEndsSince(db: Db, districtId: number, sinceMs: number): Promise<Map<PersonId, number>> {
	const { rows } = await sql<{ personId: PersonId; kind: string; at: Date }>`
		select distinct on (person_id) person_id as "personId", kind, at from field_record
		where district_id = ${districtId} and kind in ('shift-started', 'shift-ended') and at >= ${new Date(sinceMs)}
		order by person_id, at desc, kind desc`.execute(db);
	return new Map(rows.flatMap(({ personId, kind, at }) => (kind === 'shift-ended' ? [[personId, at.getTime()] as const] : [])));
}
