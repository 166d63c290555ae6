/** Swaps that wait for an answer, and how they end. */
import type { Db } from '#db/open.ts';
import type { PersonId, PostId } from '#lib/duty/post.ts';
import type { Span } from '#lib/duty/span.ts';
import type { Trx } from './in-transaction.ts';

interface SwapSeat extends Span {
	readonly seat: string;
	readonly postId: PostId;
	/** Who sits there now; null: nobody. */
	readonly personId: PersonId | null;
}

export interface AskedSwap {
	readonly fromPersonId: PersonId;
	readonly toPersonId: PersonId;
	readonly mine: SwapSeat;
	readonly theirs: SwapSeat | null;
}

/** @returns null where it is settled */
export async function askedSwap(trx: Trx, id: number): Promise<AskedSwap | null> {
	const row = await trx.selectFrom('swap').where('id', '=', id).where('state', '=', 'asked').selectAll().forUpdate().executeTakeFirst();
	if (!row) return null;
	const seatOf = async (dutyId: number): Promise<SwapSeat> => {
		const duty = await trx.selectFrom('seat_duty').where('id', '=', dutyId).selectAll().executeTakeFirstOrThrow();
		return {
			seat: duty.seat,
			postId: duty.post_id as PostId,
			personId: duty.dropped_at === null ? (duty.person_id as PersonId) : null,
			startMs: duty.starts_at.getTime(),
			endMs: duty.ends_at.getTime()
		};
	};
	return {
		fromPersonId: row.from_person_id as PersonId,
		toPersonId: row.to_person_id as PersonId,
		mine: await seatOf(row.duty_id),
		theirs: row.for_duty_id === null ? null : await seatOf(row.for_duty_id)
	};
}

/** @param reason of one that failed or was declined */
export const settleSwap = async (
	db: Db,
	id: number,
	state: 'agreed' | 'declined' | 'withdrawn' | 'failed',
	reason: string,
	at: Date
): Promise<void> => void (await db.updateTable('swap').set({ state, reason, answered_at: at }).where('id', '=', id).execute());
