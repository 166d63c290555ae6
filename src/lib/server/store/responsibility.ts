/** What D2 is judged by: grids, posts, compounds and buildings of a district, who is named for them, who is away, and the squads. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { AreaId, GridId } from '#lib/area/area.ts';
import type { Duty, PersonId } from '#lib/duty/post.ts';
import type { Span } from '#lib/duty/span.ts';
import type { PointShape, SurfaceShape } from '#lib/geo/position.ts';
import type { ResponsibilityGround } from '#lib/ledger/responsibility-findings.ts';
import type { DutySubjectKind } from '#lib/rules/duty-rules.ts';

export interface Responsibilities extends ResponsibilityGround {
	/** Where people and squads belong. */
	readonly areaOfPerson: ReadonlyMap<PersonId, AreaId>;
	readonly areaOfSquad: ReadonlyMap<number, AreaId>;
}

/** @param planId the plan that holds; -1: none. @param grids those of that plan */
export async function loadResponsibilities(
	db: Db,
	districtId: AreaId,
	planId: number,
	grids: readonly { readonly id: GridId; readonly name: string; readonly shape: SurfaceShape }[],
	buildings: readonly { readonly id: number; readonly name: string; readonly gridId: GridId | null; readonly shape: SurfaceShape }[],
	sinceMs: number
): Promise<Responsibilities> {
	const gridOf = sql`(select g.id from grid g where g.plan_id = ${planId} and st_intersects(g.geom, st_pointonsurface(t.geom)) order by g.id limit 1)`;
	const posts = await sql<{ id: number; name: string; gridId: GridId | null; shape: string }>`
		select t.id, case when t.name = '' then t.code else t.name end as name, ${gridOf} as "gridId", st_asgeojson(t.geom, 7) as shape
		from post t where t.district_id = ${districtId} order by t.id`.execute(db);
	const compounds = await sql<{ id: number; name: string; gridId: GridId | null; shape: string; company: string | null }>`
		select t.id, t.name, ${gridOf} as "gridId", st_asgeojson(st_pointonsurface(t.geom), 7) as shape, t.property_company as company
		from compound t where t.district_id = ${districtId} order by t.id`.execute(db);
	const people = await sql<{ id: PersonId; name: string; roles: string[]; areaId: AreaId }>`
		select id, name, case when roles = '{}' then array[role] else roles end as roles, coalesce(area_id, district_id) as "areaId"
		from person where district_id = ${districtId} order by id`.execute(db);
	const leave = await sql<{ personId: PersonId; startMs: number; endMs: number }>`
		select l.person_id as "personId", (extract(epoch from l.starts_at) * 1000)::float8 as "startMs", (extract(epoch from l.ends_at) * 1000)::float8 as "endMs"
		from leave l join person p on p.id = l.person_id where p.district_id = ${districtId} and l.ends_at > now() order by l.id`.execute(db);
	// Of what is over, the last of each subject and duty says since when it is missed.
	const duties = await sql<{
		kind: DutySubjectKind;
		id: number;
		personId: PersonId;
		duty: Duty;
		startMs: number;
		endMs: number | null;
		ended: boolean;
	}>`
		with own as (
			select a.*, a.holds_until is not null and (a.holds_until <= now() or a.holds_until <= a.holds_from) as over
			from assignment a join person p on p.id = a.person_id
			where p.district_id = ${districtId} and a.duty <> 'leader' and (a.holds_until is null or a.holds_until > a.holds_from)
				and (a.subject_kind <> 'grid' or a.subject_id in (select id from grid where plan_id = ${planId}))
		), kept as (
			select * from own where not over union all
			(select distinct on (subject_kind, subject_id, duty) * from own where over order by subject_kind, subject_id, duty, holds_until desc)
		)
		select subject_kind as kind, subject_id as id, person_id as "personId", duty, (extract(epoch from holds_from) * 1000)::float8 as "startMs",
			(extract(epoch from holds_until) * 1000)::float8 as "endMs", end_reason is not null as ended
		from kept order by id`.execute(db);
	const squads = await sql<{ id: number; name: string; template: string; areaId: AreaId; changedAtMs: number; members: PersonId[] }>`
		select s.id, s.name, s.template, s.area_id as "areaId", (extract(epoch from s.changed_at) * 1000)::float8 as "changedAtMs",
			array(select person_id from squad_member where squad_id = s.id order by person_id) as members
		from squad s where s.district_id = ${districtId} order by s.id`.execute(db);

	const leaveOf = Map.groupBy(leave.rows, ({ personId }) => personId);
	const none: readonly Span[] = [];
	return {
		subjects: [
			...grids.map(({ id, name, shape }) => ({ kind: 'grid' as const, id, name, gridId: id, shape })),
			...buildings.map(({ id, name, gridId, shape }) => ({ kind: 'building' as const, id, name, gridId, shape })),
			...posts.rows.map(({ shape, ...post }) => ({ kind: 'post' as const, ...post, shape: JSON.parse(shape) as PointShape })),
			...compounds.rows.map(({ shape, company, ...compound }) => ({
				kind: 'compound' as const,
				...compound,
				shape: JSON.parse(shape) as SurfaceShape | PointShape,
				propertyCompany: company
			}))
		],
		duties: duties.rows.map((row) => ({ ...row, endMs: row.endMs ?? Infinity })),
		people: new Map(people.rows.map(({ id, name, roles }) => [id, { name, roles, leave: leaveOf.get(id) ?? none }])),
		squads: squads.rows.map(({ areaId: _, ...squad }) => squad),
		sinceMs,
		areaOfPerson: new Map(people.rows.map(({ id, areaId }) => [id, areaId])),
		areaOfSquad: new Map(squads.rows.map(({ id, areaId }) => [id, areaId]))
	};
}
