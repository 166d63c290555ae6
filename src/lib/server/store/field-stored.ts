/** What is kept about one person, for that person. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { trackDaysKept } from '#lib/rules/keeping-rules.ts';
import type { FieldStored } from '#lib/wire/field.ts';
import type { FieldPerson } from '../account/field-person.ts';
import { rulesNow } from './area-picture.ts';
import type { TrackPoint } from './history.ts';

/** What is written in the access log for opening a person's track: their trackers by number, or their areas as a whole. */
const MOST_OPENED = 100;

export async function fieldStored(db: Db, person: FieldPerson, nowMs: number): Promise<FieldStored> {
	const { rules } = await rulesNow(db, person.districtId, nowMs);
	const ms = (column: string) => sql<number>`(extract(epoch from ${sql.raw(column)}) * 1000)::float8`;
	const { rows: kinds } = await sql<{ kind: string; count: number; oldestMs: number; newestMs: number }>`
		select kind, count(*)::int as count, ${ms('min(at)')} as "oldestMs", ${ms('max(at)')} as "newestMs"
		from field_record where person_id = ${person.id} group by kind order by kind`.execute(db);
	const { rows: fixes } = await sql<{ count: number; oldestMs: number | null; newestMs: number | null }>`
		select count(*)::int as count, ${ms('min(recorded_at)')} as "oldestMs", ${ms('max(recorded_at)')} as "newestMs"
		from fix where device_id in (select id from device where person_id = ${person.id})`.execute(db);
	const { rows: photos } = await sql<{ count: number; bytes: number }>`
		select count(*)::int as count, coalesce(sum(octet_length(bytes)), 0)::float8 as bytes from field_photo where person_id = ${person.id}`.execute(
		db
	);
	const { rows: checkIns } = await sql<{ count: number }>`
		select count(*)::int as count from check_in where person_id = ${person.id}`.execute(db);
	const { rows: opened } = await sql<FieldStored['opened'][number]>`
		with recursive up as (
			select id, parent_id from area where id = ${person.areaId}
			union all select a.id, a.parent_id from area a join up on a.id = up.parent_id
		), subjects as (
			select 'patrol ' || id as subject from device where person_id = ${person.id}
			union all select 'tracks of area ' || id from up
		)
		select ${ms('l.at')} as "atMs", coalesce(a.name, l.user_id) as "byName", l.action, l.reason
		from access_log l left join account a on a.id = l.user_id
		where l.subject in (select subject from subjects)
			or l.action = 'replay' and split_part(l.subject, ',', 1) in (select 'replay of area ' || id from up)
			-- Whoever asked for all of theirs, or for everybody within a polygon, may have seen this person where a grant of theirs reaches them.
			or (l.subject = 'tracks of area own' or l.action = 'tracks-within') and exists (
				select from account_grant g where g.user_id = l.user_id and (g.area_id is null or g.area_id in (select id from up)))
			or l.subject like ${`% by person ${person.id}`} or l.subject = ${`person ${person.id}`}
		order by l.at desc, l.id desc limit ${MOST_OPENED}`.execute(db);
	return {
		records: Object.fromEntries(kinds.map(({ kind, ...rest }) => [kind, rest])),
		fixes: { ...(fixes[0] ?? { count: 0, oldestMs: null, newestMs: null }), keptDays: trackDaysKept(rules) },
		photos: { ...(photos[0] ?? { count: 0, bytes: 0 }), keptDays: rules.posting.keepDays.photos },
		checkIns: checkIns[0]?.count ?? 0,
		opened
	};
}

/** Where a person went by all their trackers, in order of time. */
export async function ownTrack(db: Db, personId: number, fromMs: number, untilMs: number): Promise<TrackPoint[]> {
	const rows = await db
		.selectFrom('fix')
		.where('device_id', 'in', (e) => e.selectFrom('device').where('person_id', '=', personId).select('id'))
		.where('recorded_at', '>=', new Date(fromMs))
		.where('recorded_at', '<=', new Date(untilMs))
		.orderBy('recorded_at')
		.select(['lng', 'lat', 'recorded_at'])
		.execute();
	return rows.map(({ lng, lat, recorded_at }) => [lng, lat, recorded_at.getTime()]);
}
