/**
 * Everything of one district that its live picture stands on: areas, the effective plan's grids, buildings, land use, roads, posts, people,
 * trackers, duties and rules, as domain objects. Read once and again when the fingerprint of the district changes.
 */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { AreaId, GridId, Risk } from '#lib/area/area.ts';
import type { PersonId, PostId } from '#lib/duty/post.ts';
import type { LineShape, MultiLineShape, Position, SurfaceShape } from '#lib/geo/position.ts';
import type { DeviceId } from '#lib/patrol/fix.ts';
import type { RuleSet } from '#lib/rules/rule-set.ts';
import type { PlanSummary } from '#lib/wire/plan-summary.ts';
import { planInView } from './area-picture.ts';
import { loadResponsibilities, type Responsibilities } from './responsibility.ts';
import { ruleSets } from './rule-sets.ts';

export interface LiveGrid {
	readonly id: GridId;
	readonly areaId: AreaId;
	readonly code: string;
	readonly name: string;
	readonly risk: Risk;
	readonly shape: SurfaceShape;
	readonly areaM2: number;
	readonly groundAreaM2: number;
}
export interface LiveBuilding {
	readonly id: number;
	readonly sourceId: string;
	readonly name: string;
	/** Null where the plan gives it to no grid. */
	readonly gridId: GridId | null;
	readonly compoundId: number | null;
	readonly households: number;
	readonly shape: SurfaceShape;
}
export interface LiveRoad {
	readonly name: string;
	readonly class: string;
	readonly shape: LineShape | MultiLineShape;
}
export interface LiveDevice {
	readonly id: DeviceId;
	readonly personId: PersonId;
	readonly personName: string;
	/** Where its person belongs: their home area, else the district. */
	readonly areaId: AreaId;
}
export interface LivePost {
	readonly id: PostId;
	readonly areaId: AreaId;
	readonly position: Position;
}

export interface LiveGround {
	readonly districtId: AreaId;
	readonly districtCode: string;
	readonly districtName: string;
	/** Parent of every area of the district; null for the district itself. */
	readonly parents: ReadonlyMap<AreaId, AreaId | null>;
	readonly plan: (PlanSummary & { readonly madeAtMs: number; readonly faultList: readonly unknown[] }) | null;
	readonly grids: readonly LiveGrid[];
	readonly buildings: readonly LiveBuilding[];
	/** Areas of land use with their kinds. */
	readonly landuse: readonly { readonly kind: string; readonly shape: SurfaceShape }[];
	readonly roads: readonly LiveRoad[];
	readonly compoundNames: ReadonlyMap<number, string>;
	readonly posts: readonly LivePost[];
	readonly devices: readonly LiveDevice[];
	readonly responsibilities: Responsibilities;
	/** Every version, of this district and general ones. */
	readonly ruleSets: readonly RuleSet[];
	readonly fingerprint: DistrictFingerprint;
}

const json = <T>(text: string): T => JSON.parse(text) as T;

/**
 * @param atMs null: as it is; else with the plan that held then. Buildings, posts and people have no past: they are those of now.
 * @returns null where there is no such district any more.
 */
