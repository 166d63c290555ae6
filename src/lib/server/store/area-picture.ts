/**
 * Reads the still picture of an area: the plan that holds (the newest draft where none does yet), its grids with the work in them, posts,
 * people and outlines. A handful of queries, whatever the size.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../../../db/open.ts';
import type { AreaId, GridId, Risk } from '../../area/area.ts';
import type { Duty, Person, PersonId, PersonRole, Post, PostId, PostKind } from '../../duty/post.ts';
import type { SurfaceShape } from '../../geo/position.ts';
import { DEFAULT_RULES, type RuleSet, type WorkKind, ruleSetAt } from '../../rules/rule-set.ts';
import type { AreaPicture, CompoundPicture, GridPicture, PatrolPicture } from '../../wire/area-picture.ts';
import type { PlanSummary } from '../../wire/plan-summary.ts';
import { areaLevels, areasAround } from './area-tree.ts';
import { ruleSets } from './rule-sets.ts';

/** Named places that are no premises anybody works in: ways in, street furniture, stops, nature. */
export const NO_ENTERPRISE = [
	'gate',
	'sally_port',
	'entrance',
	'bollard',
	'parking',
	'parking_entrance',
	'bicycle_parking',
	'bicycle_rental',
	'bench',
	'toilets',
	'waste_basket',
	'waste_disposal',
	'drinking_water',
	'fountain',
	'shelter',
	'bus_stop',
	'bus_station',
	'station',
	'subway_entrance',
	'stop',
	'stop_position',
	'platform',
	'crossing',
	'traffic_signals',
	'viewpoint',
	'artwork',
	'monument',
	'memorial',
	'tree',
	'peak',
	'park',
	'square',
	'garden',
	'playground',
	'bridge',
	'neighbourhood',
	'quarter',
	'suburb',
	'village',
	'town',
	'locality'
];

interface PlanRow {
	readonly id: number;
	readonly revision: number;
	readonly name: string;
	readonly state: PlanSummary['state'];
	readonly effective_from: Date | null;
	readonly faults: number;
}

/** The plan an area is seen through: the one that holds; with a moment, the one that held then, or the first there was if none did yet. */
export async function planInView(db: Db, districtId: number, atMs: number | null = null): Promise<PlanSummary | null> {
	const columns = sql`id, revision, name, state, effective_from, jsonb_array_length(faults) as faults`;
	const past =
		atMs === null
			? undefined
			: (
					await sql<PlanRow>`
						select ${columns} from plan where district_id = ${districtId} and state in ('effective', 'ended')
							and (effective_until is null or effective_until > ${new Date(atMs)}) order by effective_from, revision limit 1`.execute(db)
				).rows[0];
	const row =
		past ??
		(
			await sql<PlanRow>`
				select ${columns} from plan where district_id = ${districtId} and state in ('effective', 'draft')
				order by (state = 'effective') desc, revision desc limit 1`.execute(db)
		).rows[0];
	return row
		? {
				id: row.id,
				revision: row.revision,
				name: row.name,
				state: row.state,
				effectiveFromMs: row.effective_from?.getTime() ?? null,
				faults: row.faults
			}
		: null;
}

/** @returns null where there is no such area. With `asThen`, plan, rules and duties are those that held at `nowMs`. */
export async function readAreaPicture(db: Db, areaId: number, nowMs: number, asThen = false): Promise<AreaPicture | null> {
	const areas = await areasAround(db, areaId);
	const district = areas[0];
	if (!district) return null;
	const ids = belowOf(areas, areaId);
	const { boundary, attribution, outlines } = await readOutlines(db, areaId, district.id, ids);
	const plan = await planInView(db, district.id, asThen ? nowMs : null);
	const planId = plan?.id ?? -1;
	const grids = await readGrids(db, planId, district.id, ids, new Date(nowMs));
	const posts = await readPosts(db, planId, district.id, ids, areaId === district.id);
	const patrols = await readPatrols(db, planId, district.id, ids, new Date(nowMs));
	const people = await readPeople(db, district.id, ids, grids, patrols);
	return {
		districtId: district.id,
		areaId: areaId as AreaId,
		areas,
		levels: (await areaLevels(db, [district.id])).get(district.id) ?? [],
		boundary,
		outlines,
		plan,
		rules: await rulesNow(db, district.id, nowMs),
		grids,
		posts,
		compounds: await readCompounds(db, district.id, planId, ids, areaId === district.id),
		patrols,
		people,
		attribution,
		fictional: district.fictional
	};
}

/** The rule set in force; the defaults, as version 0, in a database where none was ever written. */
export const rulesNow = async (db: Db, districtId: number, nowMs: number): Promise<RuleSet> =>
	ruleSetAt(await ruleSets(db), districtId, nowMs) ?? { version: 0, districtId: null, effectiveFromMs: 0, note: '', rules: DEFAULT_RULES };

