/**
 * PostGIS as independent witness that a plan in the tables is whole. It reads only what is written there and uses none of our geometry.
 *
 * The proof needs no overlay of polygons, which the embedded engine cannot be trusted with. Every grid is a valid polygon in one piece, its edges directed
 * with the ground to the left. Where each edge either is met by its reverse in exactly one other grid or runs along the parent's edge, the number of grids
 * over a place can change only across the parent's edge; it is then the same everywhere within each part of the parent, and one point of each part, where it
 * is counted, shows that it is one. Points are compared as whole lattice numbers. A native server lays the polygons over one another as well, and a row that
 * is missing from its answer is a fault.
 */
import { sql } from 'kysely';
import type { Db } from '../../../../db/open.ts';
import type { Position, SurfaceShape } from '../../geo/position.ts';
import type { GridCode } from '../../plan/border-plan.ts';
import type { DraftFault } from '../../wire/drafts.ts';
import type { FaultKind } from '../../words/draft.ts';
import type { Trx } from './in-transaction.ts';

/** No longer than two centimetres anywhere on Earth, in degrees: what is nearer to a line than this lies on it. */
const NEAR_DEG = 1.8e-7;
/** Places shown of one kind of fault. */
const SHOWN = 50;

export async function boundaryOf(db: Db | Trx, districtId: number): Promise<SurfaceShape[]> {
	const { rows } = await sql<{ shape: string }>`select st_asgeojson(geom, 9) as shape from area where id = ${districtId}`.execute(db);
	return rows.map(({ shape }) => JSON.parse(shape) as SurfaceShape);
}

interface Found {
	readonly kind: FaultKind;
	readonly x: number | null;
	readonly y: number | null;
	readonly codes: readonly string[] | null;
	readonly building: number | null;
}

type Ask = (query: ReturnType<typeof sql>) => Promise<void>;

/** What is asked, one step after another; each reads what is written and nothing that another has left. */
const STEPS: readonly {
	/** An edge of a polygon that is drawn wrongly proves nothing, and what is wrong has been said. Overlays are for native servers. */
	readonly needs?: 'shapes' | 'overlays';
	ask(planId: number, ask: Ask, trx: Trx): Promise<void>;
}[] = [
	{ ask: (planId, ask) => ask(wrongShapes(planId)) },
	{
		needs: 'shapes',
		async ask(planId, ask, trx) {
			await collectEdges(trx, planId);
			await collectOuter(trx);
			await collectParent(trx, planId);
			await ask(offLattice());
			await ask(unmatched(planId));
			await ask(parentUncovered(planId));
		}
	},
	{
		needs: 'shapes',
		async ask(planId, ask, trx) {
			await collectEdges(trx, planId);
			await ask(bordersApart(planId));
		}
	},
	{ ask: (planId, ask) => ask(buildingsApart(planId)) },
	{
		needs: 'overlays',
		async ask(planId, ask, trx) {
			await collectParent(trx, planId);
			await ask(overlaid(planId));
		}
	}
];

/**
 * @param within does each step: all in one transaction, or, where a seal shows that nobody wrote in between, each in one of its own
 * @param overlays also lay the polygons over one another: on native servers
 */
export async function witnessPlan(
	within: (step: (trx: Trx) => Promise<void>) => Promise<void>,
	planId: number,
	overlays: boolean
): Promise<DraftFault[]> {
	const found: Found[] = [];
	let shapes: boolean | null = null;
	for (const step of STEPS) {
		if ((step.needs === 'shapes' && !shapes) || (step.needs === 'overlays' && (!overlays || found.length > 0))) continue;
		await within((trx) => step.ask(planId, async (query) => void found.push(...((await query.execute(trx)).rows as Found[])), trx));
		shapes ??= found.length === 0;
	}
	return found.map(({ kind, x, y, codes, building }) => ({
		kind,
		at: x === null || y === null ? null : ([x, y] satisfies Position),
		...(codes && { grids: codes as readonly GridCode[] }),
		...(building !== null && { buildingIds: [building] }),
		witness: true
	}));
}

