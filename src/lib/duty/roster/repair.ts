/**
 * Closes gaps of a roster that is published: the fewest seats change hands. Where people who are free can take every gap, no repair changes less, and
 * the problem is no larger than the gaps; only where they cannot, others move as well. Further answers put other people into the same gaps.
 */
import type { Seat } from '../seats.ts';
import { withWorkDone } from './begun.ts';
import { fillByChains } from './ejection-chains.ts';
import { judgeCost, seatWeight, wayM } from './judge-cost.ts';
import { judgePerson, type RosterViolation } from './judge-roster.ts';
import type { SolveLinear } from './linear-model.ts';
import { makeRoster, type MakeOptions, type SeatChange } from './make-roster.ts';
import type { Assignment, RosterProblem } from './problem.ts';

export interface Repair {
	readonly changes: readonly SeatChange[];
	/** Of the gaps, those that stay empty. */
	readonly open: readonly Seat[];
	/** No repair leaves less empty, and none of those changes less or costs fewer points. */
	readonly proven: boolean;
	readonly points: number;
	/** What forbids it. Empty: it can be taken. */
	readonly broken: readonly RosterViolation[];
}

export interface RepairAsked {
	/** Who sits where. */
	readonly previous: readonly Assignment[];
	/** Gaps to close; empty: all there are. */
	readonly gaps: readonly string[];
	/** Repairs at most. */
	readonly count: number;
	readonly onStep?: MakeOptions['onStep'];
	readonly late?: MakeOptions['late'];
}

/** Best first; with more than one asked, the last may be one that is forbidden, to be shown with its reason. */
export function repairs(whole: RosterProblem, solve: SolveLinear, asked: RepairAsked): Repair[] {
	const held = holding(whole, asked.previous);
	const away = outOfPlace(whole, held);
	const gapIds = new Set(asked.gaps.length > 0 ? [...asked.gaps, ...away.map(({ seatId }) => seatId)] : []);
	const free = new Map(held);
	for (const { seatId } of away) free.delete(seatId);
	const isGap = (seat: Seat): boolean => !free.has(seat.id) && (asked.gaps.length === 0 || gapIds.has(seat.id));
	const gaps = whole.seats.filter(isGap);
	if (gaps.length === 0 && away.length === 0) return [];
	// Seats that are empty and nobody asks about stay as they are.
	const problem = { ...whole, seats: whole.seats.filter((seat) => free.has(seat.id) || isGap(seat)), locked: [] };
	const ground: Ground = { problem, before: held, kept: free, gaps };

	const direct = takenByFree(ground, solve, []);
	const first = direct.open.length === 0 ? direct : beyondTheFree(ground, solve, asked, direct);
	const found = [first];
	while (found.length < asked.count) {
		const refused = found.flatMap(({ changes }) =>
			changes.flatMap(({ seat, after }) => (after !== null && !ground.kept.has(seat.id) ? [{ seatId: seat.id, personId: after }] : []))
		);
		if (refused.length === 0) break;
		const next = takenByFree(ground, solve, refused);
		if (next.changes.every(({ after }) => after === null)) break;
		// Best there is without those before; how it stands among all others nobody has proven.
		found.push({ ...next, proven: false });
	}
	const shown = asked.count > 1 ? forbidden(ground, found) : null;
	return shown ? [...found.slice(0, Math.max(1, asked.count - 1)), shown] : found;
}

interface Ground {
	readonly problem: RosterProblem;
	readonly before: ReadonlyMap<string, string>;
	/** Of those, who may stay. */
	readonly kept: ReadonlyMap<string, string>;
	readonly gaps: readonly Seat[];
}

function holding(problem: RosterProblem, previous: readonly Assignment[]): Map<string, string> {
	const seats = new Set(problem.seats.map(({ id }) => id));
	const people = new Set(problem.people.map(({ id }) => id));
	return new Map(
		previous.filter(({ seatId, personId }) => seats.has(seatId) && people.has(personId)).map((one) => [one.seatId, one.personId])
	);
}

/** Seats whose person cannot be there at all, whatever else they do. */
function outOfPlace(problem: RosterProblem, held: ReadonlyMap<string, string>): Assignment[] {
	const people = new Map(problem.people.map((person) => [person.id, { ...person, elsewhere: [] }]));
	const always = new Set<RosterViolation['rule']>(['leave', 'availability', 'role', 'skill']);
	return problem.seats.flatMap((seat) => {
		const personId = held.get(seat.id);
		const person = personId === undefined ? undefined : people.get(personId);
		if (!person || !judgePerson(problem, person, [seat]).some(({ rule }) => always.has(rule))) return [];
		return [{ seatId: seat.id, personId: person.id }];
	});
}

