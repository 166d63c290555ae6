/**
 * Reads what one person's phone needs to work without a signal: their grids with the buildings in them, the ways around, their seats and posts, what
 * was handed over to them. Only what is theirs.
 */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { GridId, Risk } from '#lib/area/area.ts';
import { zoneOf, type Zone } from '#lib/duty/local-time.ts';
import type { Duty, PersonId, PostId, PostKind } from '#lib/duty/post.ts';
import { readNeeds } from '#lib/duty/post-rule.ts';
import { overlaps } from '#lib/duty/span.ts';
import { onShiftSince } from '#lib/duty/field-shift.ts';
import { spansOf } from '#lib/duty/when.ts';
import { bboxOf } from '#lib/geo/bbox.ts';
import { clipSurface } from '#lib/geo/clip-surface.ts';
import type { Bbox, LineShape, MultiLineShape, SurfaceShape } from '#lib/geo/position.ts';
import type { PostingRules } from '#lib/rules/roster-rules.ts';
import type { FieldBuilding, FieldDay, FieldGrid, FieldPost } from '#lib/wire/field.ts';
import type { FieldPerson } from '../account/field-person.ts';
import { planInView, rulesNow } from './area-picture.ts';
import { staffingOf } from './check-ins.ts';
import { handOversTo } from './hand-overs.ts';
import { shiftMarks } from './field-shifts.ts';
import { hasOwnApp } from './own-devices.ts';
import { dutiesOf } from './roster-board.ts';
import { swapsOf } from './field-swaps.ts';

const DAY_MS = 86_400_000;
const BEFORE_DAYS = 1;
const AHEAD_DAYS = 7;
/** Ways and water this far around the grids, degrees: about 150 m. */
const AROUND = 0.0015;

const json = <T>(text: string): T => JSON.parse(text) as T;

/** What is the same for whoever asks in a district. */
export async function emptyFieldDay(db: Db, districtId: number, nowMs: number): Promise<FieldDay> {
	const [{ rules }, district] = await Promise.all([
		rulesNow(db, districtId, nowMs),
		db.selectFrom('area').where('id', '=', districtId).select(['attribution', 'fictional']).executeTakeFirst()
	]);
	return {
		person: null,
		districtId: districtId as FieldDay['districtId'],
		nowMs,
		zone: rules.duty.timeZone,
		rules: { posting: rules.posting, workload: rules.workload, patrol: rules.patrol },
		attribution: district?.attribution ?? '',
		fictional: district?.fictional ?? false,
		grids: [],
		ways: [],
		water: [],
		duties: [],
		posts: [],
		swaps: [],
		squad: null,
		onShiftSinceMs: null,
		checkedIn: null,
		handOvers: [],
		tracker: { known: false }
	};
}

/**
 * What does not depend on one another is asked for at once: where the database has one line, it is waited for once and not once a statement.
 * @param seenAtMs when a building was last seen, as the live side knows it
 */
export async function fieldDay(
	db: Db,
	person: FieldPerson,
	seenAtMs: (buildingId: number) => number | null,
	nowMs: number
): Promise<FieldDay> {
	const span = { startMs: nowMs - BEFORE_DAYS * DAY_MS, endMs: nowMs + AHEAD_DAYS * DAY_MS };
	const [empty, { rules }, plan, duties, staffing, open, marks, swaps, squad, handOvers, known] = await Promise.all([
		emptyFieldDay(db, person.districtId, nowMs),
		rulesNow(db, person.districtId, nowMs),
		planInView(db, person.districtId),
		dutiesOf(db, person.districtId, span, { people: [person.id] }),
		staffingOf(db, person.districtId),
		db
			.selectFrom('check_in')
			.where('person_id', '=', person.id)
			.where('until', 'is', null)
			.orderBy('at', 'desc')
			.select(['post_id', 'at'])
			.executeTakeFirst(),
		shiftMarks(db, person.id, { startMs: nowMs, endMs: nowMs }),
		swapsOf(db, person.id),
		squadOf(db, person.id),
		handOversTo(db, person.id, nowMs),
		hasOwnApp(db, person.id)
	]);
	const grids = await gridsOf(db, plan?.id ?? -1, person.id, rules.coverage.limitH, seenAtMs, nowMs);
	const boxes = grids.map((grid) => around(bboxOf(grid.shape)));
	const [posts, ways, water] = await Promise.all([
		postsOf(
			db,
			person.districtId,
			{ ids: duties.map(({ postId }) => postId), gridIds: grids.map(({ id }) => id) },
			new Map(staffing.map((post) => [post.postId, post.present])),
			rules.posting,
			zoneOf(empty.zone),
			nowMs
		),
		waysAround(db, person.districtId, boxes),
		waterAround(db, person.districtId, boxes)
	]);
	const codes = new Map(posts.map((post) => [post.id, post.code]));
	return {
		...empty,
		person: { id: person.id, name: person.name, role: person.role, organisation: person.organisation },
		grids,
		ways,
		water,
		duties: duties.map((duty) => ({ ...duty, postCode: codes.get(duty.postId) ?? '' })),
		posts,
		swaps,
		squad,
		onShiftSinceMs: onShiftSince(marks, nowMs),
		checkedIn: open ? { postId: open.post_id as PostId, atMs: open.at.getTime() } : null,
		handOvers,
		tracker: { known }
	};
}

