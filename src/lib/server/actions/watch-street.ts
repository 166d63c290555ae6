/**
 * Keeps the demo's street staffed: its posts' rules, squads and a published roster of this week and the next, and its people checking in and out as time
 * goes on. Only ever in a fictional district, and never over what somebody changed: a week that has any roster is left as it is.
 */
import { sql } from 'kysely';
import { comesBefore, watchRoster } from '#geodata/demo/watch-roster.ts';
import { watchPeople, WATCH_SQUADS, watchPosts } from '#geodata/demo/watch-street.ts';
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import { dateOf, weekOf } from '#lib/duty/local-time.ts';
import type { PersonId, PostId } from '#lib/duty/post.ts';
import { problemFileOf } from '#lib/duty/roster/board-problem.ts';
import { compileProblem } from '#lib/duty/roster/problem-file.ts';
import { areaIdsBelow } from '../store/area-tree.ts';
import { appendEvents } from '../store/events.ts';
import { inTransaction, type Trx } from '../store/in-transaction.ts';
import { lockDutyOf } from '../store/lock-duty.ts';
import { askingPosts } from '../store/post-rules.ts';
import { postingRulesOf } from '../store/posting-rules.ts';
import { dutiesOf, peopleOf, postsOf } from '../store/roster-board.ts';
import { insertDuties } from '../store/roster-changes.ts';
import { rosterEvents, staffingEvents } from '../store/roster-events.ts';

const SEED = 20200124;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const WEEKS = 2;
/** Nobody checks in later than that for a seat. */
const BACK_MS = 13 * HOUR_MS;

/** Makes the posts' rules, people and squads of the street where there are none yet. */
export async function staffWatchStreet(db: Db, districtId: number, nowMs: number): Promise<void> {
	const street = await db.selectFrom('area').where('parent_id', '=', districtId).orderBy('code').select(['id', 'fictional']).execute();
	const known = await db.selectFrom('squad').where('district_id', '=', districtId).select('id').executeTakeFirst();
	const first = street[0];
	if (!first?.fictional || known) return;
	const { zone } = await postingRulesOf(db, districtId, nowMs);
	const standing = await postsOf(db, districtId as AreaId, await areaIdsBelow(db, first.id), nowMs);
	const posts = watchPosts(standing);
	const people = watchPeople(SEED);
	const from = dateOf(weekOf(zone.localOf(nowMs).day) - 7);
	const at = new Date(nowMs);
	await inTransaction(db, async (trx) => {
		await lockDutyOf(trx, districtId);
		await sql`insert into person (district_id, area_id, source_id, name, role, organisation, fictional)
			select ${districtId}::int, ${first.id}::int, r."sourceId", r.name, r.role, r.organisation, true
			from jsonb_to_recordset(${JSON.stringify(people)}::jsonb) r ("sourceId" text, name text, role text, organisation text)
			on conflict (district_id, source_id) do nothing`.execute(trx);
		for (const name of WATCH_SQUADS) {
			const own = people.filter(({ squad }) => squad === name);
			const { id } = await trx
				.insertInto('squad')
				.values({ district_id: districtId, area_id: first.id, name: `东片${name}班`, template: '1+1+1+N', changed_at: at })
				.returning('id')
				.executeTakeFirstOrThrow();
			await sql`insert into squad_member (squad_id, person_id) select ${id}::int, id from person
				where district_id = ${districtId} and source_id = any(${own.map(({ sourceId }) => sourceId)}::text[])`.execute(trx);
			await sql`update squad set lead_id = (select id from person where district_id = ${districtId}
				and source_id = ${own.find(({ isLead }) => isLead)?.sourceId ?? ''}) where id = ${id}`.execute(trx);
		}
		await sql`update post p set weight = r.weight, shifts = (select array_agg(s.s) from jsonb_array_elements_text(r.shifts) s (s)), changed_at = ${at}
			from jsonb_to_recordset(${JSON.stringify(posts.map((post) => ({ ...post, shifts: post.shifts ?? [] })))}::jsonb)
				r (code text, weight int, shifts jsonb) where p.district_id = ${districtId} and p.code = r.code`.execute(trx);
		await sql`insert into post_rule (post_id, from_day, needs) select p.id, ${from}::date, r.needs
			from jsonb_to_recordset(${JSON.stringify(posts)}::jsonb) r (code text, needs text)
			join post p on p.district_id = ${districtId} and p.code = r.code`.execute(trx);
		await nameForPosts(
			trx,
			districtId,
			posts.map(({ code }) => code),
			people.filter(({ role }) => role !== 'police' && role !== 'health').map(({ sourceId }) => sourceId)
		);
	});
}

/** Each post gets one of the squads as its primary; who was it before stays behind them. */
async function nameForPosts(trx: Trx, districtId: number, codes: readonly string[], sourceIds: readonly string[]): Promise<void> {
	// By squad in turn, so that each answers for its share.
	const named = codes.map((code, i) => ({ code, sourceId: sourceIds[(i % 4) * (sourceIds.length / 4) + Math.floor(i / 4)] }));
	await sql`with chosen as (
			select t.id as post_id, p.id as person_id from jsonb_to_recordset(${JSON.stringify(named)}::jsonb) r (code text, "sourceId" text)
			join post t on t.district_id = ${districtId} and t.code = r.code join person p on p.district_id = ${districtId} and p.source_id = r."sourceId"
		) update assignment a set person_id = c.person_id, changed_at = now() from chosen c
			where a.subject_kind = 'post' and a.subject_id = c.post_id and a.duty = 'primary'`.execute(trx);
}