/** Every edge of every grid on lattice numbers, with the grid to its left. */
async function collectEdges(trx: Trx, planId: number): Promise<void> {
	await sql`drop table if exists witness_edge`.execute(trx);
	await sql`
		create temp table witness_edge on commit drop as
		select code, ax, ay, bx, by, lng, lat, to_lng, to_lat from (
			select g.code, d.path[1:array_length(d.path, 1) - 1] as ring,
				round(st_x(d.geom) * 1e7)::bigint as ax, round(st_y(d.geom) * 1e7)::bigint as ay, st_x(d.geom) as lng, st_y(d.geom) as lat,
				lead(round(st_x(d.geom) * 1e7)::bigint) over w as bx, lead(round(st_y(d.geom) * 1e7)::bigint) over w as by,
				lead(st_x(d.geom)) over w as to_lng, lead(st_y(d.geom)) over w as to_lat
			from grid g cross join lateral st_dumppoints(st_forcepolygonccw(g.geom)) d
			where g.plan_id = ${sql.lit(planId)}
			window w as (partition by g.id, d.path[1:array_length(d.path, 1) - 1] order by d.path[array_length(d.path, 1)])
		) e where bx is not null`.execute(trx);
}

/** Edges that no other grid meets. */
async function collectOuter(trx: Trx): Promise<void> {
	await sql`drop table if exists witness_outer`.execute(trx);
	await sql`
		create temp table witness_outer on commit drop as
		select e.* from witness_edge e
		where not exists (select from witness_edge o where o.ax = e.bx and o.ay = e.by and o.bx = e.ax and o.by = e.ay and o.code <> e.code)`.execute(
		trx
	);
}

/** The parent with its edges. */
async function collectParent(trx: Trx, planId: number): Promise<void> {
	await sql`drop table if exists witness_parent`.execute(trx);
	await sql`
		create temp table witness_parent on commit drop as
		select a.geom, st_boundary(a.geom) as edge from plan p join area a on a.id = p.district_id where p.id = ${sql.lit(planId)}`.execute(trx);
}

const kind = (of: FaultKind) => sql`${sql.lit(of)} as kind`;
const noBuilding = sql`null::int as building`;

/** A grid that is not one valid polygon, an empty plan, a code that is there twice or is not of its community. */
const wrongShapes = (planId: number) => sql`
	select * from (
		select ${kind('invalid')}, st_x(st_centroid(g.geom)) as x, st_y(st_centroid(g.geom)) as y, array[g.code] as codes, ${noBuilding}
		from grid g where g.plan_id = ${planId}
			and (st_isempty(g.geom) or st_dimension(g.geom) <> 2 or not coalesce(st_isvalid(g.geom), false))
		union all
		select ${kind('disconnected')}, st_x(st_pointonsurface(g.geom)), st_y(st_pointonsurface(g.geom)), array[g.code], null
		from grid g where g.plan_id = ${planId} and st_isvalid(g.geom) and st_numgeometries(st_multi(g.geom)) <> 1
		union all
		select ${kind('invalid')}, null, null, array[g.code], null from grid g join area a on a.id = g.area_id join plan p on p.id = g.plan_id
		where g.plan_id = ${planId} and (left(g.code, length(a.code)) <> a.code or coalesce(a.district_id, a.id) <> p.district_id)
		union all
		select ${kind('gap')}, null, null, null, null where not exists (select from grid where plan_id = ${planId})
	) f limit ${SHOWN}`;

const offLattice = () => sql`
	select ${kind('off-lattice')}, lng as x, lat as y, array[code] as codes, ${noBuilding} from witness_edge
	where abs(lng * 1e7 - ax) > 1e-3 or abs(lat * 1e7 - ay) > 1e-3 limit ${SHOWN}`;