function belowOf(areas: readonly { readonly id: AreaId; readonly parentId: AreaId | null }[], areaId: number): number[] {
	const below = new Set<number>([areaId]);
	// Parents come before their children.
	for (const area of areas) if (area.parentId !== null && below.has(area.parentId)) below.add(area.id);
	return [...below];
}

async function readOutlines(db: Db, areaId: number, districtId: number, ids: readonly number[]) {
	const { rows } = await sql<{ id: number; shape: string; attribution: string }>`
		select id, st_asgeojson(geom, 7) as shape, attribution from area where id = any(${[...ids, districtId]}::int[]) order by depth, code`.execute(
		db
	);
	const shapes = rows.map((row) => ({ areaId: row.id as AreaId, shape: JSON.parse(row.shape) as SurfaceShape }));
	const own = shapes.find((row) => row.areaId === areaId);
	if (!own) throw new Error(`area ${areaId} vanished while it was read`);
	return {
		boundary: own.shape,
		outlines: shapes.filter((row) => row.areaId !== areaId && ids.includes(row.areaId)),
		attribution: rows.find((row) => row.id === districtId)?.attribution ?? ''
	};
}

interface GridRow {
	readonly id: number;
	readonly area_id: number;
	readonly code: string;
	readonly name: string;
	readonly risk: Risk;
	readonly shape: string;
	readonly area_m2: number;
	readonly ground_area_m2: number;
	readonly buildings: number;
	readonly households: number;
	readonly residents: number;
	readonly gates: number;
	readonly seats: number;
	readonly enterprises: number;
	readonly work: Readonly<Partial<Record<WorkKind, number>>>;
	readonly duty: readonly { readonly personId: PersonId; readonly duty: Duty }[];
}

async function readGrids(db: Db, planId: number, districtId: number, ids: readonly number[], now: Date): Promise<GridPicture[]> {
	const { rows } = await sql<GridRow>`
		with g as materialized (select * from grid where plan_id = ${planId} and area_id = any(${[...ids]}::int[])),
		housing as materialized (
			select gb.grid_id, count(*) as buildings, sum(b.households) as households, sum(b.residents) as residents
			from grid_building gb join building b on b.id = gb.building_id
			where gb.plan_id = ${planId} and gb.grid_id in (select id from g) group by gb.grid_id
		),
		gates as materialized (
			select at.id as grid_id, sum(c.gates) as gates
			from compound c cross join lateral (${gridAt(planId, sql`st_pointonsurface(c.geom)`)}) at
			where c.district_id = ${districtId} group by at.id
		),
		seats as materialized (
			select at.id as grid_id, sum(p.required) as seats from post p cross join lateral (${gridAt(planId, sql`p.geom`)}) at
			where p.district_id = ${districtId} group by at.id
		),
		enterprises as materialized (
			select at.id as grid_id, count(*) as enterprises from poi p cross join lateral (${gridAt(planId, sql`p.geom`)}) at
			where p.district_id = ${districtId} and not p.kind = any(${NO_ENTERPRISE}::text[]) group by at.id
		),
		work as materialized (
			select grid_id, json_object_agg(kind, count) as work from grid_work where grid_id in (select id from g) group by grid_id
		),
		duties as materialized (
			select subject_id as grid_id, json_agg(json_build_object('personId', person_id, 'duty', duty)
				order by array_position(array['primary', 'leader', 'backup'], duty), id) as duty
			from assignment where subject_kind = 'grid' and subject_id in (select id from g)
				and holds_from <= ${now}::timestamptz and (holds_until is null or holds_until > ${now}::timestamptz) group by subject_id
		)
		select g.id, g.area_id, g.code, g.name, g.risk, st_asgeojson(g.geom, 7) as shape, g.area_m2, g.ground_area_m2,
			coalesce(h.buildings, 0)::int as buildings, coalesce(h.households, 0)::int as households, coalesce(h.residents, 0)::int as residents,
			coalesce(t.gates, 0)::int as gates, coalesce(s.seats, 0)::int as seats, coalesce(e.enterprises, 0)::int as enterprises,
			coalesce(w.work, '{}'::json) as work, coalesce(d.duty, '[]'::json) as duty
		from g
		left join housing h on h.grid_id = g.id
		left join gates t on t.grid_id = g.id
		left join seats s on s.grid_id = g.id
		left join enterprises e on e.grid_id = g.id
		left join work w on w.grid_id = g.id
		left join duties d on d.grid_id = g.id
		order by g.code`.execute(db);
	return rows.map((row) => ({
		id: row.id as GridId,
		areaId: row.area_id as AreaId,
		code: row.code,
		name: row.name,
		risk: row.risk,
		shape: JSON.parse(row.shape) as SurfaceShape,
		areaM2: row.area_m2,
		groundAreaM2: row.ground_area_m2,
		buildings: row.buildings,
		households: row.households,
		residents: row.residents,
		// What the district counted itself stands before what can be counted here.
		work: {
			household: row.households,
			compoundGate: row.gates,
			postSeat: row.seats,
			enterprise: row.enterprises,
			isolatedHousehold: 0,
			openCase: 0,
			...row.work
		},
		workers: new Set(row.duty.filter((duty) => duty.duty === 'primary').map((duty) => duty.personId)).size,
		duty: row.duty
	}));
}

