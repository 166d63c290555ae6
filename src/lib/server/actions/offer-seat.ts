/** Offers a seat of one's own to somebody who may take it by the rules, perhaps for one of theirs. It changes hands when they agree (`agree-swap.ts`). */
import type { AreaId } from '#lib/area/area.ts';
import { dateOf, zoneOf } from '#lib/duty/local-time.ts';
import type { PersonId } from '#lib/duty/post.ts';
import { problemFileOf } from '#lib/duty/roster/board-problem.ts';
import { compileProblem } from '#lib/duty/roster/problem-file.ts';
import { swapCandidates } from '#lib/duty/roster/swap-candidates.ts';
import { type Outcome, done, refused } from '#lib/geo/outcome.ts';
import type { SwapCandidates } from '#lib/wire/field.ts';
import type { SeatDuty, Swap } from '#lib/wire/roster-board.ts';
import type { Db } from '#db/open.ts';
import type { FieldPerson } from '../account/field-person.ts';
import type { FieldProblem } from '../answer/refuse-field.ts';
import type { DistrictLive } from '../live/district-live.ts';
import { areaPathOfSubject } from '../store/duty-areas.ts';
import { swapById } from '../store/field-swaps.ts';
import { insertSwap, seatDuty } from '../store/own-seats.ts';
import { rosterBoard } from '../store/roster-board.ts';
import { rosterEvents } from '../store/roster-events.ts';
import { settleSwap } from '../store/swaps.ts';

/** Seats of the next days can be had for it, and those around it. */
const AHEAD_DAYS = 14;
const MOST_DAYS = 31;

/** Null where the seat is not theirs. */
export async function candidatesFor(
	db: Db,
	person: FieldPerson,
	dutyId: number,
	nowMs: number
): Promise<Outcome<SwapCandidates, FieldProblem> | null> {
	const mine = await seatDuty(db, dutyId);
	if (mine?.personId !== person.id) return null;
	if (mine.startMs <= nowMs) return refused({ kind: 'field.duty-over' });
	// The street of the post: near enough to go there, and people who know it.
	const path = (await areaPathOfSubject(db, { kind: 'post', id: mine.postId })) ?? [person.districtId];
	const areaId: AreaId = path[1] ?? path[0] ?? person.districtId;
	const first = await rosterBoard(db, areaId, { days: 1 }, nowMs);
	const zone = zoneOf(first?.zone ?? '');
	if (!first || !zone) return null;
	const today = zone.localOf(nowMs).day;
	const days = Math.min(MOST_DAYS, Math.max(AHEAD_DAYS, zone.localOf(mine.endMs).day - today + 2));
	const board = await rosterBoard(db, areaId, { from: dateOf(today), days }, nowMs);
	if (!board) return null;
	const bare = compileProblem(problemFileOf({ ...board, people: [], duties: [] }, zone, () => false));
	if (!bare.ok) return done({ candidates: [] });
	const asked = new Set(bare.problem.seats.map(({ id }) => id));
	const compiled = compileProblem(problemFileOf(board, zone, (seat) => asked.has(seat)));
	if (!compiled.ok) return done({ candidates: [] });
	const held = board.duties.map(({ seat, personId }) => ({ seatId: seat, personId: String(personId) }));
	const dutyOf = new Map<string, SeatDuty>(board.duties.map((duty) => [duty.seat, duty]));
	const names = new Map(board.people.map(({ id, name }) => [String(id), name]));
	const candidates = swapCandidates(compiled.problem, held, mine.seat, nowMs).map(({ personId, takes, forSeats }) => ({
		personId: Number(personId) as PersonId,
		name: names.get(personId) ?? '',
		takes,
		duties: forSeats.flatMap((seat) => dutyOf.get(seat) ?? [])
	}));
	// Who can simply take it comes first, and of those whoever has least to do.
	const load = Map.groupBy(board.duties, ({ personId }) => personId);
	const shifts = (id: PersonId): number => load.get(id)?.length ?? 0;
	candidates.sort((a, b) => Number(b.takes) - Number(a.takes) || shifts(a.personId) - shifts(b.personId) || a.personId - b.personId);
	return done({ candidates });
}

/** Null where the seat is not theirs. */
export async function offerSeat(
	db: Db,
	district: DistrictLive,
	person: FieldPerson,
	offer: { readonly dutyId: number; readonly toPersonId: number; readonly forDutyId: number | null; readonly note: string },
	nowMs: number
): Promise<Outcome<Swap, FieldProblem> | null> {
	if (offer.toPersonId === person.id) return refused({ kind: 'field.swap-own' });
	const found = await candidatesFor(db, person, offer.dutyId, nowMs);
	if (!found?.ok) return found;
	const other = found.value.candidates.find(({ personId }) => personId === offer.toPersonId);
	const allowed = offer.forDutyId === null ? other?.takes : other?.duties.some(({ id }) => id === offer.forDutyId);
	if (!other || !allowed) return refused({ kind: 'field.swap-unlawful' });
	let id: number | null = null;
	await district.change(async (trx) => {
		const mine = await seatDuty(trx, offer.dutyId);
		id =
			mine?.personId === person.id
				? await insertSwap(trx, { ...offer, districtId: person.districtId, fromPersonId: person.id, atMs: nowMs })
				: null;
		if (!mine || id === null) return [];
		const people = [person.id, other.personId];
		return await rosterEvents(trx, person.districtId, { ...mine, posts: [mine.postId], people, byName: person.name });
	});
	const swap = id === null ? null : await swapById(db, id);
	return swap ? done(swap) : refused({ kind: 'field.swap-open' });
}

/** Declines what was asked, or takes back what one asked. Null where it is not theirs to answer so. */
export async function endSwap(
	db: Db,
	district: DistrictLive,
	person: FieldPerson,
	id: number,
	answer: 'decline' | 'withdraw',
	nowMs: number
): Promise<Outcome<Swap, FieldProblem> | null> {
	const before = await swapById(db, id);
	if (!before || person.id !== (answer === 'decline' ? before.toPersonId : before.fromPersonId)) return null;
	let ended = false;
	await district.change(async (trx) => {
		// Read again: an answer may have come in between.
		ended = (await swapById(trx, id, true))?.state === 'asked';
		if (!ended) return [];
		await settleSwap(trx, id, answer === 'decline' ? 'declined' : 'withdrawn', '', new Date(nowMs));
		const { duty, fromPersonId, toPersonId } = before;
		const news = { startMs: duty.startMs, endMs: duty.endMs, posts: [duty.postId], people: [fromPersonId, toPersonId] };
		return await rosterEvents(trx, person.districtId, { ...news, byName: person.name });
	});
	const after = await swapById(db, id);
	return ended && after ? done(after) : refused({ kind: 'field.swap-answered' });
}
