/** Gaps in the database, as rows and as the domain's `Gap`. Opening, changing and closing happen inside the transaction that also writes the events. */
import { type Selectable, sql, type Transaction } from 'kysely';
import type { Database } from '#db/tables.ts';
import type { Db } from '#db/open.ts';
import type { AreaId, GridId } from '#lib/area/area.ts';
import type { PersonId } from '#lib/duty/post.ts';
import type { Shape } from '#lib/geo/position.ts';
import type { Gap, GapId, GapKind, GapMeasures, GapSubject } from '#lib/ledger/gap.ts';

/** A gap about to be opened: all but its id. */
export type NewGap = Omit<Gap, 'id'>;

export function toGap(row: Selectable<Database['gap']>): Gap {
	return {
		id: row.id as GapId,
		dimension: row.dimension,
		kind: row.kind as GapKind,
		subject: row.subject as GapSubject,
		gridId: row.grid_id as GridId | null,
		areaPath: row.area_path as AreaId[],
		shape: row.shape as Shape | null,
		sinceMs: row.since.getTime(),
		openedAtMs: row.opened_at.getTime(),
		changedAtMs: row.changed_at.getTime(),
		closedAtMs: row.closed_at?.getTime() ?? null,
		ownerId: row.owner_id as PersonId | null,
		backupId: row.backup_id as PersonId | null,
		dueAtMs: row.due_at.getTime(),
		cause: row.cause,
		measures: row.measures as GapMeasures
	};
}

const columns = (gap: NewGap) => ({
	dimension: gap.dimension,
	kind: gap.kind,
	subject: JSON.stringify(gap.subject),
	grid_id: gap.gridId,
	area_path: [...gap.areaPath],
	shape: gap.shape === null ? null : JSON.stringify(gap.shape),
	since: new Date(gap.sinceMs),
	opened_at: new Date(gap.openedAtMs),
	changed_at: new Date(gap.changedAtMs),
	owner_id: gap.ownerId,
	backup_id: gap.backupId,
	due_at: new Date(gap.dueAtMs),
	cause: gap.cause,
	measures: JSON.stringify(gap.measures)
});

/** @returns the same gaps with their ids, in order. */
export async function insertGaps(trx: Transaction<Database>, districtId: AreaId, gaps: readonly NewGap[]): Promise<Gap[]> {
	const opened: Gap[] = [];
	for (let from = 0; from < gaps.length; from += 500) {
		const chunk = gaps.slice(from, from + 500);
		const rows = await trx
			.insertInto('gap')
			.values(chunk.map((gap) => ({ district_id: districtId, ...columns(gap) })))
			.returning('id')
			.execute();
		// A multi-row insert returns its rows in the order they were given.
		chunk.forEach((gap, i) => opened.push({ ...gap, id: rows[i]?.id as GapId }));
	}
	return opened;
}

/** One statement, however many: what waits behind this transaction is somebody's fix. */
export async function updateGaps(trx: Transaction<Database>, gaps: readonly Gap[]): Promise<void> {
	if (gaps.length === 0) return;
	const rows = gaps.map((gap) => ({ id: gap.id, ...columns(gap), area_path: `{${gap.areaPath.join()}}` }));
	await sql`
		update gap set subject = r.subject::jsonb, grid_id = r.grid_id, area_path = r.area_path::int[], shape = r.shape::jsonb,
			since = r.since, changed_at = r.changed_at, owner_id = r.owner_id, backup_id = r.backup_id, due_at = r.due_at, cause = r.cause,
			measures = r.measures::jsonb
		from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id int, subject text, grid_id int, area_path text, shape text,
			since timestamptz, changed_at timestamptz, owner_id int, backup_id int, due_at timestamptz, cause text, measures text)
		where gap.id = r.id`.execute(trx);
}

export async function closeGaps(trx: Transaction<Database>, ids: readonly GapId[], closedAtMs: number, cause: string): Promise<void> {
	if (ids.length === 0) return;
	const closed_at = new Date(closedAtMs);
	await trx
		.updateTable('gap')
		.set({ closed_at, changed_at: closed_at, closed_cause: cause })
		.where('id', 'in', [...ids])
		.where('closed_at', 'is', null)
		.execute();
}

export async function openGaps(db: Db, districtId: AreaId): Promise<Gap[]> {
	const rows = await db
		.selectFrom('gap')
		.where('district_id', '=', districtId)
		.where('closed_at', 'is', null)
		.orderBy('id')
		.selectAll()
		.execute();
	return rows.map(toGap);
}

/** When gaps of a district opened and closed since a moment, for the counts of the last hour. */
export async function gapTimesSince(
	db: Db,
	districtId: AreaId,
	sinceMs: number
): Promise<{ readonly areaPath: readonly AreaId[]; readonly openedAtMs: number; readonly closedAtMs: number | null }[]> {
	const since = new Date(sinceMs);
	const rows = await db
		.selectFrom('gap')
		.where('district_id', '=', districtId)
		.where((e) => e.or([e('opened_at', '>=', since), e('closed_at', '>=', since)]))
		.select(['area_path', 'opened_at', 'closed_at'])
		.execute();
	return rows.map((row) => ({
		areaPath: row.area_path as AreaId[],
		openedAtMs: row.opened_at.getTime(),
		closedAtMs: row.closed_at?.getTime() ?? null
	}));
}