/** Publishes this week and the next where nobody has yet. @returns seats that were filled */
export async function rollWatchStreet(db: Db, districtId: number, nowMs: number): Promise<number> {
	const { posting: rules, zone } = await postingRulesOf(db, districtId, nowMs);
	const thisWeek = weekOf(zone.localOf(nowMs).day);
	let filled = 0;
	for (let week = 0; week < WEEKS; week++) {
		const fromDay = thisWeek + week * 7;
		const span = { startMs: zone.instantOf(fromDay, 0), endMs: zone.instantOf(fromDay + 7, 0) };
		const begun = await db
			.selectFrom('seat_duty')
			.where('district_id', '=', districtId)
			.where('starts_at', '>=', new Date(span.startMs))
			.where('starts_at', '<', new Date(span.endMs))
			.select('id')
			.executeTakeFirst();
		if (begun) continue;
		const posts = (await askingPosts(db, districtId, 'all')).filter((post) => post.rules.length > 0);
		const { rows: members } = await sql<{ id: number }>`
			select m.person_id as id from squad_member m join squad s on s.id = m.squad_id where s.district_id = ${districtId} order by 1`.execute(db);
		const around = { startMs: span.startMs - 8 * DAY_MS, endMs: span.endMs + 8 * DAY_MS };
		const also = members.map(({ id }) => id);
		const people = await peopleOf(db, { districtId, areas: [], also }, { fromDay, days: 7, around }, nowMs);
		const duties = await dutiesOf(db, districtId, around, { people: also });
		const weighed = people.map((person) => ({ ...person, nightsBefore: 0, weekendsBefore: 0 }));
		const source = { zone: zone.id, from: dateOf(fromDay), days: 7, rules, posts, people: weighed, duties };
		const compiled = compileProblem(problemFileOf(source, zone, () => false));
		if (!compiled.ok) return filled;
		const seatOf = new Map(compiled.problem.seats.map((seat) => [seat.id, seat]));
		const idOf = new Map(posts.map(({ code, id }) => [code, id]));
		const taken = watchRoster(compiled.problem).map(({ seatId, personId }) => {
			const seat = seatOf.get(seatId)!;
			return { ...seat, seat: seat.id, postId: idOf.get(seat.postId)!, personId: Number(personId) };
		});
		await inTransaction(db, async (trx) => {
			await lockDutyOf(trx, districtId);
			await insertDuties(trx, districtId, taken, null, new Date(nowMs));
			const news = { ...span, posts: [...idOf.values()], people: people.map(({ id }) => id), byName: null };
			await appendEvents(trx, districtId as AreaId, await rosterEvents(trx, districtId, news), nowMs);
		});
		filled += taken.length;
	}
	return filled;
}

/** Those whose seat begins come, those whose seat is over go, as they would by now. @returns whether anybody did */
export async function beatWatchStreet(db: Db, districtId: number, nowMs: number): Promise<boolean> {
	const rows = await db
		.selectFrom('seat_duty as d')
		.innerJoin('person as p', 'p.id', 'd.person_id')
		.where('d.district_id', '=', districtId)
		.where('d.dropped_at', 'is', null)
		.where('p.fictional', '=', true)
		.where('d.starts_at', '>', new Date(nowMs - BACK_MS))
		.where('d.starts_at', '<', new Date(nowMs + HOUR_MS))
		.where((e) =>
			e.not(
				e.exists(
					e
						.selectFrom('leave as l')
						.whereRef('l.person_id', '=', 'd.person_id')
						.whereRef('l.starts_at', '<', 'd.ends_at')
						.whereRef('l.ends_at', '>', 'd.starts_at')
						.select('l.id')
				)
			)
		)
		.select(['d.seat', 'd.post_id', 'd.person_id', 'd.role', 'd.starts_at', 'd.ends_at'])
		.execute();
	const stays = rows.flatMap((row) => {
		const early = comesBefore(row.seat);
		const atMs = early === null ? Infinity : row.starts_at.getTime() - early * 60_000;
		if (atMs > nowMs) return [];
		const endMs = row.ends_at.getTime();
		return { postId: row.post_id, personId: row.person_id, role: row.role, atMs, untilMs: endMs <= nowMs ? endMs : null };
	});
	return await inTransaction(db, async (trx) => {
		const { rows: changed } = await sql<{ post_id: PostId; person_id: PersonId }>`
			with r as (select * from jsonb_to_recordset(${JSON.stringify(stays)}::jsonb)
				r ("postId" int, "personId" int, role text, "atMs" float8, "untilMs" float8)
			), gone as (
				update check_in c set until = to_timestamp(r."untilMs" / 1000) from r
				where r."untilMs" is not null and c.post_id = r."postId" and c.person_id = r."personId" and c.at = to_timestamp(r."atMs" / 1000) and c.until is null
				returning c.post_id, c.person_id
			), come as (
				insert into check_in (post_id, person_id, at, until, evidence, role, proof)
				select r."postId", r."personId", to_timestamp(r."atMs" / 1000), to_timestamp(r."untilMs" / 1000), 'exercise', r.role, 'code' from r
				where not exists (select from check_in c where c.person_id = r."personId" and c.at >= to_timestamp(r."atMs" / 1000))
				on conflict do nothing returning post_id, person_id
			) select * from gone union select * from come`.execute(trx);
		if (changed.length === 0) return false;
		const [posts, people] = [[...new Set(changed.map((row) => row.post_id))], [...new Set(changed.map((row) => row.person_id))]];
		const news = { startMs: nowMs - BACK_MS, endMs: nowMs, posts, people, byName: null };
		const told = [...(await staffingEvents(trx, districtId as AreaId, posts)), ...(await rosterEvents(trx, districtId, news))];
		await appendEvents(trx, districtId as AreaId, told, nowMs);
		return true;
	});
}
