/**
 * D4 as PostGIS has it, from the definitions alone: credit and legs by window functions, seen ground by exact buffers, distances on the ellipsoid.
 * Shares no code with the product. Wants the native engine: in the embedded one GEOS cannot throw, and large overlays end with rows missing.
 */
import type { Pool } from 'pg';
import type { Fix } from '../../src/lib/patrol/fix.ts';
import type { SurfaceShape } from '../../src/lib/geo/position.ts';

export interface OracleGround {
	readonly grids: readonly { readonly id: number; readonly shape: SurfaceShape }[];
	readonly buildings: readonly { readonly id: number; readonly shape: SurfaceShape }[];
	readonly excluded: readonly SurfaceShape[];
}

export interface OracleRules {
	readonly windowH: number;
	readonly radiusM: number;
}

export interface Oracle {
	readonly grids: readonly { readonly id: number; readonly areaM2: number; readonly groundM2: number; readonly freshM2: number }[];
	/** Last sighting of each building by distances a metre shorter, as defined, and a metre longer than the radius; Unix ms, null if never. */
	readonly buildings: readonly {
		readonly id: number;
		readonly surelyMs: number | null;
		readonly exactMs: number | null;
		readonly perhapsMs: number | null;
	}[];
	/** Connected parts of the ground not fresh that hold a circle of 30 m, with the radius of the widest. */
	readonly parts: readonly { readonly gridId: number; readonly areaM2: number; readonly circleM: number; readonly at: [number, number] }[];
	/** Whether each shape is valid, and its area in its grid and in all. */
	check(shapes: readonly { readonly gridId: number; readonly shape: unknown }[]): Promise<readonly OracleCheck[]>;
}
export interface OracleCheck {
	readonly valid: boolean;
	readonly areaM2: number;
	/** Beyond its grid. */
	readonly outsideM2: number;
	/** On ground that is fresh or excluded. */
	readonly wrongM2: number;
	/** Radius of the widest circle in (it − fresh − excluded). */
	readonly circleM: number;
}

/**
 * Metres from the middle of the ground, by scales that PostGIS measures on the ellipsoid there: within 0.03 % over a district of 5 km.
 */
interface Frame {
	readonly lng: number;
	readonly lat: number;
	readonly xM: number;
	readonly yM: number;
}

