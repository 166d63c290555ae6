/** Checks somebody in or out at a post because a lead says so, with the reason, and answers once it is committed and told. */
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import type { PersonId, PostId } from '#lib/duty/post.ts';
import { type Outcome, done, refused } from '#lib/geo/outcome.ts';
import type { PostingProblem } from '../answer/refuse-posting.ts';
import { arrive, depart } from '../store/check-ins.ts';
import type { Actor } from '../store/drafts.ts';
import { appendEvents } from '../store/events.ts';
import { inTransaction } from '../store/in-transaction.ts';
import { districtOfPost } from '../store/post-rules.ts';
import { postingRulesOf } from '../store/posting-rules.ts';
import { rosterEvents, staffingEvents } from '../store/roster-events.ts';
import { seatRoleAt } from '../store/roster-changes.ts';

export interface WordOfLead {
	readonly personId: number;
	readonly action: 'arrive' | 'leave';
	/** Now, if left out. */
	readonly atMs?: number;
	readonly reason: string;
}

/** @returns null where there is no such post */
export async function checkInByWord(
	db: Db,
	postId: number,
	word: WordOfLead,
	actor: Actor,
	nowMs: number
): Promise<Outcome<{ readonly posts: readonly PostId[] }, PostingProblem> | null> {
	const districtId = (await districtOfPost(db, postId)) as AreaId | null;
	if (districtId === null) return null;
	const { posting, maxFutureS, maxAgeDays } = await postingRulesOf(db, districtId, nowMs);
	const atMs = word.atMs ?? nowMs;
	if (atMs > nowMs + maxFutureS * 1000) return refused({ kind: 'posting.in-future' });
	if (atMs < nowMs - maxAgeDays * 86_400_000) return refused({ kind: 'posting.too-old' });
	return await inTransaction(db, async (trx) => {
		const person = await trx
			.selectFrom('person')
			.where('id', '=', word.personId)
			.where('district_id', '=', districtId)
			.select('name')
			.executeTakeFirst();
		if (!person) return refused({ kind: 'posting.person-elsewhere', detail: { id: word.personId } });
		const at = { postId: postId as PostId, personId: word.personId as PersonId, atMs };
		const by = { accountId: actor.accountId, name: actor.name, reason: word.reason };
		let posts: Set<PostId>;
		if (word.action === 'arrive') {
			const role = await seatRoleAt(trx, at, posting.earlyMin);
			posts = await arrive(trx, { ...at, evidence: `account ${actor.accountId}`, proof: 'lead', role, by });
		} else {
			const there = await trx
				.selectFrom('check_in')
				.where('post_id', '=', postId)
				.where('person_id', '=', word.personId)
				.where('at', '<=', new Date(atMs))
				.where((e) => e.or([e('until', 'is', null), e('until', '>', new Date(atMs))]))
				.select('id')
				.executeTakeFirst();
			if (!there) return refused({ kind: 'posting.not-there', detail: { person: person.name } });
			posts = await depart(trx, at);
			await trx
				.updateTable('check_in')
				.set({ by_account: by.accountId, by_name: by.name, reason: by.reason })
				.where('id', '=', there.id)
				.execute();
		}
		const news = { posts: [...posts], people: [at.personId], startMs: atMs, endMs: nowMs, byName: actor.name };
		const told = [...(await staffingEvents(trx, districtId, [...posts])), ...(await rosterEvents(trx, districtId, news))];
		await appendEvents(trx, districtId, told, nowMs);
		return done({ posts: [...posts] });
	});
}
