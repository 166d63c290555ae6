/**
 * Lets seats change hands within a transaction that holds the district's duty lock: they must be asked by the rules, the one who sat there must still
 * sit there, and whoever sits down must break no hard rule that was not broken already. Everything is judged before anything is written.
 */
import type { AreaId } from '#lib/area/area.ts';
import { dayOf, localText, type Zone } from '#lib/duty/local-time.ts';
import type { PersonId, PostId } from '#lib/duty/post.ts';
import { problemFileOf } from '#lib/duty/roster/board-problem.ts';
import { judgePerson, type RosterViolation } from '#lib/duty/roster/judge-roster.ts';
import type { RosterProblem } from '#lib/duty/roster/problem.ts';
import { compileProblem, type FileFault } from '#lib/duty/roster/problem-file.ts';
import type { Seat } from '#lib/duty/seats.ts';
import type { Span } from '#lib/duty/span.ts';
import { type Outcome, done, refused } from '#lib/geo/outcome.ts';
import type { PostingRules } from '#lib/rules/roster-rules.ts';
import type { SeatChangeAsked, SeatDuty } from '#lib/wire/roster-board.ts';
import type { PostingProblem } from '../answer/refuse-posting.ts';
import type { Actor } from '../store/drafts.ts';
import type { Trx } from '../store/in-transaction.ts';
import { type AskingPost, askingPosts } from '../store/post-rules.ts';
import { AROUND_DAYS, dutiesOf, peopleOf } from '../store/roster-board.ts';
import { dropDuties, type HeldSeat, holdersOf, insertDuties, lastLeftOf } from '../store/roster-changes.ts';

export interface SeatGround {
	readonly districtId: AreaId;
	readonly zone: Zone;
	readonly posting: PostingRules;
	readonly nowMs: number;
}

export interface SeatsChanged extends Span {
	readonly posts: readonly PostId[];
	readonly people: readonly PersonId[];
}

const DAY_MS = 86_400_000;
/** More days than anybody plans at once. */
const MOST_DAYS = 62;
const SEAT_DAY = /\/(\d{4}-\d\d-\d\d)T\d\d:\d\d\/\d+$/;

export async function changeSeats(
	trx: Trx,
	ground: SeatGround,
	changes: readonly SeatChangeAsked[],
	how: {
		readonly actor: Actor;
		readonly reason: string;
		/** Posts and people that the one who asks may touch; null: all of the district. */
		readonly posts: ReadonlySet<number> | null;
		readonly people: ReadonlySet<number> | null;
	}
): Promise<Outcome<SeatsChanged, PostingProblem>> {
	const { districtId, zone, nowMs } = ground;
	const named = changes.map(({ seat }) => seat);
	const twice = named.find((seat, i) => named.indexOf(seat) < i);
	if (twice !== undefined) return refused({ kind: 'posting.twice', detail: { seat: twice } });
	const held = await holdersOf(trx, districtId, named);
	const moved = changes.filter(({ seat, before }) => (held.get(seat)?.personId ?? null) !== before);
	if (moved.length > 0) return refused(await whoWasFirst(trx, ground, moved, held));

	const posts = await askingPosts(trx, districtId, { codes: [...new Set(named.flatMap(codesWithin))] });
	const read = readSeats(ground, posts, named);
	if (!read.ok) return read;
	const { asked, problemFor } = read.value;
	const postOf = (seat: string): PostId | undefined => {
		const { postId: code } = asked.get(seat) ?? { postId: null };
		return posts.find((post) => post.code === code)?.id ?? held.get(seat)?.postId;
	};
	for (const { seat, after } of changes) {
		const post = postOf(seat);
		// A seat that is not asked any more may still be left.
		if ((after !== null && !asked.has(seat)) || post === undefined) return refused({ kind: 'posting.seat-unasked', detail: { seat } });
		if (how.posts && !how.posts.has(post)) return refused({ kind: 'posting.seat-elsewhere', detail: { seat } });
		if (after !== null && how.people && !how.people.has(after)) return refused({ kind: 'posting.person-elsewhere', detail: { id: after } });
	}
	const begun = changes.filter(({ seat }) => (asked.get(seat)?.startMs ?? held.get(seat)?.startMs ?? Infinity) <= nowMs);
	if (begun.length > 0 && how.reason === '')
		return refused({ kind: 'posting.begun', detail: { count: begun.length, seat: begun[0]?.seat ?? '' } });

	const touched = [...new Set(changes.flatMap(({ before, after }) => [before, after]).filter((id): id is PersonId => id !== null))];
	const spans = changes.map(({ seat }) => asked.get(seat) ?? held.get(seat)!);
	const span: Span = { startMs: Math.min(...spans.map((one) => one.startMs)), endMs: Math.max(...spans.map((one) => one.endMs)) };
	const around: Span = { startMs: span.startMs - AROUND_DAYS * DAY_MS, endMs: span.endMs + AROUND_DAYS * DAY_MS };
	const days = { fromDay: zone.localOf(span.startMs).day, days: 1, around };
	const people = await peopleOf(trx, { districtId, areas: [], also: touched }, days, nowMs);
	const stranger = touched.find((id) => !people.some((person) => person.id === id));
	if (stranger !== undefined) return refused({ kind: 'posting.person-elsewhere', detail: { id: stranger } });
	const duties = await dutiesOf(trx, districtId, around, { people: touched });
	const problem = problemFor(people, duties);
	if (problem) {
		const broken = newlyBroken(problem, duties, changes);
		const [first] = broken;
		if (first) {
			const person = people.find(({ id }) => String(id) === first.personId)?.name ?? '';
			return refused({
				kind: 'posting.breaks',
				detail: { count: broken.length, person },
				why: { kind: first.rule, detail: first.detail },
				broken: broken.map((one) => ({ ...one, personId: Number(one.personId) as PersonId }))
			});
		}
	}

	const at = new Date(nowMs);
	const left = changes.flatMap(({ seat }) => held.get(seat)?.id ?? []);
	const swappers = await dropDuties(trx, left, how.actor, how.reason, at);
	await insertDuties(
		trx,
		districtId,
		changes.flatMap(({ seat: id, after }) => {
			const seat = asked.get(id);
			if (after === null || !seat) return [];
			return {
				seat: id,
				postId: postOf(id)!,
				role: seat.role,
				skills: seat.skills,
				personId: after,
				startMs: seat.startMs,
				endMs: seat.endMs
			};
		}),
		how.actor,
		at
	);
	return done({ ...span, posts: [...new Set(named.map((seat) => postOf(seat)!))], people: [...new Set([...touched, ...swappers])] });
}

