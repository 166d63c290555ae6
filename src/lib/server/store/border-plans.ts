/**
 * Plans of borders in the database: the truth of a plan from the moment its borders are kept. What is written and read again is the same, byte for byte
 * (`plan/plan-bytes.ts`); the polygons of its grids are derived from it and never read back.
 */
import { sql } from 'kysely';
import type { Db } from '../../../../db/open.ts';
import { excludedAreasM2 } from '../../plan/ground-area.ts';
import type { Border, BorderPlan, GridCode, LatticePoint, PlanGrid } from '../../plan/border-plan.ts';
import { gridShape } from '../../plan/grid-shape.ts';
import { latticePointAt, positionOf } from '../../plan/lattice-point.ts';
import type { Position, SurfaceShape } from '../../geo/position.ts';
import type { Trx } from './in-transaction.ts';

const BATCH = 2000;

/** @returns null where no borders are kept of the plan. `lineage`: with what its draft split and merged; else as a base that nothing was done to. */
export async function readBorderPlan(db: Db | Trx, planId: number, { lineage = false } = {}): Promise<BorderPlan | null> {
	const plan = await db.selectFrom('plan').where('id', '=', planId).select('next_border_id').executeTakeFirst();
	if (plan?.next_border_id == null) return null;
	const { rows: borders } = await sql<{ no: number; left: GridCode | null; right: GridCode | null; line: string }>`
		select no, left_code as left, right_code as right, st_asgeojson(geom, 9) as line from plan_border where plan_id = ${planId} order by no`.execute(
		db
	);
	const { rows: grids } = await sql<Omit<PlanGrid, 'work'> & { work: PlanGrid['work'] | null }>`
		select g.code, g.name, g.risk, a.code as "areaCode", g.locked, coalesce(g.workers, 0) as workers, g.came_from as "from",
			(select json_object_agg(w.kind, w.count order by w.kind collate "C") from grid_work w where w.grid_id = g.id) as work
		from grid g join area a on a.id = g.area_id where g.plan_id = ${planId} order by g.code collate "C"`.execute(db);
	const { rows: belongs } = await sql<{ id: number; code: GridCode; assigned: boolean; reason: string | null }>`
		select gb.building_id as id, g.code, gb.assigned, gb.cut_reason as reason
		from grid_building gb join grid g on g.id = gb.grid_id where gb.plan_id = ${planId} order by gb.building_id`.execute(db);
	const ended = lineage ? await db.selectFrom('plan_ended').where('plan_id', '=', planId).select(['code', 'became']).execute() : [];
	return {
		borders: new Map(borders.map(({ no, left, right, line }): [number, Border] => [no, { id: no, left, right, line: latticeLine(line) }])),
		grids: new Map(
			grids.map(({ work, from, ...grid }): [GridCode, PlanGrid] => [grid.code, { ...grid, work: work ?? {}, from: lineage ? from : [] }])
		),
		belongs: new Map(belongs.map(({ id, code }) => [id, code])),
		assigned: new Set(belongs.flatMap(({ id, assigned }) => (assigned ? [id] : []))),
		cutReasons: new Map(belongs.flatMap(({ id, reason }) => (reason === null ? [] : [[id, reason] as const]))),
		nextBorderId: plan.next_border_id,
		ended: new Map(ended.map(({ code, became }) => [code as GridCode, became as GridCode[]]))
	};
}

const latticeLine = (text: string): LatticePoint[] => (JSON.parse(text) as { coordinates: Position[] }).coordinates.map(latticePointAt);

/** Keeps the borders of a plan whose grids are in the table already, and what else its polygons do not say. */
export async function keepBorders(trx: Trx, planId: number, plan: BorderPlan): Promise<void> {
	await trx.deleteFrom('plan_border').where('plan_id', '=', planId).execute();
	await trx.deleteFrom('plan_ended').where('plan_id', '=', planId).execute();
	const borders = [...plan.borders.values()].map(({ id, left, right, line }) => ({
		no: id,
		left,
		right,
		line: { type: 'LineString', coordinates: line.map(positionOf) }
	}));
	await inBatches(
		borders,
		(batch) => sql`insert into plan_border (plan_id, no, left_code, right_code, geom)
			select ${planId}::int, r.no, r."left", r."right", st_setsrid(st_geomfromgeojson(r.line), 4326)
			from jsonb_to_recordset(${JSON.stringify(batch)}::jsonb) r (no int, "left" text, "right" text, line jsonb)`,
		trx
	);
	const ended = [...plan.ended].map(([code, became]) => ({ plan_id: planId, code, became: [...became] as string[] }));
	if (ended.length > 0) await trx.insertInto('plan_ended').values(ended).execute();

	const grids = [...plan.grids.values()].map(({ code, locked, workers, from }) => ({ code, locked, workers, from: [...from] }));
	await sql`update grid set locked = r.locked, workers = r.workers, came_from = array(select jsonb_array_elements_text(r."from"))
		from jsonb_to_recordset(${JSON.stringify(grids)}::jsonb) r (code text, locked boolean, workers int, "from" jsonb)
		where grid.plan_id = ${planId} and grid.code = r.code`.execute(trx);

	const given = [...plan.belongs].map(([id, code]) => ({
		id,
		code,
		assigned: plan.assigned.has(id),
		reason: plan.cutReasons.get(id) ?? null
	}));
	await trx.deleteFrom('grid_building').where('plan_id', '=', planId).execute();
	await inBatches(
		given,
		(batch) => sql`insert into grid_building (plan_id, building_id, grid_id, assigned, cut_reason)
			select ${planId}::int, r.id, g.id, r.assigned, r.reason
			from jsonb_to_recordset(${JSON.stringify(batch)}::jsonb) r (id int, code text, assigned boolean, reason text)
			join grid g on g.plan_id = ${planId} and g.code = r.code`,
		trx
	);
	await trx.updateTable('plan').set({ next_border_id: plan.nextBorderId }).where('id', '=', planId).execute();
}

