/** The demo's street that keeps posts, in the database: its people and squads, what its posts ask for, and who comes and goes. */
import { sql } from 'kysely';
import type { WatchPerson, WatchPost } from '#geodata/demo/watch-street.ts';
import type { Db } from '#db/open.ts';
import type { PersonId, PostId } from '#lib/duty/post.ts';
import type { Span } from '#lib/duty/span.ts';
import type { Trx } from './in-transaction.ts';

/** People of the street, in their squads with a lead each. */
export async function enrolWatch(trx: Trx, districtId: number, areaId: number, people: readonly WatchPerson[], at: Date): Promise<void> {
	await sql`insert into person (district_id, area_id, source_id, name, role, organisation, fictional)
		select ${districtId}::int, ${areaId}::int, r."sourceId", r.name, r.role, r.organisation, true
		from jsonb_to_recordset(${JSON.stringify(people)}::jsonb) r ("sourceId" text, name text, role text, organisation text)
		on conflict (district_id, source_id) do nothing`.execute(trx);
	for (const [name, own] of Map.groupBy(people, ({ squad }) => squad)) {
		const lead = own.find(({ isLead }) => isLead)?.sourceId ?? '';
		const { id } = await trx
			.insertInto('squad')
			.values({ district_id: districtId, area_id: areaId, name: `东片${name}班`, template: '1+1+1+N', changed_at: at })
			.returning('id')
			.executeTakeFirstOrThrow();
		await sql`insert into squad_member (squad_id, person_id) select ${id}::int, id from person
			where district_id = ${districtId} and source_id = any(${own.map(({ sourceId }) => sourceId)}::text[])`.execute(trx);
		await sql`update squad set lead_id = (select id from person where district_id = ${districtId} and source_id = ${lead}) where id = ${id}`.execute(
			trx
		);
	}
}

/** @param from the day on which the rules begin */
export async function saveWatchPosts(trx: Trx, districtId: number, posts: readonly WatchPost[], from: string, at: Date): Promise<void> {
	const rows = JSON.stringify(posts.map((post) => ({ ...post, shifts: post.shifts ?? [] })));
	await sql`update post p set weight = r.weight, shifts = (select array_agg(s.s) from jsonb_array_elements_text(r.shifts) s (s)), changed_at = ${at}
		from jsonb_to_recordset(${rows}::jsonb) r (code text, weight int, shifts jsonb) where p.district_id = ${districtId} and p.code = r.code`.execute(
		trx
	);
	await sql`insert into post_rule (post_id, from_day, needs) select p.id, ${from}::date, r.needs
		from jsonb_to_recordset(${rows}::jsonb) r (code text, needs text) join post p on p.district_id = ${districtId} and p.code = r.code`.execute(
		trx
	);
}

/** Each post gets its primary from the squads. */
export async function nameForPosts(
	trx: Trx,
	districtId: number,
	named: readonly { readonly code: string; readonly sourceId: string }[]
): Promise<void> {
	await sql`with chosen as (
			select t.id as post_id, p.id as person_id from jsonb_to_recordset(${JSON.stringify(named)}::jsonb) r (code text, "sourceId" text)
			join post t on t.district_id = ${districtId} and t.code = r.code join person p on p.district_id = ${districtId} and p.source_id = r."sourceId"
		) update assignment a set person_id = c.person_id, changed_at = now() from chosen c
			where a.subject_kind = 'post' and a.subject_id = c.post_id and a.duty = 'primary'`.execute(trx);
}

export async function squadMembersOf(db: Db, districtId: number): Promise<number[]> {
	const { rows } = await sql<{ id: number }>`
		select m.person_id as id from squad_member m join squad s on s.id = m.squad_id where s.district_id = ${districtId} order by 1`.execute(db);
	return rows.map(({ id }) => id);
}

/** Seats of invented people that begin within the span, but of those who are on leave. */
export async function watchDuties(
	db: Db,
	districtId: number,
	span: Span
): Promise<(Span & { readonly seat: string; readonly postId: number; readonly personId: number; readonly role: string })[]> {
	const { rows } = await sql<Span & { seat: string; postId: number; personId: number; role: string }>`
		select d.seat, d.post_id as "postId", d.person_id as "personId", d.role, (extract(epoch from d.starts_at) * 1000)::float8 as "startMs",
			(extract(epoch from d.ends_at) * 1000)::float8 as "endMs"
		from seat_duty d join person p on p.id = d.person_id
		where d.district_id = ${districtId} and d.dropped_at is null and p.fictional and d.starts_at > ${new Date(span.startMs)}
			and d.starts_at < ${new Date(span.endMs)}
			and not exists (select from leave l where l.person_id = d.person_id and l.starts_at < d.ends_at and l.ends_at > d.starts_at)`.execute(db);
	return rows;
}

export interface WatchStay {
	readonly postId: number;
	readonly personId: number;
	readonly role: string;
	readonly atMs: number;
	/** Null while they are there. */
	readonly untilMs: number | null;
}

/** Ends those that are over and writes those that are new; whoever came to something later already is not called back. @returns who came or went where */
export async function writeStays(
	trx: Trx,
	stays: readonly WatchStay[]
): Promise<{ readonly postId: PostId; readonly personId: PersonId }[]> {
	const { rows } = await sql<{ postId: PostId; personId: PersonId }>`
		with r as (
			select * from jsonb_to_recordset(${JSON.stringify(stays)}::jsonb) r ("postId" int, "personId" int, role text, "atMs" float8, "untilMs" float8)
		), gone as (
			update check_in c set until = to_timestamp(r."untilMs" / 1000) from r
			where r."untilMs" is not null and c.post_id = r."postId" and c.person_id = r."personId" and c.at = to_timestamp(r."atMs" / 1000)
				and c.until is null
			returning c.post_id, c.person_id
		), come as (
			insert into check_in (post_id, person_id, at, until, evidence, role, proof)
			select r."postId", r."personId", to_timestamp(r."atMs" / 1000), to_timestamp(r."untilMs" / 1000), 'exercise', r.role, 'code' from r
			where not exists (select from check_in c where c.person_id = r."personId" and c.at >= to_timestamp(r."atMs" / 1000))
			on conflict do nothing returning post_id, person_id
		) select post_id as "postId", person_id as "personId" from gone union select post_id, person_id from come`.execute(trx);
	return rows;
}