const asList = (held: ReadonlyMap<string, string>): Assignment[] => [...held].map(([seatId, personId]) => ({ seatId, personId }));

/** Nobody who sits somewhere moves: the gaps are the whole problem. */
function takenByFree({ problem, before, kept, gaps }: Ground, solve: SolveLinear, refused: readonly Assignment[]): Repair {
	const settled = withWorkDone(problem, asList(kept));
	const made = makeRoster({ ...settled, seats: gaps }, solve, refused.length > 0 ? { refused } : {});
	const after = new Map([...kept, ...made.roster.assignments.map((one) => [one.seatId, one.personId] as const)]);
	return told(problem, before, after, gaps, made.proven && made.open.length === 0);
}

/** Where the time does not suffice for the fewest of all, others move up one by one. */
function beyondTheFree(ground: Ground, solve: SolveLinear, asked: RepairAsked, direct: Repair): Repair {
	const best = better(ground, direct, moved(ground, solve, asked));
	if (best.proven || best.open.length === 0) return best;
	const { problem, before, kept, gaps } = ground;
	return better(ground, best, told(problem, before, fillByChains(problem, kept, gaps), gaps, false));
}

/** Whoever sits somewhere may move, as few as can be. */
function moved({ problem, before, kept, gaps }: Ground, solve: SolveLinear, asked: RepairAsked): Repair {
	const made = makeRoster(problem, solve, {
		previous: { assignments: asList(kept) },
		...(asked.onStep ? { onStep: asked.onStep } : {}),
		...(asked.late ? { late: asked.late } : {})
	});
	const after = new Map(made.roster.assignments.map((one) => [one.seatId, one.personId]));
	return told(problem, before, after, gaps, made.proven);
}

function told(
	problem: RosterProblem,
	before: ReadonlyMap<string, string>,
	after: ReadonlyMap<string, string>,
	gaps: readonly Seat[],
	proven: boolean
): Repair {
	const changes = problem.seats.flatMap((seat): SeatChange[] => {
		const [was, is] = [before.get(seat.id) ?? null, after.get(seat.id) ?? null];
		return was === is ? [] : [{ seat, before: was, after: is }];
	});
	const gap = new Set(gaps.map(({ id }) => id));
	const open = problem.seats.filter((seat) => !after.has(seat.id) && (gap.has(seat.id) || before.has(seat.id)));
	return { changes, open, proven, points: judgeCost(problem, { assignments: asList(after) }).points, broken: [] };
}

function better({ problem }: Ground, a: Repair, b: Repair): Repair {
	const empty = ({ open }: Repair): number => open.reduce((sum, seat) => sum + seatWeight(problem, seat), 0);
	const order = empty(a) - empty(b) || a.changes.length - b.changes.length || a.points - b.points;
	// What is proven of the one that looked at everything holds for whichever is as good.
	return order < 0 ? a : b;
}

/** Somebody of the right role whom a hard rule keeps from the first gap, the nearest to being allowed. */
function forbidden({ problem, before, kept, gaps }: Ground, found: readonly Repair[]): Repair | null {
	const [gap] = gaps;
	if (!gap) return null;
	const seatOf = new Map(problem.seats.map((seat) => [seat.id, seat]));
	const heldBy = Map.groupBy(kept.keys(), (seat) => kept.get(seat));
	const chosen = new Set(found.flatMap(({ changes }) => changes.map(({ after }) => after)));
	const position = problem.posts.find(({ id }) => id === gap.postId)?.position ?? null;
	const role = problem.roles.find(({ id }) => id === gap.role);
	const options = problem.people.flatMap((person) => {
		if (chosen.has(person.id) || before.get(gap.id) === person.id) return [];
		if (!role?.filledBy.some((name) => person.roles.includes(name))) return [];
		const seats = (heldBy.get(person.id) ?? []).flatMap((id) => seatOf.get(id) ?? []);
		const broken = judgePerson(problem, person, [...seats, gap]).filter(({ seatIds }) => seatIds.includes(gap.id));
		return broken.length > 0 && !broken.some(({ rule }) => rule === 'leave') ? [{ person, broken, wayM: wayM(person, position) }] : [];
	});
	// Whoever sits elsewhere then is the least to be argued about.
	const twice = ({ broken }: (typeof options)[number]): number => (broken.some(({ rule }) => rule === 'double-booking') ? 1 : 0);
	options.sort(
		(a, b) => twice(a) - twice(b) || a.broken.length - b.broken.length || a.wayM - b.wayM || (a.person.id < b.person.id ? -1 : 1)
	);
	const [best] = options;
	if (!best) return null;
	return {
		changes: [{ seat: gap, before: before.get(gap.id) ?? null, after: best.person.id }],
		open: gaps.slice(1),
		proven: false,
		points: 0,
		broken: best.broken
	};
}
