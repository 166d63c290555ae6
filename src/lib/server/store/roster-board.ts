/**
 * Reads the roster of an area over some days: what its posts ask for, its people, who is planned and who was there. A handful of queries, whatever
 * the size; all by index.
 */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { AreaId, GridId } from '#lib/area/area.ts';
import { dateOf, dayOf, weekdayOf, type Zone } from '#lib/duty/local-time.ts';
import type { Leave } from '#lib/duty/people.ts';
import type { PersonId, PersonRole, PostId, PostKind } from '#lib/duty/post.ts';
import { overlaps, type Span } from '#lib/duty/span.ts';
import { readWhen, spansOf } from '#lib/duty/when.ts';
import type { PostingRules } from '#lib/rules/roster-rules.ts';
import type { BoardCheckIn, BoardPerson, BoardPost, RosterBoard, SeatDuty, Swap, Wish } from '#lib/wire/roster-board.ts';
import { planInView } from './area-picture.ts';
import { areaIdsBelow, districtOf } from './area-tree.ts';
import { postingRulesOf } from './posting-rules.ts';

export const DAYS = 7;
const DAY_MS = 86_400_000;
/** No seat is longer. */
const LONGEST_MS = 2 * DAY_MS;
/** Around the days, so that rest, hours and days off are known. */
export const AROUND_DAYS = 8;
const LATELY_DAYS = 28;
/** A shift that began longer ago than this was forgotten, not worked. */
const LONGEST_SHIFT_H = 36;

/** Milliseconds of a column, as a number that is exact. */
const ms = (column: string) => sql<number>`(extract(epoch from ${sql.ref(column)}) * 1000)::float8`;

/** @returns null where there is no such area */
export async function rosterBoard(
	db: Db,
	areaId: number,
	asked: { readonly from?: string | undefined; readonly days?: number | undefined },
	nowMs: number
): Promise<RosterBoard | null> {
	const districtId = await districtOf(db, areaId);
	if (districtId === null) return null;
	const { posting: rules, zone } = await postingRulesOf(db, districtId, nowMs);
	const fromDay = (asked.from === undefined ? null : dayOf(asked.from)) ?? zone.localOf(nowMs).day;
	const days = asked.days ?? DAYS;
	const span: Span = { startMs: zone.instantOf(fromDay, 0), endMs: zone.instantOf(fromDay + days, 0) };
	const around: Span = { startMs: span.startMs - AROUND_DAYS * DAY_MS, endMs: span.endMs + AROUND_DAYS * DAY_MS };
	// Read first: what is read after it is at least as new.
	const seq = (await db.selectFrom('area').where('id', '=', districtId).select('last_seq').executeTakeFirstOrThrow()).last_seq;
	const areas = await areaIdsBelow(db, areaId);
	const posts = await postsOf(db, districtId, areas, nowMs);
	const postIds = posts.map(({ id }) => id);
	const here = await dutiesOf(db, districtId, span, { posts: postIds });
	const people = await peopleOf(
		db,
		{ districtId, areas, also: [...new Set(here.map(({ personId }) => personId))] },
		{ fromDay, days, around },
		nowMs
	);
	const personIds = people.map(({ id }) => id);
	const beside = await dutiesOf(db, districtId, around, { people: personIds });
	const known = new Set(here.map(({ id }) => id));
	const lately = await latelyOf(db, zone, rules, fromDay, districtId, personIds);
	return {
		areaId: areaId as AreaId,
		seq: Number(seq),
		nowMs,
		zone: zone.id,
		from: dateOf(fromDay),
		days,
		rules,
		posts,
		people: people.map((person) => ({ ...person, ...(lately.get(person.id) ?? { nightsBefore: 0, weekendsBefore: 0 }) })),
		duties: [...here, ...beside.filter(({ id }) => !known.has(id))],
		checkIns: await checkInsOf(db, span, postIds, nowMs),
		swaps: await swapsOf(db, districtId, new Set(postIds), new Set(personIds))
	};
}

