/** Lets go of single rows that are older than a district keeps them. Days of positions go as a whole: `fix-days.ts`. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';

/** Every moment is the oldest that stays. */
export interface KeptSince {
	readonly districtId: number;
	readonly tracksMs: number;
	readonly apartMs: number;
	readonly coverageMs: number;
	readonly closedGapsMs: number;
}

export interface GoneRows {
	readonly fixes: number;
	readonly apart: number;
	readonly coverage: number;
	readonly gaps: number;
}

export async function deleteOldRecords(db: Db, since: KeptSince): Promise<GoneRows> {
	const devices = db.selectFrom('device').where('district_id', '=', since.districtId).select('id');
	const grids = db
		.selectFrom('grid')
		.innerJoin('plan', 'plan.id', 'grid.plan_id')
		.where('plan.district_id', '=', since.districtId)
		.select('grid.id');
	const gone = async (query: { executeTakeFirst(): Promise<{ readonly numDeletedRows: bigint }> }): Promise<number> =>
		Number((await query.executeTakeFirst()).numDeletedRows);
	return {
		fixes: await gone(db.deleteFrom('fix').where('recorded_at', '<', new Date(since.tracksMs)).where('device_id', 'in', devices)),
		apart: await gone(db.deleteFrom('fix_apart').where('received_at', '<', new Date(since.apartMs)).where('device_id', 'in', devices)),
		coverage: await gone(db.deleteFrom('grid_coverage_history').where('at', '<', new Date(since.coverageMs)).where('grid_id', 'in', grids)),
		gaps: await gone(db.deleteFrom('gap').where('district_id', '=', since.districtId).where('closed_at', '<', new Date(since.closedGapsMs)))
	};
}

/** @returns how many went. */
export async function deleteAccessLogBefore(db: Db, beforeMs: number): Promise<number> {
	const gone = await db.deleteFrom('access_log').where('at', '<', new Date(beforeMs)).executeTakeFirst();
	return Number(gone.numDeletedRows);
}

/** The embedded engine never tidies by itself; without this, deleted rows would keep their place on disk. */
export async function tidyRecords(
	db: Db,
	tables: readonly ('fix' | 'fix_apart' | 'grid_coverage_history' | 'gap' | 'access_log')[]
): Promise<void> {
	for (const table of tables) await sql`vacuum ${sql.table(table)}`.execute(db);
}

export async function districtIds(db: Db): Promise<number[]> {
	const rows = await db.selectFrom('area').where('parent_id', 'is', null).orderBy('id').select('id').execute();
	return rows.map(({ id }) => id);
}