/**
 * Writes the grids of a plan with their polygons, and its borders.
 * @param excluded surfaces of land use that are no ground to cover
 * @throws RangeError when a grid names an area that the district does not hold
 */
export async function writeBorderPlan(
	trx: Trx,
	districtId: number,
	planId: number,
	plan: BorderPlan,
	excluded: readonly SurfaceShape[]
): Promise<void> {
	const areas = new Map(
		(
			await trx
				.selectFrom('area')
				.where((e) => e.or([e('district_id', '=', districtId), e('id', '=', districtId)]))
				.select(['id', 'code'])
				.execute()
		).map(({ id, code }) => [code, id])
	);
	const shapes = [...plan.grids.values()].map((grid) => ({ grid, shape: gridShape(plan, grid.code) }));
	const bare = excludedAreasM2(
		shapes.map(({ shape }) => shape ?? NO_SURFACE),
		excluded
	);
	const rows = shapes.map(({ grid, shape }, i) => {
		const areaId = areas.get(grid.areaCode);
		if (areaId === undefined) throw new RangeError(`grid ${grid.code} names area ${grid.areaCode}, which the district does not hold`);
		return { code: grid.code, name: grid.name, risk: grid.risk, areaId, shape: shape ?? NO_SURFACE, bareM2: bare[i]! };
	});
	await inBatches(
		rows,
		(batch) => sql`insert into grid (plan_id, area_id, code, name, risk, geom, area_m2, ground_area_m2)
			select ${planId}::int, r."areaId", r.code, r.name, r.risk, g.geom, m.area_m2, greatest(0, m.area_m2 - r."bareM2")
			from jsonb_to_recordset(${JSON.stringify(batch)}::jsonb)
				r ("areaId" int, code text, name text, risk text, shape jsonb, "bareM2" float8)
			cross join lateral (select st_setsrid(st_geomfromgeojson(r.shape), 4326) as geom) g
			cross join lateral (select st_area(g.geom::geography) as area_m2) m`,
		trx
	);
	const work = [...plan.grids.values()].flatMap((grid) =>
		Object.entries(grid.work).map(([kind, count]) => ({ code: grid.code, kind, count }))
	);
	await inBatches(
		work,
		(batch) => sql`insert into grid_work (grid_id, kind, count) select g.id, r.kind, r.count
			from jsonb_to_recordset(${JSON.stringify(batch)}::jsonb) r (code text, kind text, count float8)
			join grid g on g.plan_id = ${planId} and g.code = r.code`,
		trx
	);
	await keepBorders(trx, planId, plan);
}

const NO_SURFACE: SurfaceShape = { type: 'MultiPolygon', coordinates: [] };

async function inBatches<T>(rows: readonly T[], write: (batch: readonly T[]) => ReturnType<typeof sql>, trx: Trx): Promise<void> {
	for (let from = 0; from < rows.length; from += BATCH) await write(rows.slice(from, from + BATCH)).execute(trx);
}

/** Surfaces of a district's land use of these kinds. */
export async function landuseSurfaces(db: Db | Trx, districtId: number, kinds: readonly string[]): Promise<SurfaceShape[]> {
	const { rows } = await sql<{ shape: string }>`
		select st_asgeojson(geom, 9) as shape from landuse
		where district_id = ${districtId} and st_dimension(geom) = 2 and kind = any(${[...kinds]}::text[]) order by id`.execute(db);
	return rows.map(({ shape }) => JSON.parse(shape) as SurfaceShape);
}

/** A plan as it was saved before borders were kept: its polygons, and which building is given to which grid. */
export async function readPolygons(db: Db | Trx, planId: number) {
	const { rows: grids } = await sql<Omit<PlanGrid, 'work' | 'from'> & { work: PlanGrid['work'] | null; shape: string }>`
		select g.code, g.name, g.risk, a.code as "areaCode", g.locked, coalesce(g.workers, (
				select count(distinct s.person_id) from assignment s where s.subject_kind = 'grid' and s.subject_id = g.id and s.duty = 'primary'
					and s.holds_from <= now() and (s.holds_until is null or s.holds_until > now())))::int as workers,
			(select json_object_agg(w.kind, w.count order by w.kind collate "C") from grid_work w where w.grid_id = g.id) as work,
			st_asgeojson(g.geom, 9) as shape
		from grid g join area a on a.id = g.area_id where g.plan_id = ${planId} order by g.code collate "C"`.execute(db);
	const { rows: given } = await sql<{ id: number; code: GridCode }>`
		select gb.building_id as id, g.code from grid_building gb join grid g on g.id = gb.grid_id where gb.plan_id = ${planId}`.execute(db);
	const { rows: parent } = await sql<{ shape: string }>`
		select st_asgeojson(a.geom, 9) as shape from area a join plan p on p.district_id = a.id where p.id = ${planId}`.execute(db);
	return {
		boundary: parent.map(({ shape }) => JSON.parse(shape) as SurfaceShape),
		grids: grids.map(({ shape, work, ...grid }) => ({
			grid: { ...grid, work: work ?? {}, from: [] } satisfies PlanGrid,
			shape: JSON.parse(shape) as SurfaceShape
		})),
		given: new Map(given.map(({ id, code }) => [id, code]))
	};
}
