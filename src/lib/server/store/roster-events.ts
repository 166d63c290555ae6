/** What is told when seats change hands or posts ask for something else: each area of its own posts, and the people where they belong. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import type { PersonId, PostId } from '#lib/duty/post.ts';
import type { Span } from '#lib/duty/span.ts';
import { planInView } from './area-picture.ts';
import { staffingOf } from './check-ins.ts';
import type { EventDraft } from './events.ts';

export interface RosterNews extends Span {
	readonly posts: readonly PostId[];
	readonly people: readonly PersonId[];
	/** Null: nobody did it by hand. */
	readonly byName: string | null;
}

export async function rosterEvents(db: Db, districtId: number, news: RosterNews): Promise<EventDraft[]> {
	const body = { fromMs: news.startMs, untilMs: news.endMs, byName: news.byName };
	const places = await placesOf(db, districtId, news.posts, news.people);
	return places.map(({ path, posts, people }) => ({ kind: 'roster-changed', areaIds: path, body: { posts, people, ...body } }));
}

/** How these posts are staffed now, told where they stand. */
export async function staffingEvents(db: Db, districtId: AreaId, posts: readonly PostId[]): Promise<EventDraft[]> {
	const staffing = new Map((await staffingOf(db, districtId)).map((post) => [post.postId, post]));
	return (await placesOf(db, districtId, posts, [])).map((place) => ({
		kind: 'post-staffing-changed',
		areaIds: place.path,
		body: { posts: place.posts.flatMap((id) => staffing.get(id) ?? []) }
	}));
}

interface Place {
	/** From the district down. */
	readonly path: AreaId[];
	readonly posts: PostId[];
	readonly people: PersonId[];
}

async function placesOf(db: Db, districtId: number, posts: readonly PostId[], people: readonly PersonId[]): Promise<Place[]> {
	const plan = await planInView(db, districtId);
	const { rows } = await sql<{ kind: 'post' | 'person'; id: number; path: AreaId[] }>`
		with recursive path as (
			select id, array[id] as up from area where id = ${districtId}
			union all select a.id, p.up || a.id from area a join path p on a.parent_id = p.id
		), placed as (
			select 'post' as kind, p.id, coalesce((select g.area_id from grid g where g.plan_id = ${plan?.id ?? -1} and st_intersects(g.geom, p.geom)
				order by g.id limit 1), p.district_id) as area_id from post p where p.id = any(${[...posts]}::int[])
			union all select 'person', id, coalesce(area_id, district_id) from person where id = any(${[...people]}::int[])
		)
		select kind, placed.id, up as path from placed join path on path.id = placed.area_id order by kind, placed.id`.execute(db);
	const places = new Map<string, Place>();
	for (const { kind, id, path } of rows) {
		const place = places.get(path.join()) ?? { path, posts: [], people: [] };
		places.set(path.join(), place);
		if (kind === 'post') place.posts.push(id as PostId);
		else place.people.push(id as PersonId);
	}
	return [...places.values()];
}
