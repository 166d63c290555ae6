/** Who is checked in at which post. A check-in is open until its person leaves; a person stands at one post at a time. */
import { sql, type Transaction } from 'kysely';
import type { Database } from '#db/tables.ts';
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import type { PersonId, PostId, PostStaffing } from '#lib/duty/post.ts';

/** Staffing of every post that anyone ever reported for. Posts without a row are unknown. */
export async function staffingOf(db: Db, districtId: AreaId): Promise<PostStaffing[]> {
	const { rows } = await sql<{ post_id: number; present: number; changed_at: Date }>`
		select post_id, (count(distinct person_id) filter (where until is null))::int as present, max(greatest(at, coalesce(until, at))) as changed_at
		from check_in join post on post.id = check_in.post_id
		where post.district_id = ${districtId} group by post_id`.execute(db);
	return rows.map((row) => ({ postId: row.post_id as PostId, present: row.present, changedAtMs: row.changed_at.getTime() }));
}

/** Records an arrival. The person leaves wherever they stood before. @returns the posts whose staffing may have changed. */
export async function arrive(
	trx: Transaction<Database>,
	checkIn: { readonly postId: PostId; readonly personId: PersonId; readonly atMs: number; readonly evidence: string }
): Promise<Set<PostId>> {
	const at = new Date(checkIn.atMs);
	const open = await trx
		.selectFrom('check_in')
		.where('person_id', '=', checkIn.personId)
		.where('until', 'is', null)
		.select(['id', 'post_id', 'at'])
		.execute();
	const changed = new Set<PostId>([checkIn.postId]);
	// An older report than the one that stands (an offline queue) is history: it is kept closed at the moment the newer one began.
	const newer = open.filter((row) => row.at.getTime() > checkIn.atMs);
	if (newer.length === 0 && open.some((row) => row.post_id === checkIn.postId)) return changed;
	for (const row of open)
		if (row.at.getTime() <= checkIn.atMs) {
			await trx.updateTable('check_in').set({ until: at }).where('id', '=', row.id).execute();
			changed.add(row.post_id as PostId);
		}
	const until = newer.length === 0 ? null : new Date(Math.min(...newer.map((row) => row.at.getTime())));
	await trx
		.insertInto('check_in')
		.values({ post_id: checkIn.postId, person_id: checkIn.personId, at, until, evidence: checkIn.evidence })
		.onConflict((on) => on.columns(['post_id', 'person_id', 'at']).doNothing())
		.execute();
	return changed;
}

/** Records a departure: ends what was open at that post and began before. */
export async function depart(
	trx: Transaction<Database>,
	checkOut: { readonly postId: PostId; readonly personId: PersonId; readonly atMs: number }
): Promise<Set<PostId>> {
	const at = new Date(checkOut.atMs);
	await trx
		.updateTable('check_in')
		.set({ until: at })
		.where('post_id', '=', checkOut.postId)
		.where('person_id', '=', checkOut.personId)
		.where('until', 'is', null)
		.where('at', '<=', at)
		.execute();
	return new Set([checkOut.postId]);
}

/** The post with this number in a district; null if there is none. */
export async function postByCode(db: Db, districtId: AreaId, code: string): Promise<PostId | null> {
	const row = await db.selectFrom('post').where('district_id', '=', districtId).where('code', '=', code).select('id').executeTakeFirst();
	return (row?.id ?? null) as PostId | null;
}