/** Edges that two grids run the same way, that more than one grid meets, or that nobody meets though they are not the parent's. */
const unmatched = (planId: number) => sql`
	select * from (
		select ${kind('overlap')}, min(lng) as x, min(lat) as y, array_agg(code order by code) as codes, ${noBuilding}
		from witness_edge group by ax, ay, bx, by having count(*) > 1
		union all
		select case when (
				select count(*) from grid g where g.plan_id = ${planId} and g.code <> o.code
					and st_contains(g.geom, st_setsrid(st_makepoint((o.lng + o.to_lng) / 2, (o.lat + o.to_lat) / 2), 4326))
			) > 0 then 'overlap' when not st_dwithin(p.geom, st_setsrid(st_makepoint((o.lng + o.to_lng) / 2, (o.lat + o.to_lat) / 2), 4326), ${NEAR_DEG})
			then 'outside' else 'gap' end, (o.lng + o.to_lng) / 2, (o.lat + o.to_lat) / 2, array[o.code], null
		from witness_outer o cross join witness_parent p
		where not (
			st_dwithin(p.edge, st_setsrid(st_makepoint(o.lng, o.lat), 4326), ${NEAR_DEG})
			and st_dwithin(p.edge, st_setsrid(st_makepoint(o.to_lng, o.to_lat), 4326), ${NEAR_DEG})
			and st_dwithin(p.edge, st_setsrid(st_makepoint((o.lng * 2 + o.to_lng) / 3, (o.lat * 2 + o.to_lat) / 3), 4326), ${NEAR_DEG})
			and st_dwithin(p.edge, st_setsrid(st_makepoint((o.lng + o.to_lng) / 2, (o.lat + o.to_lat) / 2), 4326), ${NEAR_DEG})
			and st_dwithin(p.edge, st_setsrid(st_makepoint((o.lng + o.to_lng * 2) / 3, (o.lat + o.to_lat * 2) / 3), 4326), ${NEAR_DEG})
		)
	) f limit ${SHOWN}`;

/** A part of the parent that is not over exactly one grid, a hole of it that is over any, a corner of it that no grid reaches, another area in all. */
const parentUncovered = (planId: number) => sql`
	with place as (
		select true as inside, st_pointonsurface(d.geom) as at from witness_parent p cross join lateral st_dump(p.geom) d
		union all
		select false, st_pointonsurface(st_makepolygon(st_exteriorring(r.geom)))
		from witness_parent p cross join lateral st_dump(p.geom) d cross join lateral st_dumprings(d.geom) r where r.path[1] > 0
	), counted as (
		select place.*, (select array_agg(g.code order by g.code) from grid g where g.plan_id = ${planId} and st_covers(g.geom, place.at)) as codes from place
	), outer_edge as (
		select st_collect(st_setsrid(st_makeline(st_makepoint(lng, lat), st_makepoint(to_lng, to_lat)), 4326)) as geom from witness_outer
	)
	select * from (
		select case when codes is null then 'gap' when inside then 'overlap' else 'outside' end as kind, st_x(at) as x, st_y(at) as y, codes, ${noBuilding}
		from counted where case when inside then coalesce(cardinality(codes), 0) <> 1 else codes is not null end
		union all
		select 'gap', st_x(d.geom), st_y(d.geom), null, null
		from witness_parent p cross join lateral st_dumppoints(p.geom) d cross join outer_edge o
		where o.geom is null or not st_dwithin(o.geom, d.geom, ${NEAR_DEG})
		union all
		select 'area', null, null, null, null from witness_parent p
		where not coalesce(
			abs((select sum(st_area(geom)) from grid where plan_id = ${planId}) - st_area(p.geom)) <= st_perimeter(p.geom) * ${NEAR_DEG}::float8, false)
	) f limit ${SHOWN}`;

