/** Writes down when somebody would like to be off or to work, and takes it back; whoever shows a roster of that day is told. */
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import { dayOf } from '#lib/duty/local-time.ts';
import type { PersonId } from '#lib/duty/post.ts';
import { readWhen } from '#lib/duty/when.ts';
import { type Outcome, done, refused } from '#lib/geo/outcome.ts';
import type { Wish } from '#lib/wire/roster-board.ts';
import type { PostingProblem } from '../answer/refuse-posting.ts';
import type { Actor } from '../store/drafts.ts';
import { appendEvents } from '../store/events.ts';
import { inTransaction, type Trx } from '../store/in-transaction.ts';
import { postingRulesOf } from '../store/posting-rules.ts';
import { rosterEvents } from '../store/roster-events.ts';
import { deleteWish, insertWish } from '../store/wishes.ts';

/** @returns null where there is no such person */
export async function makeWish(
	db: Db,
	personId: number,
	wish: Omit<Wish, 'id'>,
	actor: Actor,
	nowMs: number
): Promise<Outcome<{ readonly id: number }, PostingProblem> | null> {
	if (dayOf(wish.on) === null) return refused({ kind: 'posting.day', detail: { found: wish.on } });
	if (!readWhen(wish.hours).ok) return refused({ kind: 'posting.wish-hours', detail: { found: wish.hours } });
	return await inTransaction(db, async (trx) => {
		const person = await trx.selectFrom('person').where('id', '=', personId).select('id').executeTakeFirst();
		if (!person) return null;
		const id = await insertWish(trx, personId, wish);
		if (id === null) return refused({ kind: 'posting.wish-twice' });
		await tell(trx, personId, wish.on, actor, nowMs);
		return done({ id });
	});
}

/** @returns null where there is no such wish */
export async function dropWish(
	db: Db,
	id: number,
	actor: Actor,
	nowMs: number
): Promise<Outcome<Record<never, never>, PostingProblem> | null> {
	return await inTransaction(db, async (trx) => {
		const gone = await deleteWish(trx, id);
		if (!gone) return null;
		await tell(trx, gone.personId, gone.on, actor, nowMs);
		return done({});
	});
}

async function tell(trx: Trx, personId: number, on: string, actor: Actor, nowMs: number): Promise<void> {
	const { district_id } = await trx.selectFrom('person').where('id', '=', personId).select('district_id').executeTakeFirstOrThrow();
	const districtId = district_id as AreaId;
	const { zone } = await postingRulesOf(trx, districtId, nowMs);
	const day = dayOf(on) ?? 0;
	const span = { startMs: zone.instantOf(day, 0), endMs: zone.instantOf(day + 1, 0) };
	const news = { ...span, posts: [], people: [personId as PersonId], byName: actor.name };
	await appendEvents(trx, districtId, await rosterEvents(trx, districtId, news), nowMs);
}