/** What stands before each `/`: one of them is the code of the post. */
const codesWithin = (seat: string): string[] => [...seat.matchAll(/\//g)].map(({ index }) => seat.slice(0, index));

type JudgedPeople = Awaited<ReturnType<typeof peopleOf>>;

/** The seats that the rules ask on the days of those named, and the problem in which people of them are judged. */
function readSeats(
	{ zone, posting }: SeatGround,
	posts: readonly AskingPost[],
	named: readonly string[]
): Outcome<
	{
		readonly asked: ReadonlyMap<string, Seat>;
		readonly problemFor: (people: JudgedPeople, duties: readonly SeatDuty[]) => RosterProblem | null;
	},
	PostingProblem
> {
	const days = named.flatMap((seat) => dayOf(SEAT_DAY.exec(seat)?.[1] ?? '') ?? []).sort((a, b) => a - b);
	const first = days[0];
	const none = done({ asked: new Map<string, Seat>(), problemFor: () => null });
	if (first === undefined) return none;
	const source = {
		zone: zone.id,
		from: localText(zone, zone.instantOf(first, 0)).slice(0, 10),
		days: Math.min(MOST_DAYS, (days.at(-1) ?? first) - first + 1),
		rules: posting,
		posts
	};
	const bare = compileProblem(problemFileOf({ ...source, people: [], duties: [] }, zone, () => false));
	if (!bare.ok) return bare.faults.every(({ kind }) => kind === 'no-seats') ? none : refused(unreadable(bare.faults, posts));
	const asked = new Map(bare.problem.seats.map((seat) => [seat.id, seat]));
	return done({
		asked,
		problemFor(people, duties) {
			const weighed = people.map((person) => ({ ...person, nightsBefore: 0, weekendsBefore: 0 }));
			const file = problemFileOf({ ...source, people: weighed, duties }, zone, (seat) => asked.has(seat));
			const compiled = compileProblem(file);
			return compiled.ok ? compiled.problem : null;
		}
	});
}

/** @param posts those of the problem, in its order */
export function unreadable(
	faults: readonly FileFault[],
	posts: readonly { readonly code: string; readonly rules: readonly unknown[] }[]
): PostingProblem {
	const [fault] = faults;
	if (!fault || fault.kind === 'no-seats') return { kind: 'posting.no-seats' };
	const at = /^posts\[(\d+)\]/.exec(fault.path)?.[1];
	const post = at === undefined ? undefined : posts.filter(({ rules }) => rules.length > 0)[Number(at)];
	return { kind: 'posting.unreadable', detail: { code: post?.code ?? fault.path }, why: { kind: fault.kind, detail: fault.detail } };
}

/** What is broken with the changes by somebody who sits down, and was not without them. */
function newlyBroken(problem: RosterProblem, duties: readonly SeatDuty[], changes: readonly SeatChangeAsked[]): RosterViolation[] {
	const seats = new Map(problem.seats.map((seat) => [seat.id, seat]));
	return problem.people.flatMap((person) => {
		const before = duties.filter(({ personId }) => String(personId) === person.id).flatMap(({ seat }) => seats.get(seat) ?? []);
		const taken = new Set(changes.filter(({ after }) => String(after) === person.id).map(({ seat }) => seat));
		if (taken.size === 0) return [];
		const changed = new Set(changes.map(({ seat }) => seat));
		const after = [...before.filter(({ id }) => !changed.has(id)), ...[...taken].flatMap((seat) => seats.get(seat) ?? [])];
		const known = new Set(judgePerson(problem, person, before).map(({ rule, detail }) => JSON.stringify([rule, detail])));
		return judgePerson(problem, person, after).filter(
			({ rule, detail, seatIds }) => seatIds.some((seat) => taken.has(seat)) && !known.has(JSON.stringify([rule, detail]))
		);
	});
}

async function whoWasFirst(
	trx: Trx,
	{ districtId, zone }: SeatGround,
	moved: readonly SeatChangeAsked[],
	held: ReadonlyMap<string, HeldSeat>
): Promise<PostingProblem> {
	const empty = await lastLeftOf(
		trx,
		districtId,
		moved.map(({ seat }) => seat)
	);
	const list = moved.map(({ seat }) => {
		const now = held.get(seat);
		const by = now ?? empty.get(seat) ?? { byName: null, atMs: 0 };
		return { seat, holder: now ? { id: now.personId, name: now.personName } : null, byName: by.byName, atMs: by.atMs };
	});
	const first = list[0]!;
	const at = first.atMs > 0 ? localText(zone, first.atMs).replace('T', ' ') : '—';
	return {
		kind: 'posting.moved',
		detail: { count: list.length, seat: first.seat, holder: first.holder?.name ?? '', by: first.byName ?? '', at },
		moved: list
	};
}
