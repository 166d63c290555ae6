/** The ledger's past: gaps open and closed, filtered, with the names a reader needs. */
import type { Db } from '../../../../db/open.ts';
import { sql } from 'kysely';
import type { AreaId } from '../../area/area.ts';
import type { Dimension, Gap } from '../../ledger/gap.ts';
import { toGap } from './gaps.ts';

export interface GapQuery {
	/** Gaps somewhere in one of these areas; null: everywhere. */
	readonly areaIds: readonly AreaId[] | null;
	readonly state: 'open' | 'closed' | 'all';
	readonly dimension?: Dimension;
	/** `nobody`: gaps without an owner. */
	readonly ownerId?: number | 'nobody';
	readonly gridId?: number;
	/** Gaps that stood at some moment from here … */
	readonly from?: Date;
	/** … to here. */
	readonly to?: Date;
	readonly limit: number;
}

export interface GapRecord extends Gap {
	readonly closedCause: string | null;
	readonly gridCode: string | null;
	readonly ownerName: string | null;
	readonly backupName: string | null;
	/** Names of the areas from the district down. */
	readonly areaNames: readonly string[];
}

/** Newest first. */
export async function gapHistory(db: Db, query: GapQuery): Promise<GapRecord[]> {
	let select = db
		.selectFrom('gap')
		.selectAll('gap')
		.leftJoin('grid', 'grid.id', 'gap.grid_id')
		.leftJoin('person as owner', 'owner.id', 'gap.owner_id')
		.leftJoin('person as backup', 'backup.id', 'gap.backup_id')
		.select(['grid.code as grid_code', 'owner.name as owner_name', 'backup.name as backup_name'])
		.select(
			sql<string[]>`array(select a.name from unnest(gap.area_path) with ordinality p (id, at) join area a on a.id = p.id order by p.at)`.as(
				'area_names'
			)
		)
		.orderBy('gap.opened_at', 'desc')
		.orderBy('gap.id', 'desc')
		.limit(query.limit);
	if (query.areaIds !== null) select = select.where(sql<boolean>`gap.area_path && ${sql.val([...query.areaIds])}::int[]`);
	if (query.state === 'open') select = select.where('gap.closed_at', 'is', null);
	if (query.state === 'closed') select = select.where('gap.closed_at', 'is not', null);
	if (query.dimension !== undefined) select = select.where('gap.dimension', '=', query.dimension);
	if (query.ownerId === 'nobody') select = select.where('gap.owner_id', 'is', null);
	else if (query.ownerId !== undefined) select = select.where('gap.owner_id', '=', query.ownerId);
	if (query.gridId !== undefined) select = select.where('gap.grid_id', '=', query.gridId);
	const { from, to } = query;
	if (from) select = select.where((e) => e.or([e('gap.closed_at', 'is', null), e('gap.closed_at', '>=', from)]));
	if (to) select = select.where('gap.opened_at', '<=', to);
	const rows = await select.execute();
	return rows.map((row) => ({
		...toGap(row),
		closedCause: row.closed_cause,
		gridCode: row.grid_code,
		ownerName: row.owner_name,
		backupName: row.backup_name,
		areaNames: row.area_names
	}));
}
