/** What was drawn anew since somebody last looked, and where. The tables write it themselves, whoever changes them (migration 0009). */
import { sql } from 'kysely';
import type { Db } from '../../../../db/open.ts';
import type { LngLatBox } from '../tiles/tile-box.ts';
import type { TileLayer } from '../tiles/tile-layers.ts';

export interface DrawnChange {
	/** Grows in the order in which changes were committed. */
	readonly no: number;
	readonly layer: TileLayer;
	/** No other change has it, in this database or another. */
	readonly mark: string;
	/** Null: everywhere. */
	readonly box: LngLatBox | null;
}

interface Row {
	readonly no: number;
	readonly layer: TileLayer;
	readonly mark: string;
	readonly west: number | null;
	readonly south: number | null;
	readonly east: number | null;
	readonly north: number | null;
}

/** @param after the last one known; null: only the newest of each layer */
export async function drawnChanges(db: Db, after: number | null): Promise<DrawnChange[]> {
	const asked =
		after === null
			? sql<Row>`select * from (select distinct on (layer) no, layer, mark, null::float8 as west, null::float8 as south, null::float8 as east,
				null::float8 as north from drawn_change order by layer, no desc) newest order by no`
			: sql<Row>`select no, layer, mark, west, south, east, north from drawn_change where no > ${after} order by no`;
	return (await asked.execute(db)).rows.map(({ no, layer, mark, west, south, east, north }) => ({
		no,
		layer,
		mark,
		box: west === null || south === null || east === null || north === null ? null : { west, south, east, north }
	}));
}

/** The newest of each layer stays, and then stands for those that are gone: it counts as everywhere. */
export async function deleteOldDrawnChanges(db: Db, beforeMs: number): Promise<void> {
	await sql`with gone as (
			delete from drawn_change c where c.at < ${new Date(beforeMs)}
				and exists (select from drawn_change n where n.layer = c.layer and n.no > c.no) returning c.layer)
		update drawn_change d set west = null, south = null, east = null, north = null
		from (select layer, max(no) as no from drawn_change group by layer) newest
		where d.no = newest.no and d.layer in (select layer from gone)`.execute(db);
}
