/** What posts ask for: the versions of their rules, and the posts themselves by code or number. */
import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { PostId } from '#lib/duty/post.ts';
import type { Position } from '#lib/geo/position.ts';
import type { Actor } from './drafts.ts';
import type { Trx } from './in-transaction.ts';

export interface AskingPost {
	readonly id: PostId;
	readonly code: string;
	readonly name: string;
	readonly position: Position;
	readonly weight: number;
	readonly shifts: readonly string[] | null;
	/** Oldest first. */
	readonly rules: readonly { readonly from: string; readonly needs: string }[];
}

export async function askingPosts(
	db: Db,
	districtId: number,
	of: { readonly codes: readonly string[] } | { readonly ids: readonly number[] } | 'all'
): Promise<AskingPost[]> {
	const chosen =
		of === 'all' ? sql`true` : 'codes' in of ? sql`p.code = any(${[...of.codes]}::text[])` : sql`p.id = any(${[...of.ids]}::int[])`;
	const { rows } = await sql<Omit<AskingPost, 'position'> & { lng: number; lat: number }>`
		select p.id, p.code, p.name, st_x(p.geom) as lng, st_y(p.geom) as lat, p.weight, p.shifts,
			coalesce((select json_agg(json_build_object('from', to_char(r.from_day, 'YYYY-MM-DD'), 'needs', r.needs) order by r.from_day)
				from post_rule r where r.post_id = p.id), '[]'::json) as rules
		from post p where p.district_id = ${districtId} and ${chosen} order by p.code`.execute(db);
	return rows.map(({ lng, lat, ...post }) => ({ ...post, position: [lng, lat] }));
}

/** A version of the same day is written over. */
export async function savePostRule(
	trx: Trx,
	postId: number,
	rule: { readonly from: string; readonly needs: string },
	actor: Actor,
	at: Date
): Promise<void> {
	const made = { needs: rule.needs, made_by: actor.accountId, made_name: actor.name, made_at: at };
	await trx
		.insertInto('post_rule')
		.values({ post_id: postId, from_day: rule.from, ...made })
		.onConflict((on) => on.columns(['post_id', 'from_day']).doUpdateSet(made))
		.execute();
	await trx.updateTable('post').set({ changed_at: at }).where('id', '=', postId).execute();
}

/** @returns whether there was one */
export async function deletePostRule(trx: Trx, postId: number, from: string, at: Date): Promise<boolean> {
	const gone = await trx.deleteFrom('post_rule').where('post_id', '=', postId).where('from_day', '=', from).executeTakeFirst();
	await trx.updateTable('post').set({ changed_at: at }).where('id', '=', postId).execute();
	return gone.numDeletedRows > 0n;
}

export const districtOfPost = async (db: Db, id: number): Promise<number | null> =>
	(await db.selectFrom('post').where('id', '=', id).select('district_id').executeTakeFirst())?.district_id ?? null;
