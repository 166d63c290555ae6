/** A swap is agreed to: both people are judged anew and the seats change hands, all in one transaction. Where the rules no longer allow it, the swap has failed and says why. */
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import type { PersonId, PostId } from '#lib/duty/post.ts';
import { type Outcome, done, refused } from '#lib/geo/outcome.ts';
import type { SeatChangeAsked } from '#lib/wire/roster-board.ts';
import { say } from '#lib/words/words.ts';
import { type PostingProblem, postingMessage } from '../answer/refuse-posting.ts';
import type { Actor } from '../store/drafts.ts';
import { appendEvents } from '../store/events.ts';
import type { Trx } from '../store/in-transaction.ts';
import { rosterEvents } from '../store/roster-events.ts';
import { type AskedSwap, askedSwap, settleSwap } from '../store/swaps.ts';
import { changeSeats, type SeatsChanged } from './change-seats.ts';
import { underDutyLock } from './save-roster.ts';

/**
 * @param personIds who the one that agrees is: the swap has to be asked of one of them
 * @returns null where there is no such swap of theirs
 */
export async function agreeSwap(
	db: Db,
	swapId: number,
	personIds: readonly number[],
	actor: Actor,
	nowMs: number
): Promise<Outcome<SeatsChanged, PostingProblem> | null> {
	const row = await db.selectFrom('swap').where('id', '=', swapId).select(['district_id', 'to_person_id']).executeTakeFirst();
	if (!row || !personIds.includes(row.to_person_id)) return null;
	const districtId = row.district_id as AreaId;
	return await underDutyLock(db, districtId, actor, nowMs, async (trx, ground) => {
		const swap = await askedSwap(trx, swapId);
		if (!swap) return refused({ kind: 'posting.swap-over' });
		const refusal = async (problem: PostingProblem): Promise<Outcome<never, PostingProblem>> => {
			await settleSwap(trx, swapId, 'failed', postingMessage(problem).zh, new Date(nowMs));
			await tell(trx, districtId, swap, actor, nowMs);
			return refused(problem);
		};
		const { mine, theirs } = swap;
		if (mine.personId !== swap.fromPersonId || (theirs && theirs.personId !== swap.toPersonId))
			return await refusal({ kind: 'posting.swap-moved' });
		if (mine.startMs <= nowMs || (theirs && theirs.startMs <= nowMs)) return await refusal({ kind: 'posting.swap-begun' });
		// What is agreed comes to nothing no more when its seats are let go.
		await settleSwap(trx, swapId, 'agreed', '', new Date(nowMs));
		const changes: SeatChangeAsked[] = [
			{ seat: mine.seat, before: swap.fromPersonId, after: swap.toPersonId },
			...(theirs ? [{ seat: theirs.seat, before: swap.toPersonId, after: swap.fromPersonId }] : [])
		];
		const changed = await changeSeats(trx, ground, changes, {
			actor,
			reason: say('zh', 'posting.because-swap'),
			posts: null,
			people: null
		});
		if (!changed.ok) return await refusal(changed.problem);
		// Both have said yes: neither need confirm what they asked for.
		await trx
			.updateTable('seat_duty')
			.set({ confirmed_at: new Date(nowMs) })
			.where('district_id', '=', districtId)
			.where('dropped_at', 'is', null)
			.where(
				'seat',
				'in',
				changes.map(({ seat }) => seat)
			)
			.execute();
		return done(changed.value);
	});
}

async function tell(trx: Trx, districtId: AreaId, swap: AskedSwap, actor: Actor, nowMs: number): Promise<void> {
	const { startMs, endMs, postId } = swap.mine;
	const people: PersonId[] = [swap.fromPersonId, swap.toPersonId];
	const posts: PostId[] = [postId];
	await appendEvents(trx, districtId, await rosterEvents(trx, districtId, { startMs, endMs, posts, people, byName: actor.name }), nowMs);
}
