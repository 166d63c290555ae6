import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { opened, withOff } from '#lib/duty/roster/absence.ts';
import { cureOf } from '#lib/duty/roster/cure.ts';
import { judgeCost } from '#lib/duty/roster/judge-cost.ts';
import { judgeRoster } from '#lib/duty/roster/judge-roster.ts';
import { makeRoster } from '#lib/duty/roster/make-roster.ts';
import type { Assignment, Roster, RosterProblem } from '#lib/duty/roster/problem.ts';
import { demoFile, fullWeek, problemOf, small, solve, tinyFile } from './cases.ts';

/** Every legal roster, one seat after another. */
function everyRoster(problem: RosterProblem, visit: (roster: Roster) => void): void {
	const assignments: Assignment[] = [];
	const from = (i: number): void => {
		const seat = problem.seats[i];
		if (!seat) return visit({ assignments: [...assignments] });
		from(i + 1);
		for (const person of problem.people) {
			assignments.push({ seatId: seat.id, personId: person.id });
			// What breaks a rule now breaks it with more seats too.
			if (judgeRoster(problem, { assignments }).length === 0) from(i + 1);
			assignments.pop();
		}
	};
	from(0);
}

const changesBetween = (problem: RosterProblem, a: Roster, b: Roster): number =>
	problem.seats.filter(
		({ id }) => a.assignments.find((one) => one.seatId === id)?.personId !== b.assignments.find((one) => one.seatId === id)?.personId
	).length;

const less = (a: readonly number[], b: readonly number[]): boolean => {
	const at = a.findIndex((value, i) => Math.abs(value - b[i]!) > 1e-6);
	return at >= 0 && a[at]! < b[at]!;
};

describe('a roster by the optimiser', () => {
	it('keeps every rule that the judge knows, for any problem', () => {
		fc.assert(
			fc.property(tinyFile, (file) => {
				const problem = problemOf(file);
				const made = makeRoster(problem, solve);
				expect(made.proven).toBe(true);
				expect(judgeRoster(problem, made.roster)).toEqual([]);
			}),
			{ numRuns: 150 }
		);
	});

	it('is the best of all rosters, as trying each of them shows', () => {
		fc.assert(
			fc.property(
				tinyFile.filter((file) => {
					const { seats, people } = problemOf(file);
					return (people.length + 1) ** seats.length <= 60_000;
				}),
				(file) => {
					const problem = problemOf(file);
					let best: readonly number[] = [Infinity, Infinity];
					everyRoster(problem, (roster) => {
						const { uncovered, points } = judgeCost(problem, roster);
						if (less([uncovered, points], best)) best = [uncovered, points];
					});
					const { cost, aims } = makeRoster(problem, solve);
					expect([cost.uncovered, cost.points]).toEqual(best.map((value) => expect.closeTo(value, 6) as number));
					expect(aims[0]?.value).toBeCloseTo(best[0]!, 6);
				}
			),
			{ numRuns: 60 }
		);
	});

	it('repairs with the fewest changes there can be, as trying every roster shows', () => {
		fc.assert(
			fc.property(
				tinyFile.filter((file) => {
					const { seats, people } = problemOf(file);
					return (people.length + 1) ** seats.length <= 20_000;
				}),
				fc.nat(),
				(file, who) => {
					const whole = problemOf(file);
					const previous = makeRoster(whole, solve).roster;
					const person = whole.people[who % whole.people.length]!;
					const span = { startMs: whole.zone.instantOf(whole.fromDay, 12 * 60), endMs: whole.zone.instantOf(whole.fromDay + 9, 0) };
					const problem = withOff(whole, { people: [{ id: person.id, span }], posts: [] });
					let best: readonly number[] = [Infinity, Infinity, Infinity];
					everyRoster(problem, (roster) => {
						const { uncovered, points } = judgeCost(problem, roster);
						const found = [uncovered, changesBetween(problem, previous, roster), points];
						if (less(found, best)) best = found;
					});
					const made = makeRoster(problem, solve, { previous });
					const reached = [made.cost.uncovered, changesBetween(problem, previous, made.roster), made.cost.points];
					expect(judgeRoster(problem, made.roster)).toEqual([]);
					expect(reached).toEqual(best.map((value) => expect.closeTo(value, 6) as number));
					expect(made.changed).toHaveLength(reached[1]!);
				}
			),
			{ numRuns: 40 }
		);
	});

	it('comes out the same for the same problem', () => {
		const problem = problemOf(
			small(
				[
					{ id: 'a', roles: ['cadre'] },
					{ id: 'b', roles: ['cadre'] },
					{ id: 'c', roles: ['volunteer'] }
				],
				{ days: 4 }
			)
		);
		expect(makeRoster(problem, solve)).toEqual(makeRoster(problem, solve));
	});

	it('puts people to the posts nearest their homes where nothing else tells them apart', () => {
		const problem = problemOf(
			small(
				[
					{ id: 'east', roles: ['cadre'], home: [118.82, 32.03] },
					{ id: 'west', roles: ['cadre'], home: [118.78, 32.03] }
				],
				{
					days: 1,
					shifts: [{ id: 'day', hours: '07:00–15:00' }],
					posts: [
						{ id: 'W', position: [118.781, 32.03], needs: '07:00–15:00 community 1' },
						{ id: 'E', position: [118.821, 32.03], needs: '07:00–15:00 community 1' }
					]
				}
			)
		);
		expect(makeRoster(problem, solve).roster.assignments).toEqual([
			{ seatId: 'W/community/2026-11-23T07:00/1', personId: 'west' },
			{ seatId: 'E/community/2026-11-23T07:00/1', personId: 'east' }
		]);
	});

	it('leaves a settled seat with its person, and a refused person off the duty', () => {
		const file = small([
			{ id: 'a', roles: ['cadre'], wishes: [{ want: 'off', on: '2026-11-23', weight: 50 }] },
			{ id: 'b', roles: ['cadre'] }
		]);
		const seat = 'K1/community/2026-11-23T07:00/1';
		const locked = problemOf({ ...file, locked: [{ seat, person: 'a' }] });
		expect(makeRoster(locked, solve).roster.assignments).toContainEqual({ seatId: seat, personId: 'a' });
		const refused = makeRoster(problemOf(file), solve, { refused: [{ seatId: seat, personId: 'b' }] });
		expect(refused.roster.assignments).not.toContainEqual({ seatId: seat, personId: 'b' });
	});

	it('does not touch in a repair what has begun', () => {
		const problem = problemOf(
			small([
				{ id: 'a', roles: ['cadre'] },
				{ id: 'b', roles: ['cadre'] },
				{ id: 'c', roles: ['cadre'] }
			])
		);
		const previous: Roster = { assignments: [{ seatId: 'K1/community/2026-11-23T07:00/1', personId: 'c' }] };
		const made = makeRoster(problem, solve, { previous, settledBeforeMs: problem.zone.instantOf(problem.fromDay, 12 * 60) });
		expect(made.roster.assignments).toContainEqual(previous.assignments[0]);
	});
});