/** Posts that stand in these areas, by code. */
export async function postsOf(db: Db, districtId: AreaId, areas: readonly number[], nowMs: number): Promise<BoardPost[]> {
	const plan = await planInView(db, districtId);
	const at = new Date(nowMs);
	const { rows } = await sql<{
		id: PostId;
		code: string;
		kind: PostKind;
		name: string;
		areaId: AreaId;
		gridId: GridId | null;
		lng: number;
		lat: number;
		weight: number;
		shifts: string[] | null;
		squadId: number | null;
		rules: BoardPost['rules'];
	}>`
		with placed as (
			select p.*, g.id as grid_id, coalesce(g.area_id, p.district_id) as area_id from post p
			left join lateral (select id, area_id from grid where plan_id = ${plan?.id ?? -1} and st_intersects(geom, p.geom) order by id limit 1) g on true
			where p.district_id = ${districtId}
		)
		select p.id, p.code, p.kind, p.name, p.area_id as "areaId", p.grid_id as "gridId", st_x(p.geom) as lng, st_y(p.geom) as lat, p.weight, p.shifts,
			(select min(m.squad_id) from assignment a join squad_member m on m.person_id = a.person_id
				where a.subject_kind = 'post' and a.subject_id = p.id and a.duty = 'primary' and a.holds_from <= ${at}
					and (a.holds_until is null or a.holds_until > ${at})) as "squadId",
			coalesce((select json_agg(json_build_object('from', to_char(r.from_day, 'YYYY-MM-DD'), 'needs', r.needs, 'madeByName', r.made_name) order by r.from_day)
				from post_rule r where r.post_id = p.id), '[]'::json) as rules
		from placed p where p.area_id = any(${[...areas]}::int[]) order by p.code`.execute(db);
	return rows.map(({ lng, lat, ...post }) => ({ ...post, position: [lng, lat] }));
}

/** Planned seats that touch the span: at these posts, or of these people. In order of time. */
export async function dutiesOf(
	db: Db,
	districtId: number,
	span: Span,
	of: { readonly posts: readonly number[] } | { readonly people: readonly number[] } | { readonly ids: readonly number[] }
): Promise<SeatDuty[]> {
	const chosen =
		'posts' in of
			? sql`post_id = any(${[...of.posts]}::int[])`
			: 'people' in of
				? sql`person_id = any(${[...of.people]}::int[])`
				: sql`id = any(${[...of.ids]}::int[])`;
	const { rows } = await sql<SeatDuty>`
		select id, seat, post_id as "postId", role, skills, person_id as "personId", ${ms('starts_at')} as "startMs", ${ms('ends_at')} as "endMs",
			${ms('confirmed_at')} as "confirmedAtMs", made_name as "madeByName", ${ms('made_at')} as "madeAtMs"
		from seat_duty where district_id = ${districtId} and dropped_at is null and starts_at < ${new Date(span.endMs)}
			and starts_at > ${new Date(span.startMs - LONGEST_MS)} and ends_at > ${new Date(span.startMs)} and ${chosen}
		order by starts_at, id`.execute(db);
	return rows;
}

/** People who sit at these posts, lately or soon. */
export async function seatedAt(db: Db, districtId: number, posts: readonly number[], nowMs: number): Promise<number[]> {
	const { rows } = await sql<{ id: number }>`
		select distinct person_id as id from seat_duty where district_id = ${districtId} and dropped_at is null
			and starts_at > ${new Date(nowMs - AROUND_DAYS * DAY_MS)} and post_id = any(${[...posts]}::int[])`.execute(db);
	return rows.map(({ id }) => id);
}

export type Unweighed = Omit<BoardPerson, 'nightsBefore' | 'weekendsBefore'>;

