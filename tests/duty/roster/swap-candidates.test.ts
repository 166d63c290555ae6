import fc from 'fast-check';
import { expect, test } from 'vitest';
import { breachesOf, judgeRoster } from '#lib/duty/roster/judge-roster.ts';
import type { Assignment, RosterProblem } from '#lib/duty/roster/problem.ts';
import { compileProblem } from '#lib/duty/roster/problem-file.ts';
import { swapCandidates } from '#lib/duty/roster/swap-candidates.ts';
import { problemOf, small, tinyFile } from './cases.ts';

const problem = problemOf(
	small([
		{ id: 'a', roles: ['cadre'] },
		{ id: 'b', roles: ['cadre'] },
		{ id: 'c', roles: ['cadre'], leave: [{ from: '2026-11-24', through: '2026-11-24' }] },
		{ id: 'd', roles: ['police'] }
	])
);
const seat = (day: number, hour: string): string => `K1/community/2026-11-${day}T${hour}:00/1`;

test('whoever is free and may may take a seat; who is on leave, has another role or sits too near to it may not', () => {
	const held = [
		{ seatId: seat(24, '07'), personId: 'a' },
		{ seatId: seat(24, '15'), personId: 'b' }
	];
	// b would work from 07:00 to 23:00; giving their own seat for it, both work once.
	expect(swapCandidates(problem, held, seat(24, '07'), 0)).toEqual([{ personId: 'b', takes: false, forSeats: [seat(24, '15')] }]);
	expect(swapCandidates(problem, [held[0]!], seat(24, '07'), 0)).toEqual([{ personId: 'b', takes: true, forSeats: [] }]);
});

test('a seat that has begun is had for nothing, and one that nobody holds is nobody’s to give', () => {
	const held = [
		{ seatId: seat(24, '07'), personId: 'a' },
		{ seatId: seat(23, '07'), personId: 'b' }
	];
	const begun = problem.seats.find(({ id }) => id === seat(23, '07'))!.startMs;
	expect(swapCandidates(problem, held, seat(24, '07'), begun)).toMatchObject([{ personId: 'b', forSeats: [] }]);
	expect(swapCandidates(problem, [], seat(24, '07'), 0)).toEqual([]);
});

/** Rules broken by one person, with whatever they know of it. */
const broken = (of: RosterProblem, assignments: readonly Assignment[], personId: string): Set<string> =>
	new Set(
		judgeRoster(of, { assignments })
			.filter((one) => one.personId === personId)
			.map(({ rule, detail }) => JSON.stringify([rule, detail]))
	);

test('an exchange is offered exactly where the judge of whole rosters finds nothing new in it', () => {
	fc.assert(
		fc.property(tinyFile, fc.infiniteStream(fc.nat(1000)), (file, dice) => {
			const compiled = compileProblem(file);
			fc.pre(compiled.ok);
			if (!compiled.ok) return;
			const of = compiled.problem;
			// Some roster that is legal as far as it goes.
			const held: Assignment[] = [];
			for (const { id: seatId } of of.seats) {
				const personId = of.people[(dice.next().value as number) % of.people.length]!.id;
				if (breachesOf(of, { assignments: held }, { seatId, personId }).length === 0) held.push({ seatId, personId });
			}
			for (const { seatId, personId } of held) {
				const found = swapCandidates(of, held, seatId, -Infinity);
				const fair = (after: readonly Assignment[], who: string): boolean => {
					const before = broken(of, held, who);
					return [...broken(of, after, who)].every((one) => before.has(one));
				};
				for (const other of of.people) {
					if (other.id === personId) continue;
					const rest = held.filter((one) => one.seatId !== seatId);
					const candidate = found.find((one) => one.personId === other.id);
					expect(candidate?.takes ?? false).toBe(fair([...rest, { seatId, personId: other.id }], other.id));
					for (const theirs of held.filter((one) => one.personId === other.id)) {
						const after = [
							...rest.filter((one) => one.seatId !== theirs.seatId),
							{ seatId, personId: other.id },
							{ seatId: theirs.seatId, personId }
						];
						expect(candidate?.forSeats.includes(theirs.seatId) ?? false).toBe(fair(after, other.id) && fair(after, personId));
					}
				}
			}
		}),
		{ numRuns: 60 }
	);
});
