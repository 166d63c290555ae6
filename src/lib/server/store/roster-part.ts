/**
 * The part of a roster that a question is about: the posts named or left empty, those of the same squads, and who could be asked to sit there. In a
 * district of thousands of people a lead's question is about some dozens of them.
 */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import { dateOf, dayOf } from '#lib/duty/local-time.ts';
import type { Span } from '#lib/duty/span.ts';
import type { BoardPost, SeatDuty } from '#lib/wire/roster-board.ts';
import { areaIdsBelow, districtOf } from './area-tree.ts';
import { postingRulesOf } from './posting-rules.ts';
import { AROUND_DAYS, dutiesOf, latelyOf, peopleOf, postsOf } from './roster-board.ts';

const DAY_MS = 86_400_000;
/** People who are looked at beside the squads, at least so many in all. */
const ENOUGH_PEOPLE = 60;
/** Posts beside those asked about, at most. */
const MOST_POSTS = 40;

export interface AskedAbout {
	readonly seats: readonly string[];
	readonly people: readonly number[];
	readonly posts: readonly number[];
}

/** @param about null: the whole area @returns null where there is no such area */
export async function rosterPart(
	db: Db,
	areaId: number,
	asked: { readonly from: string; readonly days: number },
	about: AskedAbout | null,
	nowMs: number
) {
	const districtId = await districtOf(db, areaId);
	const fromDay = dayOf(asked.from);
	if (districtId === null || fromDay === null) return null;
	const { posting: rules, zone } = await postingRulesOf(db, districtId, nowMs);
	const span: Span = { startMs: zone.instantOf(fromDay, 0), endMs: zone.instantOf(fromDay + asked.days, 0) };
	const around: Span = { startMs: span.startMs - AROUND_DAYS * DAY_MS, endMs: span.endMs + AROUND_DAYS * DAY_MS };
	const areas = await areaIdsBelow(db, areaId);
	const all = await postsOf(db, districtId, areas, nowMs);
	const chosen = about && (await choose(db, districtId, all, about, span));
	const posts = chosen ? chosen.posts : all;
	const here = await dutiesOf(db, districtId, span, { posts: posts.map(({ id }) => id) });
	const who = chosen
		? { districtId, areas: [], also: [...new Set([...chosen.people, ...here.map(({ personId }) => personId)])] }
		: { districtId, areas, also: [...new Set(here.map(({ personId }) => personId))] };
	const people = await peopleOf(db, who, { fromDay, days: asked.days, around }, nowMs);
	const ids = people.map(({ id }) => id);
	const beside = await dutiesOf(db, districtId, around, { people: ids });
	const known = new Set(here.map(({ id }) => id));
	const lately = await latelyOf(db, zone, rules, fromDay, districtId, ids);
	const duties: SeatDuty[] = [...here, ...beside.filter(({ id }) => !known.has(id))];
	return {
		zone,
		source: {
			zone: zone.id,
			from: dateOf(fromDay),
			days: asked.days,
			rules,
			posts,
			people: people.map((person) => ({ ...person, ...(lately.get(person.id) ?? { nightsBefore: 0, weekendsBefore: 0 }) })),
			duties
		},
		/** Every post of the area, asked about or not. */
		all
	};
}

async function choose(db: Db, districtId: AreaId, all: readonly BoardPost[], about: AskedAbout, span: Span) {
	const named = new Set<number>(about.posts);
	const codes = new Set(about.seats.flatMap((seat) => [...seat.matchAll(/\//g)].map(({ index }) => seat.slice(0, index))));
	for (const post of all) if (codes.has(post.code)) named.add(post.id);
	const held = await dutiesOf(db, districtId, span, { people: about.people });
	for (const { postId } of held) named.add(postId);
	const squads = new Set(all.flatMap(({ id, squadId }) => (named.has(id) && squadId !== null ? squadId : [])));
	const { rows: own } = await sql<{ id: number }>`
		select squad_id as id from squad_member where person_id = any(${[...about.people]}::int[])`.execute(db);
	for (const { id } of own) squads.add(id);
	const { rows: members } = await sql<{ id: number }>`
		select person_id as id from squad_member where squad_id = any(${[...squads]}::int[])`.execute(db);
	const people = new Set<number>([...about.people, ...members.map(({ id }) => id)]);
	const beside = all.filter(({ id, squadId }) => !named.has(id) && squadId !== null && squads.has(squadId)).slice(0, MOST_POSTS);
	const posts = all.filter((post) => named.has(post.id) || beside.includes(post));
	if (people.size < ENOUGH_PEOPLE) {
		// Who is at home where the posts are, the least busy first.
		const homes = [...new Set(posts.map(({ areaId }) => areaId))];
		const { rows } = await sql<{ id: number }>`
			select p.id from person p
			where p.district_id = ${districtId} and coalesce(p.area_id, p.district_id) = any(${homes}::int[]) and p.id <> all(${[...people]}::int[])
			order by (select count(*) from seat_duty d where d.person_id = p.id and d.dropped_at is null and d.starts_at < ${new Date(span.endMs)}
				and d.starts_at >= ${new Date(span.startMs)}), p.id limit ${ENOUGH_PEOPLE - people.size}`.execute(db);
		for (const { id } of rows) people.add(id);
	}
	return { posts, people: [...people] };
}