/** People at home in these areas or in their squads, and those who are named. */
export async function peopleOf(
	db: Db,
	who: { readonly districtId: number; readonly areas: readonly number[]; readonly also: readonly number[] },
	when: { readonly fromDay: number; readonly days: number; readonly around: Span },
	nowMs: number
): Promise<Unweighed[]> {
	const { rows } = await sql<{
		id: PersonId;
		name: string;
		role: PersonRole;
		roles: PersonRole[];
		skills: string[];
		organisation: string;
		hours: string[];
		squadId: number | null;
		lng: number | null;
		lat: number | null;
		leave: (Leave & { id: number })[];
		wishes: Wish[];
		shift: { kind: string; atMs: number } | null;
	}>`
		with homes as (
			select id, st_pointonsurface(geom) as at from area where id = any(${[...who.areas]}::int[]) and id <> ${who.districtId}
		), away as (
			select l.person_id, json_agg(json_build_object('id', l.id, 'startMs', extract(epoch from l.starts_at) * 1000,
				'endMs', extract(epoch from l.ends_at) * 1000, 'kind', l.kind) order by l.starts_at) as list
			from leave l where l.ends_at > ${new Date(when.around.startMs)} and l.starts_at < ${new Date(when.around.endMs)} group by l.person_id
		), wanted as (
			select w.person_id, json_agg(json_build_object('id', w.id, 'want', w.want, 'on', to_char(w.on_day, 'YYYY-MM-DD'), 'hours', w.hours,
				'weight', w.weight) order by w.on_day, w.id) as list
			from wish w where w.on_day >= ${dateOf(when.fromDay)}::date and w.on_day < ${dateOf(when.fromDay + when.days)}::date group by w.person_id
		), teams as (
			select m.person_id, min(m.squad_id) as squad_id from squad_member m group by m.person_id
		), shifts as (
			select distinct on (person_id) person_id, json_build_object('kind', kind, 'atMs', extract(epoch from at) * 1000) as last
			from field_record where district_id = ${who.districtId} and kind in ('shift-started', 'shift-ended')
				and at > ${new Date(nowMs - LONGEST_SHIFT_H * 3_600_000)} and at <= ${new Date(nowMs)} order by person_id, at desc
		)
		select p.id, p.name, p.role, case when p.roles = '{}' then array[p.role] else p.roles end as roles, p.skills, p.organisation, p.hours,
			t.squad_id as "squadId", st_x(h.at) as lng, st_y(h.at) as lat, coalesce(l.list, '[]'::json) as leave, coalesce(w.list, '[]'::json) as wishes,
			f.last as shift
		from person p left join homes h on h.id = p.area_id left join away l on l.person_id = p.id left join wanted w on w.person_id = p.id
			left join teams t on t.person_id = p.id left join shifts f on f.person_id = p.id
		where p.district_id = ${who.districtId} and (coalesce(p.area_id, p.district_id) = any(${[...who.areas]}::int[])
			or p.id = any(${[...who.also]}::int[])
			or p.id in (select m.person_id from squad_member m join squad s on s.id = m.squad_id where s.area_id = any(${[...who.areas]}::int[])))
		order by p.id`.execute(db);
	return rows.map(({ lng, lat, shift, ...person }) => ({
		...person,
		home: lng === null || lat === null ? null : [lng, lat],
		onShiftSinceMs: shift?.kind === 'shift-started' ? shift.atMs : null
	}));
}