export async function coverageOracle(
	pool: Pool,
	ground: OracleGround,
	fixes: readonly Fix[],
	atMs: number,
	rules: OracleRules
): Promise<Oracle> {
	const q = async <T>(text: string, values: unknown[] = []): Promise<T[]> => (await pool.query(text, values)).rows as T[];
	const box = bboxOfAll(ground.grids.map(({ shape }) => shape));
	const frame = await measureFrame(q, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2);
	const m = (geom: string): string => `st_setsrid(st_transscale(${geom}, ${-frame.lng}, ${-frame.lat}, ${frame.xM}, ${frame.yM}), 0)`;
	await q('drop table if exists o_grid, o_building, o_fix, o_piece, o_ground, o_stale');
	await q(
		`create table o_grid as select (v->>'id')::int id, st_setsrid(st_geomfromgeojson(v->>'shape'), 4326) geom
		from jsonb_array_elements($1::jsonb) v`,
		[JSON.stringify(ground.grids.map(({ id, shape }) => ({ id, shape })))]
	);
	await q(
		`create table o_building as select (v->>'id')::int id, st_setsrid(st_geomfromgeojson(v->>'shape'), 4326) geom
		from jsonb_array_elements($1::jsonb) v`,
		[JSON.stringify(ground.buildings.map(({ id, shape }) => ({ id, shape })))]
	);
	await q(
		`create table o_fix as select (v->>0)::int device, to_timestamp((v->>1)::float8 / 1000) at,
			st_setsrid(st_makepoint((v->>2)::float8, (v->>3)::float8), 4326) geom, (v->>4)::float8 accuracy, (v->>5)::float8 speed
		from jsonb_array_elements($1::jsonb) v`,
		[JSON.stringify(fixes.map((f) => [f.deviceId, f.recordedAtMs, f.lng, f.lat, f.accuracyM, f.speedMps]))]
	);
	await q(
		`create table o_piece as
		with one as (select distinct on (device, at) * from o_fix where at <= to_timestamp($1::float8 / 1000) order by device, at),
		ordered as (select *, lag(at) over w before_at, lag(geom) over w before from one window w as (partition by device order by at)),
		credited as (select * from ordered where (accuracy is null or accuracy <= 50) and coalesce(speed,
			st_distance(geom::geography, before::geography) / extract(epoch from at - before_at), 0) * 3.6 <= 15),
		linked as (select device, at, geom, lag(geom) over w was, extract(epoch from at - lag(at) over w) was_s,
			lead(geom) over w comes, extract(epoch from lead(at) over w - at) comes_s from credited window w as (partition by device order by at)),
		judged as (select *, coalesce(was_s <= 60 and st_distance(geom::geography, was::geography) <= 80, false) joined,
			coalesce(comes_s <= 60 and st_distance(geom::geography, comes::geography) <= 80, false) joins from linked)
		select at, ${m('st_makeline(was, geom)')} geom from judged where joined
		union all select at, ${m('geom')} from judged where not joined and not joins`,
		[atMs]
	);
	await q('create index on o_piece using gist (geom)');
	await q('create table o_ground as select id, geom whole, geom from o_grid');
	for (const shape of ground.excluded)
		await q(
			`update o_ground set geom = st_difference(geom, e) from (select st_setsrid(st_geomfromgeojson($1), 4326) e) x where st_intersects(geom, e)`,
			[JSON.stringify(shape)]
		);
	await q(
		`create table o_stale as
		select g.id, ${m('g.geom')} ground, st_difference(${m('g.geom')}, coalesce((select st_union(st_buffer(p.geom, $1::float8, 32)) from o_piece p
			where p.at > to_timestamp($2::float8 / 1000) - make_interval(secs => $3::float8 * 3600) and st_dwithin(p.geom, ${m('g.geom')}, $1)), 'polygon empty'::geometry)) stale
		from o_ground g`,
		[rules.radiusM, atMs, rules.windowH]
	);
	const grids = await q<
		Oracle['grids'][number]
	>(`select s.id, st_area(g.geom::geography) "areaM2", st_area(ground) "groundM2", st_area(ground) - st_area(stale) "freshM2"
		from o_stale s join o_grid g using (id) order by id`);
	const last = (radiusM: number): string =>
		`(select extract(epoch from max(p.at)) * 1000 from o_piece p where st_dwithin(p.geom, b.m, ${radiusM}))::float8`;
	const buildings = await q<
		Oracle['buildings'][number]
	>(`select id, ${last(rules.radiusM - 1)} "surelyMs", ${last(rules.radiusM)} "exactMs", ${last(rules.radiusM + 1)} "perhapsMs"
		from (select id, ${m('geom')} m from o_building) b order by id`);
	const parts = await q<{
		gridId: number;
		areaM2: number;
		circleM: number;
		x: number;
		y: number;
	}>(`select id "gridId", st_area(part) "areaM2", radius "circleM",
			st_x(center) x, st_y(center) y
		from (select id, (st_dump(stale)).geom part from o_stale) d, lateral st_maximuminscribedcircle(part) c where st_area(part) > 900 and radius >= 30`);

	async function check(shapes: readonly { readonly gridId: number; readonly shape: unknown }[]): Promise<readonly OracleCheck[]> {
		return q<OracleCheck>(
			`select st_isvalid(s.m) valid, st_area(s.m) "areaM2", st_area(st_difference(s.m, ${m('g.whole')})) "outsideM2",
				st_area(st_difference(st_intersection(s.m, ${m('g.whole')}), o.stale)) "wrongM2",
				(select max((st_maximuminscribedcircle(part)).radius) from (select (st_dump(st_intersection(s.m, o.stale))).geom part) d where st_area(part) > 1) "circleM"
			from (select (v->>'gridId')::int id, ${m(`st_setsrid(st_geomfromgeojson(v->>'shape'), 4326)`)} m, n from jsonb_array_elements($1::jsonb) with ordinality e(v, n)) s
			join o_ground g using (id) join o_stale o using (id) order by n`,
			[JSON.stringify(shapes)]
		);
	}
	return {
		grids,
		buildings,
		parts: parts.map(({ x, y, ...part }) => ({ ...part, at: [frame.lng + x / frame.xM, frame.lat + y / frame.yM] })),
		check
	};
}

async function measureFrame(q: <T>(text: string, values: unknown[]) => Promise<T[]>, lng: number, lat: number): Promise<Frame> {
	const [scale] = await q<{ xM: number; yM: number }>(
		`select st_distance(st_makepoint($1::float8 - 0.005, $2::float8)::geography, st_makepoint($1::float8 + 0.005, $2::float8)::geography) * 100 "xM",
			st_distance(st_makepoint($1::float8, $2::float8 - 0.005)::geography, st_makepoint($1::float8, $2::float8 + 0.005)::geography) * 100 "yM"`,
		[lng, lat]
	);
	return { lng, lat, ...scale! };
}

function bboxOfAll(shapes: readonly SurfaceShape[]): [number, number, number, number] {
	const all = shapes.flatMap((shape) => (shape.type === 'Polygon' ? shape.coordinates : shape.coordinates.flat())).flat();
	const lngs = all.map(([lng]) => lng);
	const lats = all.map(([, lat]) => lat);
	return [Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)];
}