describe('what would cure an impossible roster', () => {
	it('counts people: one post round the clock for a week needs more than one can give', () => {
		// 21 shifts of 8 h. Nobody works more than 6 in a week, so at least 4 are needed; trying weeks of 4 shows that it can be done.
		const problem = problemOf(small([{ id: 'a', roles: ['cadre'] }], { days: 7 }));
		const made = makeRoster(problem, solve);
		const [cure] = cureOf(problem, made.open, solve);
		expect(cure).toMatchObject({ role: 'community', people: 3, atLeast: 3 });
		const cured = problemOf(
			small(
				['a', 'b', 'c', 'd'].map((id) => ({ id, roles: ['cadre'] })),
				{ days: 7 }
			)
		);
		expect(makeRoster(cured, solve).open).toEqual([]);
		const short = problemOf(
			small(
				['a', 'b', 'c'].map((id) => ({ id, roles: ['cadre'] })),
				{ days: 7 }
			)
		);
		expect(makeRoster(short, solve).open.length).toBeGreaterThan(0);
	});

	it('counts each role by itself', () => {
		const problem = problemOf(
			small([{ id: 'a', roles: ['cadre'] }], {
				days: 1,
				posts: [{ id: 'K1', needs: '23:00–06:00 police 2, health 1; 07:00–15:00 community 1' }]
			})
		);
		const made = makeRoster(problem, solve);
		expect(cureOf(problem, made.open, solve).map(({ role, people, atLeast }) => [role, people, atLeast])).toEqual([
			['health', 1, 1],
			['police', 2, 2]
		]);
	});

	it('says which seats nobody can ever fill', () => {
		const problem = problemOf(small([{ id: 'a', roles: ['cadre'] }], { days: 1, shifts: [{ id: 'all', hours: '24 h' }] }));
		const [cure] = cureOf(problem, makeRoster(problem, solve).open, solve);
		expect(cure?.people).toBe(0);
		expect(cure?.forbidden.map(({ id }) => id)).toEqual(['K1/community/2026-11-23T00:00/1']);
	});
});

describe('a week of 17 posts in three shifts and 40 people', () => {
	it('is filled as far as it can be, proven, and repaired after an absence in a second of the processor', () => {
		const problem = problemOf(fullWeek());
		expect(problem.seats).toHaveLength(357);
		const made = makeRoster(problem, solve);
		expect(made.proven).toBe(true);
		expect(judgeRoster(problem, made.roster)).toEqual([]);
		for (const count of [1, 2]) {
			const sick = problem.people.slice(0, count).map(({ id }) => id);
			const span = { startMs: problem.zone.instantOf(problem.fromDay + 2, 0), endMs: problem.zone.instantOf(problem.fromDay + 9, 0) };
			const off = { people: sick.map((id) => ({ id, span })), posts: [] };
			const less = withOff(problem, off);
			const cpu = process.cpuUsage();
			const repaired = makeRoster(less, solve, { previous: made.roster });
			const spent = process.cpuUsage(cpu);
			expect((spent.user + spent.system) / 1e6).toBeLessThan(1);
			expect(repaired.proven).toBe(true);
			expect(judgeRoster(less, repaired.roster)).toEqual([]);
			// Each seat that was left changes hands or stays empty, and others only where that fills more.
			expect(repaired.changed!.length).toBeGreaterThanOrEqual(opened(problem, made.roster, off).length);
		}
	});
});

describe('the example that comes with the product', () => {
	it('can be read, and its posts ask for 219 seats in a week', async () => {
		expect(problemOf(await demoFile()).seats).toHaveLength(219);
	});
});