async function gridsOf(
	db: Db,
	planId: number,
	personId: number,
	limitH: Readonly<Record<Risk, number>>,
	seenAtMs: (buildingId: number) => number | null,
	nowMs: number
): Promise<FieldGrid[]> {
	const at = new Date(nowMs);
	const { rows } = await sql<{ id: GridId; code: string; name: string; risk: Risk; duty: Duty; shape: string }>`
		select g.id, g.code, g.name, g.risk, a.duty, st_asgeojson(g.geom, 6) as shape
		from (select distinct on (subject_id) subject_id, duty from assignment
			where person_id = ${personId} and subject_kind = 'grid' and holds_from <= ${at} and (holds_until is null or holds_until > ${at})
			order by subject_id, array_position(array['primary', 'backup', 'leader'], duty)) a
		join grid g on g.id = a.subject_id and g.plan_id = ${planId}
		order by array_position(array['primary', 'backup', 'leader'], a.duty), g.code`.execute(db);
	const { rows: buildings } = await sql<{ gridId: GridId; id: number; name: string; households: number; shape: string }>`
		select gb.grid_id as "gridId", b.id, b.name, b.households, st_asgeojson(b.geom, 6) as shape
		from grid_building gb join building b on b.id = gb.building_id
		where gb.plan_id = ${planId} and gb.grid_id = any(${rows.map(({ id }) => id)}::int[]) order by b.id`.execute(db);
	const byGrid = Map.groupBy(buildings, ({ gridId }) => gridId);
	return rows.map(({ risk, shape, ...grid }) => ({
		...grid,
		shape: json<SurfaceShape>(shape),
		limitH: limitH[risk],
		buildings: (byGrid.get(grid.id) ?? []).map(({ gridId: _, shape: outline, ...building }): FieldBuilding => ({
			...building,
			shape: json<SurfaceShape>(outline),
			seenAtMs: seenAtMs(building.id)
		}))
	}));
}

const around = ([west, south, east, north]: Bbox): Bbox => [west - AROUND, south - AROUND, east + AROUND, north + AROUND];

/** The boxes as rows of a query; none where there are none. */
const boxRows = (boxes: readonly Bbox[]) => sql`(
	select st_makeenvelope(w, s, e, n, 4326) as box from unnest(${boxes.map(([w]) => w)}::float8[], ${boxes.map((box) => box[1])}::float8[],
		${boxes.map((box) => box[2])}::float8[], ${boxes.map((box) => box[3])}::float8[]) as u (w, s, e, n))`;

async function waysAround(db: Db, districtId: number, boxes: readonly Bbox[]): Promise<FieldDay['ways'][number][]> {
	const { rows } = await sql<{ class: string; name: string; shape: string }>`
		select r.class, r.name, st_asgeojson(r.geom, 6) as shape from road r
		where r.district_id = ${districtId} and st_dimension(r.geom) = 1
			and exists (select from ${boxRows(boxes)} b where st_intersects(r.geom, b.box)) order by r.id`.execute(db);
	return rows.map((row) => ({ ...row, shape: json<LineShape | MultiLineShape>(row.shape) }));
}