/** Nights and weekend shifts of the four weeks before, by person. There are few different hours, however many people work them. */
export async function latelyOf(
	db: Db,
	zone: Zone,
	rules: PostingRules,
	fromDay: number,
	districtId: number,
	people: readonly number[]
): Promise<ReadonlyMap<number, { readonly nightsBefore: number; readonly weekendsBefore: number }>> {
	const from = zone.instantOf(fromDay - LATELY_DAYS, 0);
	const until = zone.instantOf(fromDay, 0);
	const within = sql`district_id = ${districtId} and dropped_at is null and starts_at >= ${new Date(from)} and starts_at < ${new Date(until)}`;
	const { rows: kinds } = await sql<Span>`
		select distinct ${ms('starts_at')} as "startMs", ${ms('ends_at')} as "endMs" from seat_duty where ${within}`.execute(db);
	if (kinds.length === 0) return new Map();
	const night = readWhen(rules.limits.nightHours);
	const nights = night.ok ? spansOf(night.value, zone, fromDay - LATELY_DAYS - 1, fromDay + 2) : [];
	const holidays = new Set(rules.holidays);
	const judged = kinds.map((kind) => {
		const { day } = zone.localOf(kind.startMs);
		return {
			...kind,
			night: nights.some((stretch) => overlaps(stretch, kind)) ? 1 : 0,
			weekend: rules.limits.weekendDays.includes(weekdayOf(day)) || holidays.has(dateOf(day)) ? 1 : 0
		};
	});
	const { rows } = await sql<{ id: number; nightsBefore: number; weekendsBefore: number }>`
		with kinds as (select to_timestamp("startMs" / 1000) as s, to_timestamp("endMs" / 1000) as e, night, weekend
			from jsonb_to_recordset(${JSON.stringify(judged)}::jsonb) k ("startMs" float8, "endMs" float8, night int, weekend int))
		select person_id as id, sum(k.night)::int as "nightsBefore", sum(k.weekend)::int as "weekendsBefore"
		from seat_duty d join kinds k on k.s = d.starts_at and k.e = d.ends_at
		where ${within} and person_id = any(${[...people]}::int[]) group by person_id`.execute(db);
	return new Map(rows.map(({ id, ...counts }) => [id, counts]));
}

/** Whoever has not left is there until now. */
async function checkInsOf(db: Db, span: Span, posts: readonly number[], nowMs: number): Promise<BoardCheckIn[]> {
	const { rows } = await sql<BoardCheckIn>`
		select c.post_id as "postId", c.person_id as "personId", p.name as "personName", c.role, ${ms('c.at')} as "atMs", ${ms('c.until')} as "untilMs",
			c.proof, c.by_name as "byName", c.reason
		from check_in c join person p on p.id = c.person_id
		where c.post_id = any(${[...posts]}::int[]) and c.at < ${new Date(span.endMs)} and c.at > ${new Date(span.startMs - LONGEST_MS)}
			and coalesce(c.until, greatest(c.at, ${new Date(nowMs)})) >= ${new Date(span.startMs)}
		order by c.at, c.id`.execute(db);
	return rows;
}

/** Swaps still asked, with their seats. */
async function swapsOf(db: Db, districtId: number, posts: ReadonlySet<number>, people: ReadonlySet<number>): Promise<Swap[]> {
	const rows = await db
		.selectFrom('swap')
		.innerJoin('person as f', 'f.id', 'swap.from_person_id')
		.innerJoin('person as t', 't.id', 'swap.to_person_id')
		.where('swap.district_id', '=', districtId)
		.where('swap.state', '=', 'asked')
		.orderBy('swap.id')
		.select([
			'swap.id',
			'duty_id',
			'for_duty_id',
			'from_person_id',
			'to_person_id',
			'f.name as from',
			't.name as to',
			'note',
			'swap.made_at'
		])
		.execute();
	if (rows.length === 0) return [];
	const ids = rows.flatMap((row) => [row.duty_id, ...(row.for_duty_id === null ? [] : [row.for_duty_id])]);
	const always: Span = { startMs: 0, endMs: 8_000_000_000_000_000 };
	const duties = new Map((await dutiesOf(db, districtId, always, { ids })).map((duty) => [duty.id, duty]));
	return rows.flatMap((row): Swap[] => {
		const duty = duties.get(row.duty_id);
		const forDuty = row.for_duty_id === null ? null : duties.get(row.for_duty_id);
		if (!duty || forDuty === undefined) return [];
		if (!posts.has(duty.postId) && !people.has(row.from_person_id) && !people.has(row.to_person_id)) return [];
		return [
			{
				id: row.id,
				duty,
				forDuty,
				fromPersonId: row.from_person_id as PersonId,
				toPersonId: row.to_person_id as PersonId,
				fromName: row.from,
				toName: row.to,
				note: row.note,
				state: 'asked',
				reason: '',
				madeAtMs: row.made_at.getTime()
			}
		];
	});
}
