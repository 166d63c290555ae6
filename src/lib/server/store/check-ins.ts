/** Who is checked in at which post. A check-in is open until its person leaves; a person stands at one post at a time. */
import { sql, type Transaction } from 'kysely';
import type { Database } from '#db/tables.ts';
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import type { PersonId, PostId, PostStaffing } from '#lib/duty/post.ts';
import type { CheckInProof } from '#lib/wire/roster-board.ts';

/** Staffing of every post that anyone ever reported for. Posts without a row are unknown. */
export async function staffingOf(db: Db, districtId: AreaId): Promise<PostStaffing[]> {
	const { rows } = await sql<{ post_id: number; present: number; changed_at: Date }>`
		select post_id, (count(distinct person_id) filter (where until is null))::int as present, max(greatest(at, coalesce(until, at))) as changed_at
		from check_in join post on post.id = check_in.post_id
		where post.district_id = ${districtId} group by post_id`.execute(db);
	return rows.map((row) => ({ postId: row.post_id as PostId, present: row.present, changedAtMs: row.changed_at.getTime() }));
}

/** How it is known that somebody arrived. */
export interface Arrival {
	readonly postId: PostId;
	readonly personId: PersonId;
	readonly atMs: number;
	readonly evidence: string;
	/** Of the seat it counts for; null where it stands in none. */
	readonly role?: string | null;
	/** `device` if left out. */
	readonly proof?: CheckInProof;
	readonly distanceM?: number | null;
	readonly accuracyM?: number | null;
	/** Whose word it is. */
	readonly by?: { readonly accountId: string; readonly name: string; readonly reason: string };
	readonly receivedAtMs?: number;
}

/**
 * Records an arrival, whenever it is told: it lasts until the person's next arrival or until they left. The person leaves wherever they stood before.
 * What a phone said about leaving has to be written down first (`field_record`).
 * @returns the posts whose staffing may have changed
 */
export async function arrive(trx: Transaction<Database>, checkIn: Arrival): Promise<Set<PostId>> {
	const { postId, personId } = checkIn;
	const at = new Date(checkIn.atMs);
	const changed = new Set<PostId>([postId]);
	const open = await trx
		.selectFrom('check_in')
		.where('person_id', '=', personId)
		.where('until', 'is', null)
		.where('post_id', '=', postId)
		.where('at', '<=', at)
		.select('id')
		.executeTakeFirst();
	// A tracker that stands in its fence says so again and again.
	if (open && (checkIn.proof ?? 'device') === 'device') return changed;
	const cut = await sql<{ post_id: PostId }>`
		update check_in set until = ${at} where person_id = ${personId} and (at, post_id) < (${at}::timestamptz, ${postId}::int)
			and (until is null or until > ${at}) returning post_id`.execute(trx);
	for (const row of cut.rows) changed.add(row.post_id);
	const { rows } = await sql<{ until: Date | null }>`
		select least(
			(select min(at) from check_in where person_id = ${personId} and (at, post_id) > (${at}::timestamptz, ${postId}::int)),
			(select min(at) from field_record where person_id = ${personId} and kind = 'check-in' and post_id = ${postId} and at >= ${at}
				and body->>'action' = 'leave')
		) as until`.execute(trx);
	await trx
		.insertInto('check_in')
		.values({
			post_id: postId,
			person_id: personId,
			at,
			until: rows[0]?.until ?? null,
			evidence: checkIn.evidence,
			role: checkIn.role ?? null,
			proof: checkIn.proof ?? 'device',
			distance_m: checkIn.distanceM ?? null,
			accuracy_m: checkIn.accuracyM ?? null,
			by_account: checkIn.by?.accountId ?? null,
			by_name: checkIn.by?.name ?? null,
			reason: checkIn.by?.reason ?? null,
			...(checkIn.receivedAtMs === undefined ? {} : { received_at: new Date(checkIn.receivedAtMs) })
		})
		.onConflict((on) => on.columns(['post_id', 'person_id', 'at']).doNothing())
		.execute();
	return changed;
}

/** Records a departure, whenever it is told: ends the stay at that post that it falls into. */
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
		.where((e) => e.or([e('until', 'is', null), e('until', '>', at)]))
		.where('at', '<=', at)
		.execute();
	return new Set([checkOut.postId]);
}

/** The post with this number in a district; null if there is none. */
export async function postByCode(db: Db, districtId: AreaId, code: string): Promise<PostId | null> {
	const row = await db.selectFrom('post').where('district_id', '=', districtId).where('code', '=', code).select('id').executeTakeFirst();
	return (row?.id ?? null) as PostId | null;
}