export async function loadLiveGround(db: Db, districtId: AreaId, atMs: number | null = null): Promise<LiveGround | null> {
	// First, so that a change made while the rest is read is noticed at the next look.
	const fingerprint = (await districtFingerprints(db)).find((one) => one.districtId === districtId);
	if (!fingerprint) return null;
	const areas = await db
		.selectFrom('area')
		.where((e) => e.or([e('district_id', '=', districtId), e('id', '=', districtId)]))
		.select(['id', 'parent_id', 'code', 'name'])
		.execute();
	const pastPlan = atMs === null ? null : await planInView(db, districtId, atMs);
	const plan = await db
		.selectFrom('plan')
		.where('district_id', '=', districtId)
		.where((e) => (pastPlan ? e('id', '=', pastPlan.id) : e('state', 'in', ['effective', 'draft'])))
		// An imported district whose grids have faults holds a draft only; its faults are what there is to see.
		.orderBy(sql`state = 'effective'`, 'desc')
		.orderBy('revision', 'desc')
		.limit(1)
		.selectAll()
		.$narrowType<{ state: 'effective' | 'draft' | 'ended' }>()
		.executeTakeFirst();
	const planId = plan?.id ?? -1;

	const grids = await sql<Omit<LiveGrid, 'shape'> & { shape: string }>`
		select id, area_id as "areaId", code, name, risk, st_asgeojson(geom, 9) as shape, area_m2 as "areaM2", ground_area_m2 as "groundAreaM2"
		from grid where plan_id = ${planId} order by code`.execute(db);
	const buildings = await sql<Omit<LiveBuilding, 'shape'> & { shape: string }>`
		select b.id, b.source_id as "sourceId", b.name, gb.grid_id as "gridId", b.compound_id as "compoundId", b.households, st_asgeojson(b.geom, 9) as shape
		from building b left join grid_building gb on gb.building_id = b.id and gb.plan_id = ${planId}
		where b.district_id = ${districtId} order by b.id`.execute(db);
	const landuse = await sql<{ kind: string; shape: string }>`
		select kind, st_asgeojson(geom, 9) as shape from landuse where district_id = ${districtId} and st_dimension(geom) = 2`.execute(db);
	const roads = await sql<{ name: string; class: string; shape: string }>`
		select name, class, st_asgeojson(geom, 7) as shape from road
		where district_id = ${districtId} and name <> '' and st_dimension(geom) = 1`.execute(db);
	const compounds = await db.selectFrom('compound').where('district_id', '=', districtId).select(['id', 'name']).execute();
	const posts = await sql<{ id: PostId; areaId: AreaId; lng: number; lat: number }>`
		select p.id, coalesce((select g.area_id from grid g where g.plan_id = ${planId} and st_intersects(g.geom, p.geom) order by g.id limit 1),
			${districtId}) as "areaId", st_x(p.geom) as lng, st_y(p.geom) as lat
		from post p where p.district_id = ${districtId} order by p.id`.execute(db);
	const devices = await db
		.selectFrom('device')
		.innerJoin('person', 'person.id', 'device.person_id')
		.where('device.district_id', '=', districtId)
		.where('device.revoked_at', 'is', null)
		.orderBy('device.id')
		.select(['device.id', 'person.id as personId', 'person.name', 'person.area_id'])
		.execute();
	const faultList = plan?.faults ?? [];
	const shapedGrids = grids.rows.map((row) => ({ ...row, shape: json<SurfaceShape>(row.shape) }));
	const shapedBuildings = buildings.rows.map((row) => ({ ...row, shape: json<SurfaceShape>(row.shape) }));
	const sinceMs = (plan?.effective_from ?? plan?.created_at)?.getTime() ?? 0;
	return {
		districtId,
		districtCode: areas.find((area) => area.id === districtId)?.code ?? '',
		districtName: areas.find((area) => area.id === districtId)?.name ?? '',
		parents: new Map(areas.map((area) => [area.id as AreaId, area.parent_id as AreaId | null])),
		plan: plan
			? {
					id: plan.id,
					revision: plan.revision,
					name: plan.name,
					state: plan.state,
					effectiveFromMs: plan.effective_from?.getTime() ?? null,
					faults: faultList.length,
					madeAtMs: plan.created_at.getTime(),
					faultList
				}
			: null,
		grids: shapedGrids,
		buildings: shapedBuildings,
		landuse: landuse.rows.map((row) => ({ ...row, shape: json<SurfaceShape>(row.shape) })),
		roads: roads.rows.map((row) => ({ ...row, shape: json<LineShape | MultiLineShape>(row.shape) })),
		compoundNames: new Map(compounds.map((row) => [row.id, row.name])),
		posts: posts.rows.map((row) => ({ id: row.id, areaId: row.areaId, position: [row.lng, row.lat] })),
		devices: devices.map((row) => ({
			id: row.id as DeviceId,
			personId: row.personId as PersonId,
			personName: row.name,
			areaId: (row.area_id ?? districtId) as AreaId
		})),
		responsibilities: await loadResponsibilities(db, districtId, planId, shapedGrids, shapedBuildings, sinceMs),
		ruleSets: (await ruleSets(db)).filter((set) => set.districtId === null || set.districtId === districtId),
		fingerprint
	};
}

/** What each part of a district looks like from outside: a part whose text changes has changed. */
export interface DistrictFingerprint {
	readonly districtId: AreaId;
	readonly lastSeq: number;
	readonly parts: Readonly<Record<'plan' | 'posts' | 'people' | 'devices' | 'rules' | 'buildings', string>>;
}

/** One cheap look at all districts: other processes change them, and notifications do not cross the embedded engine's socket. */
export async function districtFingerprints(db: Db): Promise<DistrictFingerprint[]> {
	const { rows } = await sql<{ id: number; last_seq: number } & Record<keyof DistrictFingerprint['parts'], string>>`
		with areas as (select id, last_seq, created_at from area where depth = 0)
		select a.id, a.last_seq,
			(select concat_ws(',', count(*), max(p.id), max(p.revision), string_agg(p.state || p.id, ' ' order by p.id))
				from plan p where p.district_id = a.id and p.state in ('effective', 'draft')) as plan,
			(select concat_ws(',', count(*), max(id), max(changed_at)) from post where district_id = a.id) as posts,
			(select concat_ws(',', count(*), max(id), max(changed_at)) from person where district_id = a.id) || ';' ||
				(select concat_ws(',', count(*), max(s.id), max(s.changed_at), count(s.holds_until), sum(case when s.holds_from <= now() and
						(s.holds_until is null or s.holds_until > now()) then 1 else 0 end))
					from assignment s join person q on q.id = s.person_id where q.district_id = a.id) || ';' ||
				(select concat_ws(',', count(*), max(l.id)) from leave l join person q on q.id = l.person_id where q.district_id = a.id) || ';' ||
				(select concat_ws(',', count(*), max(id), max(changed_at)) from squad where district_id = a.id) as people,
			(select concat_ws(',', count(*), max(id), count(revoked_at)) from device where district_id = a.id) as devices,
			(select concat_ws(',', count(*), max(version), max(effective_from))
				from rule_set where effective_from <= now() and (district_id = a.id or district_id is null)) as rules,
			extract(epoch from a.created_at)::text as buildings
		from areas a order by a.id`.execute(db);
	return rows.map(({ id, last_seq: lastSeq, ...parts }) => ({
		districtId: id as AreaId,
		lastSeq: Number(lastSeq),
		parts
	}));
}

/** The same short text while nothing that the still picture of an area shows has changed; another one afterwards. */
export const groundMark = ({ plan, posts, people, devices, rules, buildings }: DistrictFingerprint['parts']): string =>
	createHash('sha256')
		.update(JSON.stringify([plan, posts, people, devices, rules, buildings]))
		.digest('base64url')
		.slice(0, 16);
