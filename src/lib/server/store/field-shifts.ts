/** Starts and ends of shifts as people's phones told them. */
import type { Db } from '#db/open.ts';
import { LONGEST_SHIFT_H, type ShiftMark } from '#lib/duty/field-shift.ts';
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
