import { expect, test } from 'vitest';
import { withOff } from '#lib/duty/roster/absence.ts';
import { withoutBegun } from '#lib/duty/roster/begun.ts';
import { judgeRoster } from '#lib/duty/roster/judge-roster.ts';
import { makeRoster } from '#lib/duty/roster/make-roster.ts';
import type { Assignment, RosterProblem } from '#lib/duty/roster/problem.ts';
import { type Repair, repairs } from '#lib/duty/roster/repair.ts';
import { compileProblem } from '#lib/duty/roster/problem-file.ts';
import { DEFAULT_POSTING_RULES } from '#lib/rules/roster-rules.ts';
import { problemFileOf } from '#lib/duty/roster/board-problem.ts';
import { zoneOf } from '#lib/duty/local-time.ts';
import { doRepair } from '#lib/server/roster/roster-job.ts';
import { solverOf } from '#lib/server/roster/highs.ts';
import { fullWeek, highs, problemOf, small, solve } from './cases.ts';

const taken = (previous: readonly Assignment[], { changes }: Repair): Assignment[] => {
	const held = new Map(previous.map(({ seatId, personId }) => [seatId, personId]));
	for (const { seat, after } of changes) {
		if (after === null) held.delete(seat.id);
		else held.set(seat.id, after);
	}
	return [...held].map(([seatId, personId]) => ({ seatId, personId }));
};
const DAY = 86_400_000;
const away = (problem: RosterProblem, id: string, fromDay: number, days: number) => ({
	people: [{ id, span: { startMs: problem.seats[0]!.startMs + fromDay * DAY, endMs: problem.seats[0]!.startMs + (fromDay + days) * DAY } }],
	posts: []
});

test('where somebody free can take each gap, no seat changes hands but the gaps, and every answer is legal and another', () => {
	const problem = problemOf(fullWeek(80));
	const previous = makeRoster(problem, solve).roster.assignments;
	for (const person of problem.people.slice(0, 5)) {
		const off = withOff(problem, away(problem, person.id, 1, 3));
		const gaps = off.seats.filter(
			({ id, startMs, endMs }) =>
				previous.some((one) => one.seatId === id && one.personId === person.id) &&
				off.people.find(({ id: p }) => p === person.id)!.leave.some((l) => l.startMs < endMs && startMs < l.endMs)
		);
		const found = repairs(off, solve, { previous, gaps: [], count: 3 });
		if (gaps.length === 0) continue;
		const open = found.filter(({ broken }) => broken.length === 0);
		expect(open.length).toBeGreaterThan(0);
		for (const one of open) expect(judgeRoster(off, { assignments: taken(previous, one) })).toEqual([]);
		const seats = open.map(({ changes }) => changes.map(({ seat, after }) => `${seat.id} ${after}`));
		expect(new Set(seats.flat()).size).toBe(seats.flat().length);
		const forbidden = found.find(({ broken }) => broken.length > 0);
		if (forbidden) expect(judgeRoster(off, { assignments: taken(previous, forbidden) })).not.toEqual([]);
	}
});

test('the fewest changes are those of the whole search, wherever both are proven', () => {
	const people = Array.from({ length: 6 }, (_, i) => ({ id: `p${i}`, roles: ['cadre'] }));
	for (let off = 0; off < 6; off++) {
		const problem = problemOf(small(people, { days: 5 }));
		const previous = makeRoster(problem, solve).roster.assignments;
		const now = withOff(problem, away(problem, `p${off}`, 0, 5));
		const [best] = repairs(now, solve, { previous, gaps: [], count: 1 });
		const whole = makeRoster(now, solve, { previous: { assignments: previous } });
		if (!best) {
			expect(whole.changed).toEqual([]);
			continue;
		}
		expect(best.proven).toBe(true);
		expect(best.open).toHaveLength(whole.open.length);
		expect(best.changes.length).toBe(whole.changed!.length);
	}
});

test('a person who is refused the one seat there is has no part in it', () => {
	const people = ['a', 'b'].map((id) => ({ id, roles: ['cadre'] }));
	const problem = problemOf(small(people, { days: 1, posts: [{ id: 'K1', needs: '07:00–15:00 community 1' }] }));
	const [seat] = problem.seats;
	const made = makeRoster(problem, solve, { refused: [{ seatId: seat!.id, personId: 'a' }] });
	expect(made.roster.assignments).toEqual([{ seatId: seat!.id, personId: 'b' }]);
	const nobody = makeRoster(problem, solve, { refused: people.map(({ id }) => ({ seatId: seat!.id, personId: id })) });
	expect(nobody.open).toHaveLength(1);
});

test('what has begun is never touched, and still counts for rest', () => {
	const problem = problemOf(
		small(
			[
				{ id: 'a', roles: ['cadre'] },
				{ id: 'b', roles: ['cadre'] }
			],
			{ days: 1 }
		)
	);
	const [first, second] = problem.seats;
	const going = withoutBegun(problem, [{ seatId: first!.id, personId: 'a' }], second!.startMs);
	expect(going.seats.map(({ id }) => id)).not.toContain(first!.id);
	const [made] = repairs(going, solve, { previous: [], gaps: [second!.id], count: 1 });
	expect(made!.changes).toMatchObject([{ after: 'b' }]);
});

test('the roster of a board is solved as a job: a new one of a week, and a cover while somebody is off', () => {
	const zone = zoneOf('Asia/Shanghai')!;
	const source = {
		zone: zone.id,
		from: '2026-11-23',
		days: 7,
		rules: DEFAULT_POSTING_RULES,
		posts: [
			{
				code: 'K 1/东',
				name: '',
				position: [118, 32] as const,
				weight: 1,
				shifts: null,
				rules: [{ from: '2026-11-01', needs: '24 h community 1' }]
			}
		],
		people: Array.from({ length: 8 }, (_, i) => ({
			...{ id: i + 1, name: `人${i}`, roles: ['volunteer'], skills: [], home: null, hours: [], leave: [], wishes: [] },
			...{ nightsBefore: 0, weekendsBefore: 0 }
		})),
		duties: []
	};
	const file = problemFileOf(source, zone, () => true);
	expect(compileProblem(file).ok).toBe(true);
	const until = (untilMs: number) => solverOf(highs, { untilMs });
	const job = { file, previous: [], begunBeforeMs: 0, gaps: [], count: 1, cureSeconds: 0 };
	const anew = doRepair({ ...job, how: 'new' }, until, () => {});
	if (!anew.ok) throw new Error(JSON.stringify(anew.faults));
	const previous = anew.repairs[0]!.changes.map(({ seat, after }) => ({ seatId: seat.id, personId: after! }));
	expect(previous).toHaveLength(21);
	const { personId } = previous[0]!;
	const off = { people: [{ id: personId, span: { startMs: zone.instantOf(20780, 0), endMs: zone.instantOf(20790, 0) } }], posts: [] };
	const cover = doRepair({ ...job, previous, off, how: 'repair', count: 3 }, until, () => {});
	if (!cover.ok) throw new Error(JSON.stringify(cover.faults));
	expect(cover.opened.every((one) => one.personId === personId)).toBe(true);
	expect(cover.repairs[0]!.open).toEqual([]);
});
