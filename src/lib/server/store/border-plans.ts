/**
 * Plans of borders in the database: the truth of a plan from the moment its borders are kept. What is written and read again is the same, byte for byte
 * (`plan/plan-bytes.ts`); the polygons of its grids are derived from it and never read back.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../../../db/open.ts';
import type { KeptRows, PolygonRows } from '../planning/plan-of-rows.ts';
import type { BorderRows, PlanRows } from '../planning/rows-of-plan.ts';
import type { Trx } from './in-transaction.ts';

const textOf = async (db: Db | Trx, query: RawBuilder<{ text: string | null }>): Promise<string> =>
	(await query.execute(db)).rows[0]?.text ?? '[]';

const workOfGrid = sql`(select json_object_agg(w.kind, w.count order by w.kind collate "C") from grid_work w where w.grid_id = g.id)`;

/** @returns null where no borders are kept of the plan. */
export async function readKeptRows(db: Db | Trx, planId: number): Promise<KeptRows | null> {
	const plan = await db.selectFrom('plan').where('id', '=', planId).select('next_border_id').executeTakeFirst();
	if (plan?.next_border_id == null) return null;
	return {
		borders: await textOf(
			db,
			sql`select json_agg(json_build_array(no, left_code, right_code, st_asgeojson(geom, 9)::json -> 'coordinates') order by no)::text as text
				from plan_border where plan_id = ${planId}`
		),
		grids: await textOf(
			db,
			sql`select json_agg(json_build_array(g.code, g.name, g.risk, a.code, g.locked, coalesce(g.workers, 0), g.came_from, ${workOfGrid})
					order by g.code collate "C")::text as text
				from grid g join area a on a.id = g.area_id where g.plan_id = ${planId}`
		),
		belongs: await textOf(
			db,
			sql`select json_agg(json_build_array(gb.building_id, g.code, gb.assigned, gb.cut_reason) order by gb.building_id)::text as text
				from grid_building gb join grid g on g.id = gb.grid_id where gb.plan_id = ${planId}`
		),
		ended: await textOf(
			db,
			sql`select json_agg(json_build_array(code, became) order by code collate "C")::text as text from plan_ended where plan_id = ${planId}`
		),
		nextBorderId: plan.next_border_id
	};
}

/** Keeps the borders of a plan whose grids are in the table already, and what else its polygons do not say. */
export async function keepBorders(trx: Trx, planId: number, rows: BorderRows): Promise<void> {
	await trx.deleteFrom('plan_border').where('plan_id', '=', planId).execute();
	await trx.deleteFrom('plan_ended').where('plan_id', '=', planId).execute();
	await trx.deleteFrom('grid_building').where('plan_id', '=', planId).execute();
	await sql`update grid set locked = r.locked, workers = r.workers, came_from = array(select jsonb_array_elements_text(r."from"))
		from jsonb_to_recordset(${rows.grids}::jsonb) r (code text, locked boolean, workers int, "from" jsonb)
		where grid.plan_id = ${planId} and grid.code = r.code`.execute(trx);
	await insertBorders((step) => step(trx), planId, rows);
}

/** Does a step of the writing: all in one transaction, or each in one of its own. */
type Steps = <T>(step: (trx: Trx) => Promise<T>) => Promise<T>;

async function insertBorders(within: Steps, planId: number, rows: BorderRows): Promise<void> {
	for (const borders of rows.borders)
		await within((trx) =>
			sql`insert into plan_border (plan_id, no, left_code, right_code, geom)
				select ${planId}::int, r.no, r."left", r."right", st_setsrid(st_geomfromgeojson(r.line), 4326)
				from jsonb_to_recordset(${borders}::jsonb) r (no int, "left" text, "right" text, line jsonb)`.execute(trx)
		);
	await within((trx) =>
		sql`insert into plan_ended (plan_id, code, became) select ${planId}::int, r.code, array(select jsonb_array_elements_text(r.became))
			from jsonb_to_recordset(${rows.ended}::jsonb) r (code text, became jsonb)`.execute(trx)
	);
	for (const given of rows.given)
		await within((trx) =>
			sql`insert into grid_building (plan_id, building_id, grid_id, assigned, cut_reason)
				select ${planId}::int, u.id, o.ids[u.no], u.assigned, r.reason
				from unnest(${given.ids}::int[], ${given.grids}::int[], ${given.assigned}::boolean[]) u (id, no, assigned)
				cross join (select array_agg(id order by code collate "C") as ids from grid where plan_id = ${planId}) o
				left join jsonb_to_recordset(${rows.reasons}::jsonb) r (id int, reason text) on r.id = u.id`.execute(trx)
		);
	await within((trx) => trx.updateTable('plan').set({ next_border_id: rows.nextBorderId }).where('id', '=', planId).execute());
}

