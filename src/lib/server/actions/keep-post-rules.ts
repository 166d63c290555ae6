/**
 * Says who is needed when at a post, from which day on, and what an empty seat there counts. Seats to come that are no longer asked are let go in the
 * same transaction, and those who sat there are told.
 */
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import { dayOf } from '#lib/duty/local-time.ts';
import { readNeeds } from '#lib/duty/post-rule.ts';
import type { PostId } from '#lib/duty/post.ts';
import { overlappingShifts, seats } from '#lib/duty/seats.ts';
import { shiftsOf } from '#lib/duty/shifts.ts';
import { type Outcome, done, refused } from '#lib/geo/outcome.ts';
import { say } from '#lib/words/words.ts';
import type { PostingProblem } from '../answer/refuse-posting.ts';
import type { Actor } from '../store/drafts.ts';
import type { Trx } from '../store/in-transaction.ts';
import { askingPosts, deletePostRule, districtOfPost, savePostRule } from '../store/post-rules.ts';
import { dropDuties, futureDutiesAt } from '../store/roster-changes.ts';
import { demandsOf } from '#lib/duty/post-demands.ts';
import type { SeatGround, SeatsChanged } from './change-seats.ts';
import { underDutyLock } from './save-roster.ts';

type Kept = Outcome<SeatsChanged, PostingProblem> | null;

/** @returns null where there is no such post */
export async function keepPostRule(
	db: Db,
	postId: number,
	rule: { readonly from: string; readonly needs: string },
	actor: Actor,
	nowMs: number
): Promise<Kept> {
	return await changePost(db, postId, actor, nowMs, async (trx, { posting, zone }) => {
		const bad = dayProblem(rule.from, zone.localOf(nowMs).day);
		if (bad) return bad;
		const read = readNeeds(rule.needs, posting.roles);
		if (!read.ok) return { kind: 'posting.rule', why: read.problem };
		await savePostRule(trx, postId, rule, actor, new Date(nowMs));
		return null;
	});
}

/** @returns null where there is no such post */
export async function dropPostRule(db: Db, postId: number, from: string, actor: Actor, nowMs: number): Promise<Kept> {
	return await changePost(db, postId, actor, nowMs, async (trx, { zone }) => {
		const bad = dayProblem(from, zone.localOf(nowMs).day);
		if (bad) return bad;
		return (await deletePostRule(trx, postId, from, new Date(nowMs))) ? null : { kind: 'posting.rule-missing', detail: { found: from } };
	});
}

/** @returns null where there is no such post */
export async function weighPost(
	db: Db,
	postId: number,
	change: { readonly weight?: number; readonly shifts?: readonly string[] | null },
	actor: Actor,
	nowMs: number
): Promise<Kept> {
	return await changePost(db, postId, actor, nowMs, async (trx, { posting }) => {
		const missing = change.shifts?.find((id) => !posting.shifts.some((shift) => shift.id === id));
		if (missing !== undefined) return { kind: 'posting.shift-missing', detail: { found: missing } };
		const [one, other] = (change.shifts && overlappingShifts(shiftsOf(posting, change.shifts))) ?? [];
		if (one && other) return { kind: 'posting.shifts-overlap', detail: { one: one.name, other: other.name } };
		await trx
			.updateTable('post')
			.set({
				...(change.weight === undefined ? {} : { weight: change.weight }),
				...(change.shifts === undefined ? {} : { shifts: change.shifts === null ? null : [...new Set(change.shifts)] }),
				changed_at: new Date(nowMs)
			})
			.where('id', '=', postId)
			.execute();
		return null;
	});
}

/** What was is history: who was asked yesterday is not said anew. */
function dayProblem(from: string, today: number): PostingProblem | null {
	const day = dayOf(from);
	if (day === null) return { kind: 'posting.day', detail: { found: from } };
	return day < today ? { kind: 'posting.day-past', detail: { found: from } } : null;
}

/** A problem that `change` answers is found before it writes anything. */
async function changePost(
	db: Db,
	postId: number,
	actor: Actor,
	nowMs: number,
	change: (trx: Trx, ground: SeatGround) => Promise<PostingProblem | null>
): Promise<Kept> {
	const districtId = (await districtOfPost(db, postId)) as AreaId | null;
	if (districtId === null) return null;
	return await underDutyLock(db, districtId, actor, nowMs, async (trx, ground) => {
		const problem = await change(trx, ground);
		if (problem) return refused(problem);
		return done(await dropVanished(trx, ground, postId as PostId, actor));
	});
}

/** Seats that nobody asks for any more, or not in those hours. */
async function dropVanished(trx: Trx, ground: SeatGround, postId: PostId, actor: Actor): Promise<SeatsChanged> {
	const { zone, posting, nowMs, districtId } = ground;
	const planned = await futureDutiesAt(trx, districtId, postId, nowMs);
	const people: SeatsChanged['people'][number][] = [];
	const untilMs = Math.max(nowMs, ...planned.map(({ endMs }) => endMs));
	if (planned.length > 0) {
		const posts = await askingPosts(trx, districtId, { ids: [postId] });
		const first = Math.min(...planned.map(({ startMs }) => zone.localOf(startMs).day));
		const last = Math.max(...planned.map(({ startMs }) => zone.localOf(startMs).day));
		const asked = new Map(seats(demandsOf(posts, posting), zone, first, last - first + 1).map((seat) => [seat.id, seat]));
		const gone = planned.filter(({ seat, startMs, endMs }) => {
			const now = asked.get(seat);
			return now?.startMs !== startMs || now.endMs !== endMs;
		});
		const swappers = await dropDuties(
			trx,
			gone.map(({ id }) => id),
			actor,
			say('zh', 'posting.because-rule'),
			new Date(nowMs)
		);
		people.push(...new Set([...gone.map(({ personId }) => personId), ...swappers]));
	}
	return { posts: [postId], people, startMs: nowMs, endMs: untilMs };
}
