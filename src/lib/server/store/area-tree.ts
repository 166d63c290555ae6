/** The tree of areas: whole paths from the district down, and which of them an account's grants open. */
import { sql } from 'kysely';
import type { Db } from '../../../../db/open.ts';
import type { Area, AreaId, AreaLevel } from '../../area/area.ts';
import type { Bbox } from '../../geo/position.ts';

interface AreaRow {
	readonly id: number;
	readonly parent_id: number | null;
	readonly depth: number;
	readonly code: string;
	readonly name: string;
	readonly fictional: boolean;
	readonly west: number;
	readonly south: number;
	readonly east: number;
	readonly north: number;
}

const toArea = (row: AreaRow): Area => ({
	id: row.id as AreaId,
	parentId: row.parent_id as AreaId | null,
	depth: row.depth,
	code: row.code,
	name: row.name,
	bbox: [row.west, row.south, row.east, row.north] satisfies Bbox,
	fictional: row.fictional
});

/** Ids from the district down to the area, both included; null where there is no such area. */
export async function areaPath(db: Db, id: number): Promise<AreaId[] | null> {
	const { rows } = await sql<{ id: number }>`
		with recursive up as (
			select id, parent_id, depth from area where id = ${id}
			union all select a.id, a.parent_id, a.depth from area a join up on a.id = up.parent_id
		) select id from up order by depth`.execute(db);
	return rows.length === 0 ? null : rows.map((row) => row.id as AreaId);
}

/** Area ids of a whole subtree, the area itself included. */
export async function areaIdsBelow(db: Db, id: number): Promise<AreaId[]> {
	const { rows } = await sql<{ id: number }>`
		with recursive down as (
			select id from area where id = ${id}
			union all select a.id from area a join down on a.parent_id = down.id
		) select id from down`.execute(db);
	return rows.map((row) => row.id as AreaId);
}

/** The chain above an area and everything below it, top down, by code. */
export async function areasAround(db: Db, id: number): Promise<Area[]> {
	const { rows } = await sql<AreaRow>`
		with recursive up as (
			select id, parent_id from area where id = ${id}
			union all select a.id, a.parent_id from area a join up on a.id = up.parent_id
		), down as (
			select id from area where id = ${id}
			union all select a.id from area a join down on a.parent_id = down.id
		)
		select a.id, a.parent_id, a.depth, a.code, a.name, a.fictional,
			st_xmin(a.geom) as west, st_ymin(a.geom) as south, st_xmax(a.geom) as east, st_ymax(a.geom) as north
		from area a where a.id in (select id from up union select id from down)
		order by a.depth, a.code`.execute(db);
	return rows.map(toArea);
}

/** Every area the roots reach (null: all of them), and the chains above them so that the tree hangs together. Top down, by code. */
export async function areasWithin(db: Db, roots: readonly AreaId[] | null): Promise<(Area & { readonly mine: boolean })[]> {
	if (roots !== null && roots.length === 0) return [];
	const chosen = roots === null ? sql`parent_id is null` : sql`id = any(${sql.val([...roots])}::int[])`;
	const { rows } = await sql<AreaRow & { mine: boolean }>`
		with recursive down as (
			select id, parent_id from area where ${chosen}
			union select a.id, a.parent_id from area a join down on a.parent_id = down.id
		), up as (
			select id, parent_id from area where ${chosen}
			union select a.id, a.parent_id from area a join up on a.id = up.parent_id
		)
		select a.id, a.parent_id, a.depth, a.code, a.name, a.fictional,
			st_xmin(a.geom) as west, st_ymin(a.geom) as south, st_xmax(a.geom) as east, st_ymax(a.geom) as north,
			a.id in (select id from down) as mine
		from area a where a.id in (select id from up union select id from down)
		order by a.depth, a.code`.execute(db);
	return rows.map((row) => ({ ...toArea(row), mine: row.mine }));
}

/** What the levels are called, by district. */
export async function areaLevels(db: Db, districtIds: readonly number[]): Promise<Map<AreaId, AreaLevel[]>> {
	const levels = new Map<AreaId, AreaLevel[]>();
	if (districtIds.length === 0) return levels;
	const rows = await db.selectFrom('area_level').selectAll().where('district_id', 'in', districtIds).orderBy('depth').execute();
	for (const row of rows) {
		const id = row.district_id as AreaId;
		const list = levels.get(id) ?? [];
		list.push({ depth: row.depth, nameZh: row.name_zh, nameEn: row.name_en });
		levels.set(id, list);
	}
	return levels;
}

/** The path to the area a grid lies in; null where there is no such grid. */
export const areaPathOfGrid = async (db: Db, gridId: number): Promise<AreaId[] | null> => {
	const grid = await db.selectFrom('grid').select('area_id').where('id', '=', gridId).executeTakeFirst();
	return grid ? await areaPath(db, grid.area_id) : null;
};

/** The path to the area of a building's grid in the effective plan, or its district alone where no grid holds it. */
export async function areaPathOfBuilding(db: Db, buildingId: number): Promise<AreaId[] | null> {
	const row = await db
		.selectFrom('building as b')
		.leftJoin('plan as p', (join) => join.onRef('p.district_id', '=', 'b.district_id').on('p.state', '=', 'effective'))
		.leftJoin('grid_building as gb', (join) => join.onRef('gb.plan_id', '=', 'p.id').onRef('gb.building_id', '=', 'b.id'))
		.leftJoin('grid as g', 'g.id', 'gb.grid_id')
		.select(['b.district_id', 'g.area_id'])
		.where('b.id', '=', buildingId)
		.executeTakeFirst();
	return row ? await areaPath(db, row.area_id ?? row.district_id) : null;
}

/** The path to the home area of whoever carries a tracker, or its district alone. */
export async function areaPathOfPatrol(db: Db, no: number): Promise<AreaId[] | null> {
	const row = await db
		.selectFrom('device as d')
		.leftJoin('person as p', 'p.id', 'd.person_id')
		.select(['d.district_id', 'p.area_id'])
		.where('d.id', '=', no)
		.executeTakeFirst();
	return row ? await areaPath(db, row.area_id ?? row.district_id) : null;
}

/** The district an area belongs to; null where there is no such area. */
export const districtOf = async (db: Db, areaId: number): Promise<AreaId | null> => (await areaPath(db, areaId))?.[0] ?? null;
