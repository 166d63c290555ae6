/**
 * Keeps the demo's street staffed: its posts' rules, squads and a published roster of this week and the next, and its people checking in and out as time
 * goes on. Only ever in a fictional district, and never over what somebody changed: a week that has any roster is left as it is.
 */
import { comesBefore, watchRoster } from '#geodata/demo/watch-roster.ts';
import { watchPeople, WATCH_SQUADS, watchPosts } from '#geodata/demo/watch-street.ts';
import type { Db } from '#db/open.ts';
import type { AreaId } from '#lib/area/area.ts';
import { dateOf, weekOf } from '#lib/duty/local-time.ts';
import { problemFileOf } from '#lib/duty/roster/board-problem.ts';
import { compileProblem } from '#lib/duty/roster/problem-file.ts';
import { areaIdsBelow } from '../store/area-tree.ts';
import { appendEvents } from '../store/events.ts';
import { inTransaction } from '../store/in-transaction.ts';
import { lockDutyOf } from '../store/lock-duty.ts';
import { askingPosts } from '../store/post-rules.ts';
import { postingRulesOf } from '../store/posting-rules.ts';
import { dutiesOf, peopleOf, postsOf } from '../store/roster-board.ts';
import { insertDuties } from '../store/roster-changes.ts';
import { rosterEvents, staffingEvents } from '../store/roster-events.ts';
import { enrolWatch, nameForPosts, saveWatchPosts, squadMembersOf, watchDuties, writeStays } from '../store/watch-street.ts';

const SEED = 20200124;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const WEEKS = 2;
/** Nobody checks in later than that for a seat. */
const BACK_MS = 13 * HOUR_MS;

/** Makes the posts' rules, people and squads of the street where there are none yet. */
export async function staffWatchStreet(db: Db, districtId: number, nowMs: number): Promise<void> {
	const street = await db.selectFrom('area').where('parent_id', '=', districtId).orderBy('code').select(['id', 'fictional']).execute();
	const known = await db.selectFrom('squad').where('district_id', '=', districtId).select('id').executeTakeFirst();
	const first = street[0];
	if (!first?.fictional || known) return;
	const { zone } = await postingRulesOf(db, districtId, nowMs);
	const standing = await postsOf(db, districtId as AreaId, await areaIdsBelow(db, first.id), nowMs);
	const posts = watchPosts(standing);
	const people = watchPeople(SEED);
	const from = dateOf(weekOf(zone.localOf(nowMs).day) - 7);
	const at = new Date(nowMs);
	const named = people.filter(({ role }) => role !== 'police' && role !== 'health').map(({ sourceId }) => sourceId);
	await inTransaction(db, async (trx) => {
		await lockDutyOf(trx, districtId);
		await enrolWatch(trx, districtId, first.id, people, at);
		await saveWatchPosts(trx, districtId, posts, from, at);
		// By squad in turn, so that each answers for its share.
		const share = named.length / WATCH_SQUADS.length;
		await nameForPosts(
			trx,
			districtId,
			posts.map(({ code }, i) => ({ code, sourceId: named[(i % WATCH_SQUADS.length) * share + Math.floor(i / WATCH_SQUADS.length)] ?? '' }))
		);
	});
}

/** Publishes this week and the next where nobody has yet. @returns seats that were filled */
export async function rollWatchStreet(db: Db, districtId: number, nowMs: number): Promise<number> {
	const { posting: rules, zone } = await postingRulesOf(db, districtId, nowMs);
	const thisWeek = weekOf(zone.localOf(nowMs).day);
	let filled = 0;
	for (let week = 0; week < WEEKS; week++) {
		const fromDay = thisWeek + week * 7;
		const span = { startMs: zone.instantOf(fromDay, 0), endMs: zone.instantOf(fromDay + 7, 0) };
		const begun = await db
			.selectFrom('seat_duty')
			.where('district_id', '=', districtId)
			.where('starts_at', '>=', new Date(span.startMs))
			.where('starts_at', '<', new Date(span.endMs))
			.select('id')
			.executeTakeFirst();
		if (begun) continue;
		const posts = (await askingPosts(db, districtId, 'all')).filter((post) => post.rules.length > 0);
		const around = { startMs: span.startMs - 8 * DAY_MS, endMs: span.endMs + 8 * DAY_MS };
		const also = await squadMembersOf(db, districtId);
		const people = await peopleOf(db, { districtId, areas: [], also }, { fromDay, days: 7, around }, nowMs);
		const duties = await dutiesOf(db, districtId, around, { people: also });
		const weighed = people.map((person) => ({ ...person, nightsBefore: 0, weekendsBefore: 0 }));
		const source = { zone: zone.id, from: dateOf(fromDay), days: 7, rules, posts, people: weighed, duties };
		const compiled = compileProblem(problemFileOf(source, zone, () => false));
		if (!compiled.ok) return filled;
		const seatOf = new Map(compiled.problem.seats.map((seat) => [seat.id, seat]));
		const idOf = new Map(posts.map(({ code, id }) => [code, id]));
		const taken = watchRoster(compiled.problem).map(({ seatId, personId }) => {
			const seat = seatOf.get(seatId)!;
			return { ...seat, seat: seat.id, postId: idOf.get(seat.postId)!, personId: Number(personId) };
		});
		await inTransaction(db, async (trx) => {
			await lockDutyOf(trx, districtId);
			await insertDuties(trx, districtId, taken, null, new Date(nowMs));
			const news = { ...span, posts: [...idOf.values()], people: people.map(({ id }) => id), byName: null };
			await appendEvents(trx, districtId as AreaId, await rosterEvents(trx, districtId, news), nowMs);
		});
		filled += taken.length;
	}
	return filled;
}

/** Those whose seat begins come, those whose seat is over go, as they would by now. @returns whether anybody did */
export async function beatWatchStreet(db: Db, districtId: number, nowMs: number): Promise<boolean> {
	const rows = await watchDuties(db, districtId, { startMs: nowMs - BACK_MS, endMs: nowMs + HOUR_MS });
	const stays = rows.flatMap((row) => {
		const early = comesBefore(row.seat);
		const atMs = early === null ? Infinity : row.startMs - early * 60_000;
		if (atMs > nowMs) return [];
		const { endMs } = row;
		return { postId: row.postId, personId: row.personId, role: row.role, atMs, untilMs: endMs <= nowMs ? endMs : null };
	});
	return await inTransaction(db, async (trx) => {
		const changed = await writeStays(trx, stays);
		if (changed.length === 0) return false;
		const [posts, people] = [[...new Set(changed.map(({ postId }) => postId))], [...new Set(changed.map(({ personId }) => personId))]];
		const news = { startMs: nowMs - BACK_MS, endMs: nowMs, posts, people, byName: null };
		const told = [...(await staffingEvents(trx, districtId as AreaId, posts)), ...(await rosterEvents(trx, districtId, news))];
		await appendEvents(trx, districtId as AreaId, told, nowMs);
		return true;
	});
}