/** The borders that are kept and the polygons must be the same lines with the same grids on the same sides. */
const bordersApart = (planId: number) => sql`
	with step as (
		select b.no, b.left_code, b.right_code, round(st_x(d.geom) * 1e7)::bigint as ax, round(st_y(d.geom) * 1e7)::bigint as ay,
			lead(round(st_x(d.geom) * 1e7)::bigint) over w as bx, lead(round(st_y(d.geom) * 1e7)::bigint) over w as by
		from plan_border b cross join lateral st_dumppoints(b.geom) d where b.plan_id = ${planId}
		window w as (partition by b.no order by d.path[1])
	), side as (
		select left_code as code, ax, ay, bx, by from step where bx is not null and left_code is not null
		union all
		select right_code, bx, by, ax, ay from step where bx is not null and right_code is not null
	), apart as (
		select coalesce(s.code, e.code) as code, coalesce(s.ax, e.ax) / 1e7 as x, coalesce(s.ay, e.ay) / 1e7 as y
		from side s full join witness_edge e on e.code = s.code and e.ax = s.ax and e.ay = s.ay and e.bx = s.bx and e.by = s.by
		where s.code is null or e.code is null
	)
	select * from (
		select ${kind('borders')}, x::float8, y::float8, array[code] as codes, ${noBuilding} from apart
		union all
		select ${kind('borders')}, null, null, null, null where (select count(*) from side) <> (select count(*) from witness_edge)
	) f limit ${SHOWN}`;

/** Each building in exactly one grid, of this plan, that touches it; one in none only where no grid is under it. */
const buildingsApart = (planId: number) => sql`
	with given as materialized (
		select gb.building_id as id, gb.grid_id from grid_building gb where gb.plan_id = ${planId}
	), without as materialized (
		select b.id, st_pointonsurface(b.geom) as at from plan p join building b on b.district_id = p.district_id
		where p.id = ${planId} and b.id not in (select id from given)
	), apart as materialized (
		select 'orphan-building' as kind, w.id, null::int as grid_id from without w
		where exists (select from grid g where g.plan_id = ${planId} and st_intersects(g.geom, w.at))
		union all
		select 'double-building', id, min(grid_id) from given group by id having count(*) > 1
		union all
		select 'astray-building', n.id, n.grid_id from given n join grid g on g.id = n.grid_id join building b on b.id = n.id
			join plan p on p.id = ${planId}
		where g.plan_id <> p.id or b.district_id <> p.district_id or not st_intersects(g.geom, b.geom)
		limit ${SHOWN}
	)
	select a.kind, st_x(c.at) as x, st_y(c.at) as y, case when g.code is null then null else array[g.code] end as codes, b.id as building
	from apart a join building b on b.id = a.id left join grid g on g.id = a.grid_id
	cross join lateral (select st_pointonsurface(b.geom) as at) c`;

/** The textbook proof, where the engine can be trusted with it: parent − union and the pairs, each thinner than two centimetres. */
const overlaid = (planId: number) => sql`
	with land as (
		select st_union(geom) as geom, count(*) as grids from grid where plan_id = ${planId}
	), rest as (
		select 'gap' as kind, st_difference(p.geom, l.geom) as geom, null::text[] as codes from witness_parent p cross join land l
		union all
		select 'outside', st_difference(l.geom, p.geom), null from witness_parent p cross join land l
		union all
		select 'overlap', case when st_relate(a.geom, b.geom, 'T********') then st_intersection(a.geom, b.geom) else 'POINT EMPTY'::geometry end, array[a.code, b.code]
		from grid a join grid b on b.plan_id = a.plan_id and a.id < b.id and a.geom && b.geom where a.plan_id = ${planId}
	), asked as (
		select 2 + (select count(*) from grid a join grid b on b.plan_id = a.plan_id and a.id < b.id and a.geom && b.geom where a.plan_id = ${planId}) as n
	)
	select * from (
		select kind, st_x(st_pointonsurface(geom)) as x, st_y(st_pointonsurface(geom)) as y, codes, ${noBuilding} from rest
		where geom is null or not st_isempty(st_buffer(geom, ${-NEAR_DEG / 2}))
		union all
		select ${kind('unproven')}, null, null, null, null from asked where n <> (select count(*) from rest)
	) f limit ${SHOWN}`;
