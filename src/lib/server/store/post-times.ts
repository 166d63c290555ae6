/** What D3 is judged by: of each post what it asks, who is planned and who has checked in, around now. Read for those posts that changed. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { GridId } from '#lib/area/area.ts';
import type { Zone } from '#lib/duty/local-time.ts';
import { demandsOf } from '#lib/duty/post-demands.ts';
import type { PersonId, PostId } from '#lib/duty/post.ts';
import { type Seat, seats } from '#lib/duty/seats.ts';
import { LOOK_BACK_MS, type PostTimes } from '#lib/ledger/time-findings.ts';
import type { PostingRules } from '#lib/rules/roster-rules.ts';
import { askingPosts } from './post-rules.ts';

const DAY_MS = 86_400_000;

export interface KeptPost {
	/** Null where nobody has said who is needed when. */
	readonly times: PostTimes | null;
	/** Who is planned there: their leave concerns it. */
	readonly people: ReadonlySet<PersonId>;
}

/**
 * @param ids null: every post of the district
 * @param gridOf the grid of the plan that holds in which a post stands
 */
export async function loadPostTimes(
	db: Db,
	districtId: number,
	ids: readonly PostId[] | null,
	rules: PostingRules,
	zone: Zone,
	nowMs: number,
	gridOf: (post: PostId) => GridId | null
): Promise<Map<PostId, KeptPost>> {
	const posts = await askingPosts(db, districtId, ids === null ? 'all' : { ids });
	const chosen = ids === null ? sql`true` : sql`post_id = any(${[...ids]}::int[])`;
	const fromMs = nowMs - LOOK_BACK_MS;
	const untilMs = nowMs + rules.aheadH * 3_600_000 + DAY_MS;
	const duties = await sql<{ postId: PostId; seat: string; personId: PersonId; away: boolean }>`
		select d.post_id as "postId", d.seat, d.person_id as "personId", exists (select 1 from leave l where l.person_id = d.person_id
				and l.starts_at < d.ends_at and l.ends_at > d.starts_at) as away
		from seat_duty d where d.district_id = ${districtId} and d.dropped_at is null and d.starts_at > ${new Date(fromMs)}
			and d.starts_at < ${new Date(untilMs)} and ${chosen}`.execute(db);
	const checkIns = await sql<{
		postId: PostId;
		personId: PersonId;
		role: string | null;
		roles: string[];
		atMs: number;
		untilMs: number | null;
	}>`
		select c.post_id as "postId", c.person_id as "personId", c.role, case when p.roles = '{}' then array[p.role] else p.roles end as roles,
			(extract(epoch from c.at) * 1000)::float8 as "atMs", (extract(epoch from c.until) * 1000)::float8 as "untilMs"
		from check_in c join person p on p.id = c.person_id join post t on t.id = c.post_id
		where t.district_id = ${districtId} and c.at > ${new Date(fromMs - DAY_MS)} and (c.until is null or c.until > ${new Date(fromMs)}) and ${chosen}`.execute(
		db
	);
	const dutiesAt = Map.groupBy(duties.rows, ({ postId }) => postId);
	const checkInsAt = Map.groupBy(checkIns.rows, ({ postId }) => postId);
	const asks = seatsAsked(zone, rules, zone.localOf(fromMs).day, zone.localOf(untilMs).day);
	const fits = (roles: readonly string[]): string[] =>
		rules.roles.filter(({ filledBy }) => filledBy.some((name) => roles.includes(name))).map(({ id }) => id);
	return new Map(
		posts.map((post): [PostId, KeptPost] => {
			const planned = dutiesAt.get(post.id) ?? [];
			const people = new Set(planned.map(({ personId }) => personId));
			if (post.rules.length === 0) return [post.id, { times: null, people }];
			return [
				post.id,
				{
					people,
					times: {
						id: post.id,
						name: post.name === '' ? post.code : `${post.code} ${post.name}`,
						gridId: gridOf(post.id),
						shape: { type: 'Point', coordinates: post.position },
						seats: asks(post),
						planned: new Set(planned.flatMap(({ seat, away }) => (away ? [] : [seat]))),
						onLeave: new Set(planned.flatMap(({ seat, away }) => (away ? [seat] : []))),
						checkIns: (checkInsAt.get(post.id) ?? []).map(({ roles, postId: _, ...one }) => ({ ...one, fits: fits(roles) }))
					}
				}
			];
		})
	);
}

/** Posts that are asked the same have the same seats but for their name: those are reckoned once. */
function seatsAsked(zone: Zone, rules: PostingRules, first: number, last: number) {
	const known = new Map<string, readonly Seat[]>();
	return (post: {
		readonly code: string;
		readonly shifts: readonly string[] | null;
		readonly rules: readonly { from: string; needs: string }[];
	}): readonly Seat[] => {
		const key = JSON.stringify([post.shifts, post.rules]);
		let list = known.get(key);
		if (!list) known.set(key, (list = seats(demandsOf([{ ...post, code: '' }], rules), zone, first, last - first + 1)));
		return list.map((seat) => ({ ...seat, id: post.code + seat.id, postId: post.code }));
	};
}