/** The grid a point lies in; the older of two where it lies on their border. Goes by the index of all grids, point by point. */
const gridAt = (planId: number, point: RawBuilder<unknown>): RawBuilder<unknown> =>
	sql`select id, area_id from grid where plan_id = ${planId} and st_intersects(grid.geom, ${point}) order by id limit 1`;

async function readPosts(db: Db, planId: number, districtId: number, ids: readonly number[], whole: boolean): Promise<Post[]> {
	const { rows } = await sql<{
		id: number;
		grid_id: number | null;
		kind: PostKind;
		code: string;
		name: string;
		required: number;
		lng: number;
		lat: number;
	}>`
		select p.id, g.id as grid_id, p.kind, p.code, p.name, p.required, st_x(p.geom) as lng, st_y(p.geom) as lat
		from post p left join lateral (${gridAt(planId, sql`p.geom`)}) g on true
		where p.district_id = ${districtId} and (${whole}::boolean or g.area_id = any(${[...ids]}::int[]))
		order by p.id`.execute(db);
	return rows.map((row) => ({
		id: row.id as PostId,
		gridId: row.grid_id as GridId | null,
		kind: row.kind,
		code: row.code,
		name: row.name,
		required: row.required,
		position: [row.lng, row.lat]
	}));
}

async function readCompounds(
	db: Db,
	districtId: number,
	planId: number,
	ids: readonly number[],
	whole: boolean
): Promise<CompoundPicture[]> {
	const { rows } = await sql<CompoundPicture>`
		select c.id, c.name, c.kind, c.property_company as "propertyCompany",
			json_build_array(st_x(st_pointonsurface(c.geom)), st_y(st_pointonsurface(c.geom))) as at
		from compound c left join lateral (${gridAt(planId, sql`st_pointonsurface(c.geom)`)}) g on true
		where c.district_id = ${districtId} and (${whole}::boolean or g.area_id = any(${[...ids]}::int[]))
		order by c.id`.execute(db);
	return rows;
}

interface PersonRow {
	readonly id: number;
	readonly name: string;
	readonly role: string;
	readonly organisation: string;
}
const toPerson = (row: PersonRow): Person => ({
	id: row.id as PersonId,
	name: row.name,
	role: row.role as PersonRole,
	organisation: row.organisation
});

async function readPatrols(db: Db, planId: number, districtId: number, ids: readonly number[], now: Date): Promise<PatrolPicture[]> {
	const { rows } = await sql<PersonRow & { no: number; area_id: number; grid_id: number | null }>`
		select d.id as no, p.id, p.name, p.role, p.organisation, coalesce(p.area_id, d.district_id) as area_id, (
			select a.subject_id from assignment a join grid g on g.id = a.subject_id and g.plan_id = ${planId}
			where a.person_id = p.id and a.subject_kind = 'grid' and a.holds_from <= ${now}::timestamptz and (a.holds_until is null or a.holds_until > ${now}::timestamptz)
			order by array_position(array['primary', 'leader', 'backup'], a.duty), a.id limit 1) as grid_id
		from device d join person p on p.id = d.person_id
		where d.district_id = ${districtId} and d.revoked_at is null and coalesce(p.area_id, d.district_id) = any(${[...ids]}::int[])
		order by d.id`.execute(db);
	return rows.map((row) => ({ no: row.no, person: toPerson(row), gridId: row.grid_id as GridId | null, areaId: row.area_id as AreaId }));
}

/** People that grids or open gaps name and who are not among the patrols. */
async function readPeople(
	db: Db,
	districtId: number,
	ids: readonly number[],
	grids: readonly GridPicture[],
	patrols: readonly PatrolPicture[]
): Promise<Person[]> {
	const tracked = new Set<number>(patrols.map((patrol) => patrol.person.id));
	const named = new Set<number>(grids.flatMap((grid) => grid.duty.map((duty) => duty.personId as number)));
	const missing = [...named].filter((id) => !tracked.has(id));
	const { rows } = await sql<PersonRow>`
		select id, name, role, organisation from person
		where district_id = ${districtId} and not id = any(${[...tracked]}::int[]) and (
			id = any(${missing}::int[]) or area_id = any(${[...ids]}::int[])
			or id in (select unnest(array[owner_id, backup_id]) from gap
				where district_id = ${districtId} and closed_at is null and area_path && ${[...ids]}::int[]))
		order by id`.execute(db);
	return rows.map(toPerson);
}