async function waterAround(db: Db, districtId: number, boxes: readonly Bbox[]): Promise<SurfaceShape[]> {
	const { rows } = await sql<{ shape: string }>`
		select st_asgeojson(l.geom, 6) as shape from landuse l
		where l.district_id = ${districtId} and l.kind = 'water' and st_dimension(l.geom) = 2
			and exists (select from ${boxRows(boxes)} b where l.geom && b.box) order by l.id`.execute(db);
	const west = Math.min(...boxes.map((box) => box[0]));
	const south = Math.min(...boxes.map((box) => box[1]));
	const east = Math.max(...boxes.map((box) => box[2]));
	const north = Math.max(...boxes.map((box) => box[3]));
	// A river runs through the whole district: only what is near is of use.
	return rows.flatMap((row) => {
		const clipped = clipSurface(json<SurfaceShape>(row.shape), [west, south, east, north]);
		const coordinates = clipped.type === 'MultiPolygon' ? clipped.coordinates.filter((rings) => rings.length > 0) : [];
		return coordinates.length > 0 ? [{ type: 'MultiPolygon' as const, coordinates }] : [];
	});
}

async function postsOf(
	db: Db,
	districtId: FieldPerson['districtId'],
	of: { readonly ids: readonly number[]; readonly gridIds: readonly number[] },
	staffing: ReadonlyMap<number, number | null>,
	posting: PostingRules,
	zone: Zone | null,
	nowMs: number
): Promise<FieldPost[]> {
	const { rows } = await sql<{
		id: PostId;
		code: string;
		kind: PostKind;
		name: string;
		required: number;
		lng: number;
		lat: number;
		token: string | null;
		needs: string | null;
	}>`
		select p.id, p.code, p.kind, p.name, p.required, st_x(p.geom) as lng, st_y(p.geom) as lat, p.code_token as token,
			(select r.needs from post_rule r where r.post_id = p.id and r.from_day <= (${new Date(nowMs)}::timestamptz at time zone ${zone?.id ?? 'UTC'})::date
				order by r.from_day desc limit 1) as needs
		from post p where p.district_id = ${districtId} and (p.id = any(${[...of.ids]}::int[])
			or exists (select from grid g where g.id = any(${[...of.gridIds]}::int[]) and st_intersects(g.geom, p.geom)))
		order by p.code`.execute(db);
	return rows.map(({ lng, lat, token, needs, required, ...post }) => ({
		...post,
		position: [lng, lat],
		codeHash: token === null ? null : createHash('sha256').update(token, 'utf8').digest('hex'),
		asked: needs === null || zone === null ? required : askedAt(needs, posting, zone, nowMs),
		present: staffing.get(post.id) ?? null
	}));
}

/** How many a rule asks for at a moment, all roles together. */
function askedAt(needs: string, posting: PostingRules, zone: Zone, nowMs: number): number {
	const read = readNeeds(needs, posting.roles);
	if (!read.ok) return 0;
	const { day } = zone.localOf(nowMs);
	const moment = { startMs: nowMs, endMs: nowMs + 1 };
	const most = new Map<string, number>();
	for (const { when, role, skills, count } of read.value) {
		if (!spansOf(when, zone, day - 2, day + 1).some((span) => overlaps(span, moment))) continue;
		const key = [role, ...skills].join('+');
		most.set(key, Math.max(most.get(key) ?? 0, count));
	}
	return [...most.values()].reduce((sum, count) => sum + count, 0);
}

async function squadOf(db: Db, personId: number): Promise<FieldDay['squad']> {
	const { rows } = await sql<{ name: string; leadName: string | null; members: { id: PersonId; name: string }[] }>`
		select s.name, l.name as "leadName", (select json_agg(json_build_object('id', p.id, 'name', p.name) order by p.id)
			from squad_member o join person p on p.id = o.person_id where o.squad_id = s.id) as members
		from squad_member m join squad s on s.id = m.squad_id left join person l on l.id = s.lead_id
		where m.person_id = ${personId} order by s.id limit 1`.execute(db);
	return rows[0] ?? null;
}
