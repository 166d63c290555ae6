/** Publishes changes of a roster: all of them or none, one lead at a time in a district, and whoever is concerned is told. */
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import type { PersonId } from '#lib/duty/post.ts';
import { type Outcome, done, refused } from '#lib/geo/outcome.ts';
import type { SeatChangeAsked } from '#lib/wire/roster-board.ts';
import type { PostingProblem } from '../answer/refuse-posting.ts';
import { areaIdsBelow, districtOf } from '../store/area-tree.ts';
import type { Actor } from '../store/drafts.ts';
import { appendEvents } from '../store/events.ts';
import { inTransaction, type Trx } from '../store/in-transaction.ts';
import { lockDutyOf } from '../store/lock-duty.ts';
import { postingRulesOf } from '../store/posting-rules.ts';
import { peopleOf, postsOf, seatedAt } from '../store/roster-board.ts';
import { isTaken } from '../store/roster-changes.ts';
import { rosterEvents } from '../store/roster-events.ts';
import { changeSeats, type SeatGround, type SeatsChanged } from './change-seats.ts';

/** @returns people who are told; null where there is no such area */
export async function saveRoster(
	db: Db,
	areaId: AreaId,
	request: { readonly changes: readonly SeatChangeAsked[]; readonly reason: string },
	actor: Actor,
	nowMs: number
): Promise<Outcome<readonly PersonId[], PostingProblem> | null> {
	const districtId = await districtOf(db, areaId);
	if (districtId === null) return null;
	const areas = areaId === districtId ? null : await areaIdsBelow(db, areaId);
	const changed = await underDutyLock(db, districtId, actor, nowMs, async (trx, ground) => {
		const posts = areas && new Set((await postsOf(trx, districtId, areas, nowMs)).map(({ id }) => id as number));
		const people = areas && posts && (await peopleWithin(trx, districtId, areas, posts, nowMs));
		return await changeSeats(trx, ground, request.changes, { actor, reason: request.reason, posts, people });
	});
	return changed.ok ? done(changed.value.people) : changed;
}

/** Those who belong to the areas, and those who sit at their posts already. */
async function peopleWithin(
	trx: Trx,
	districtId: AreaId,
	areas: readonly AreaId[],
	posts: ReadonlySet<number>,
	nowMs: number
): Promise<ReadonlySet<number>> {
	const when = { fromDay: 0, days: 0, around: { startMs: nowMs, endMs: nowMs } };
	const home = await peopleOf(trx, { districtId, areas, also: [] }, when, nowMs);
	return new Set([...home.map(({ id }) => id as number), ...(await seatedAt(trx, districtId, [...posts], nowMs))]);
}

/** A change of seats, alone in its district, with the events that tell of it in the same transaction. */
export async function underDutyLock(
	db: Db,
	districtId: AreaId,
	actor: Actor | null,
	nowMs: number,
	change: (trx: Trx, ground: SeatGround) => Promise<Outcome<SeatsChanged, PostingProblem>>
): Promise<Outcome<SeatsChanged, PostingProblem>> {
	const { posting, zone } = await postingRulesOf(db, districtId, nowMs);
	try {
		return await inTransaction(db, async (trx) => {
			await lockDutyOf(trx, districtId);
			const changed = await change(trx, { districtId, zone, posting, nowMs });
			if (changed.ok)
				await appendEvents(trx, districtId, await rosterEvents(trx, districtId, { ...changed.value, byName: actor?.name ?? null }), nowMs);
			return changed;
		});
	} catch (error) {
		// The database is the last witness: everything was taken back.
		if (isTaken(error)) return refused({ kind: 'posting.taken' });
		throw error;
	}
}
