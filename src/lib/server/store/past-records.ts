/** What the ledger and the posts' books say of past hours: gaps as they were open, who was named for what, and who was checked in when. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import type { NamedDuty } from '#lib/duty/assignment.ts';
import type { PersonId, PostId } from '#lib/duty/post.ts';
import type { Gap } from '#lib/ledger/gap.ts';
import { toGap } from './gaps.ts';

/** Gaps that were open at some moment from one time on and before another. Outlines and numbers are those they were last told with. */
export async function gapsOpenBetween(db: Db, districtId: AreaId, fromMs: number, beforeMs: number): Promise<Gap[]> {
	const rows = await db
		.selectFrom('gap')
		.where('district_id', '=', districtId)
		.where('opened_at', '<', new Date(beforeMs))
		.where((e) => e.or([e('closed_at', 'is', null), e('closed_at', '>', new Date(fromMs))]))
		.orderBy('id')
		.selectAll()
		.execute();
	return rows.map(toGap);
}

/** One stay at a post, or what is known of a post before: `untilMs` null while the person is there. */
export interface PastCheckIn {
	readonly postId: PostId;
	readonly personId: PersonId;
	readonly atMs: number;
	readonly untilMs: number | null;
}

/** The last stays at each post before the end of a time, and all within it: enough to say at each moment who is there, and since when nobody. */
export async function checkInsUntil(db: Db, districtId: AreaId, fromMs: number, beforeMs: number): Promise<PastCheckIn[]> {
	const { rows } = await sql<{ post_id: number; person_id: number; at: Date; until: Date | null }>`
		select c.post_id, c.person_id, c.at, c.until from check_in c join post p on p.id = c.post_id
		where p.district_id = ${districtId} and c.at < ${new Date(beforeMs)} and (c.until is null or c.until > ${new Date(fromMs)})
		union all
		select last.* from post p cross join lateral (
			select post_id, person_id, at, until from check_in where post_id = p.id and until <= ${new Date(fromMs)} order by until desc limit 1) last
		where p.district_id = ${districtId}`.execute(db);
	return rows.map((row) => ({
		postId: row.post_id as PostId,
		personId: row.person_id as PersonId,
		atMs: row.at.getTime(),
		untilMs: row.until?.getTime() ?? null
	}));
}

/** Who was named for the grids, posts and compounds of a district at some moment from one time on and before another. */
export async function dutiesBetween(db: Db, districtId: AreaId, fromMs: number, beforeMs: number): Promise<NamedDuty[]> {
	const rows = await db
		.selectFrom('assignment')
		.innerJoin('person', 'person.id', 'assignment.person_id')
		.where('person.district_id', '=', districtId)
		.where('assignment.duty', '!=', 'leader')
		.where('holds_from', '<', new Date(beforeMs))
		.where((e) => e.or([e('holds_until', 'is', null), e('holds_until', '>', new Date(fromMs))]))
		.orderBy('assignment.id')
		.select(['subject_kind', 'subject_id', 'person_id', 'duty', 'holds_from', 'holds_until'])
		.execute();
	return rows.map((row) => ({
		kind: row.subject_kind,
		id: row.subject_id,
		personId: row.person_id as PersonId,
		duty: row.duty,
		startMs: row.holds_from.getTime(),
		endMs: row.holds_until?.getTime() ?? Infinity
	}));
}

/** When somebody was last named for something or ceased to be, at a moment or before it; null where nobody ever was. */
export async function lastDutyTurn(db: Db, districtId: AreaId, atMs: number): Promise<number | null> {
	const { rows } = await sql<{ at: Date | null }>`
		select max(turn.at) as at from assignment a join person p on p.id = a.person_id
		cross join lateral (values (a.holds_from), (a.holds_until)) turn (at)
		where p.district_id = ${districtId} and turn.at <= ${new Date(atMs)}`.execute(db);
	return rows[0]?.at?.getTime() ?? null;
}

/** When the plan or the rules of a district changed after one moment and before another, oldest first. */
export async function groundTurns(db: Db, districtId: AreaId, afterMs: number, beforeMs: number): Promise<number[]> {
	const { rows } = await sql<{ at: Date }>`
		select effective_from as at from plan where district_id = ${districtId} and state in ('effective', 'ended')
			and effective_from > ${new Date(afterMs)} and effective_from < ${new Date(beforeMs)}
		union
		select effective_from from rule_set where (district_id = ${districtId} or district_id is null)
			and effective_from > ${new Date(afterMs)} and effective_from < ${new Date(beforeMs)}
		order by at`.execute(db);
	return rows.map(({ at }) => at.getTime());
}

/** When the oldest fix that is still kept was recorded; null where there is none. */
export async function oldestFixMs(db: Db): Promise<number | null> {
	const { rows } = await sql<{ at: Date | null }>`select min(recorded_at) as at from fix`.execute(db);
	return rows[0]?.at?.getTime() ?? null;
}