/**
 * Writes the grids of a plan with their polygons, and its borders.
 * @throws RangeError when a grid names an area that the district does not hold
 */
export async function writePlanRows(within: Steps, districtId: number, planId: number, rows: PlanRows): Promise<void> {
	let written = 0;
	for (const drawn of rows.drawn)
		written += await within(async (trx) => {
			const { numAffectedRows } = await sql`insert into grid
					(plan_id, area_id, code, name, risk, locked, workers, came_from, geom, area_m2, ground_area_m2)
				select ${planId}::int, a.id, r.code, r.name, r.risk, r.locked, r.workers, array(select jsonb_array_elements_text(r."from")),
					g.geom, m.area_m2, greatest(0, m.area_m2 - r."bareM2")
				from jsonb_to_recordset(${drawn}::jsonb) r
					(code text, name text, risk text, "areaCode" text, locked boolean, workers int, "from" jsonb, shape text, "bareM2" float8)
				join area a on a.code = r."areaCode" and (a.district_id = ${districtId} or a.id = ${districtId})
				cross join lateral (select st_setsrid(st_geomfromgeojson(r.shape), 4326) as geom) g
				cross join lateral (select st_area(g.geom::geography) as area_m2) m`.execute(trx);
			return Number(numAffectedRows);
		});
	if (written !== rows.gridCount)
		throw new RangeError(`plan ${planId}: ${rows.gridCount} grids, of which ${written} name an area that the district holds`);
	await within((trx) =>
		sql`insert into grid_work (grid_id, kind, count) select g.id, r.kind, r.count
			from jsonb_to_recordset(${rows.work}::jsonb) r (code text, kind text, count float8)
			join grid g on g.plan_id = ${planId} and g.code = r.code`.execute(trx)
	);
	await insertBorders(within, planId, rows);
}

/** Surfaces of a district's land use of these kinds, as a JSON array. */
export const landuseSurfaces = (db: Db | Trx, districtId: number, kinds: readonly string[]): Promise<string> =>
	textOf(
		db,
		sql`select json_agg(st_asgeojson(geom, 9)::json order by id)::text as text from landuse
			where district_id = ${districtId} and st_dimension(geom) = 2 and kind = any(${[...kinds]}::text[])`
	);

/** A plan as it was saved before borders were kept: its polygons, and which building is given to which grid. */
export async function readPolygonRows(db: Db | Trx, planId: number): Promise<PolygonRows> {
	return {
		boundary: await textOf(
			db,
			sql`select json_agg(st_asgeojson(a.geom, 9)::json)::text as text from area a join plan p on p.district_id = a.id where p.id = ${planId}`
		),
		grids: await textOf(
			db,
			sql`select json_agg(json_build_array(g.code, g.name, g.risk, a.code, g.locked, coalesce(g.workers, (
					select count(distinct s.person_id) from assignment s where s.subject_kind = 'grid' and s.subject_id = g.id and s.duty = 'primary'
						and s.holds_from <= now() and (s.holds_until is null or s.holds_until > now())))::int, ${workOfGrid}, st_asgeojson(g.geom, 9)::json)
					order by g.code collate "C")::text as text
				from grid g join area a on a.id = g.area_id where g.plan_id = ${planId}`
		),
		given: await textOf(
			db,
			sql`select json_agg(json_build_array(gb.building_id, g.code))::text as text
				from grid_building gb join grid g on g.id = gb.grid_id where gb.plan_id = ${planId}`
		)
	};
}
