import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coursePoints, coursesOf } from '#lib/duty/roster/courses.ts';
import { dutiesOf, mayDo, partsOf } from '#lib/duty/roster/duties.ts';
import { judgeCost } from '#lib/duty/roster/judge-cost.ts';
import { judgePerson } from '#lib/duty/roster/judge-roster.ts';
import { cheapestPairs } from '#lib/duty/roster/place-people.ts';
import { searchCourses } from '#lib/duty/roster/search-courses.ts';
import { searchDuties } from '#lib/duty/roster/search-duties.ts';
import { problemOf, solve, tinyFile } from './cases.ts';

describe('the courses of a person', () => {
	it('are all sets of duties that the judge finds legal, each once, with the points that the judge counts', () => {
		fc.assert(
			fc.property(tinyFile, (file) => {
				const problem = problemOf(file);
				const duties = dutiesOf(problem);
				for (const person of problem.people) {
					// Every set of them is tried: a thousand sets a person are enough.
					const may = duties.flatMap((duty, d) => (mayDo(problem, person, duty) ? [d] : [])).slice(0, 10);
					if (may.length === 0) continue;
					const legal = new Set<string>();
					for (let set = 0; set < 2 ** may.length; set++) {
						const chosen = may.filter((_, i) => set & (1 << i));
						if (
							judgePerson(
								problem,
								person,
								chosen.map((d) => duties[d]!.seats[0]!)
							).length === 0
						)
							legal.add(chosen.join());
					}
					const courses = coursesOf(problem, person, duties, may, new Set(), 10_000)!;
					const listed = Array.from({ length: courses.count }, (_, k) => [
						...courses.duties.slice(courses.starts[k], courses.starts[k + 1])
					]);
					expect(new Set(listed.map((course) => course.join()))).toEqual(legal);
					expect(listed).toHaveLength(legal.size);
					const points = coursePoints(problem, person, duties, courses);
					for (const [k, course] of listed.entries()) {
						const roster = { assignments: course.map((d) => ({ seatId: duties[d]!.seats[0]!.id, personId: person.id })) };
						expect(points[k]).toBeCloseTo(judgeCost({ ...problem, people: [person] }, roster).points, 6);
					}
				}
			}),
			{ numRuns: 60 }
		);
	});
});

describe('the two ways to search', () => {
	it('come to the same, for a new roster and for a repair', () => {
		fc.assert(
			fc.property(tinyFile, fc.nat(), (file, keep) => {
				const problem = problemOf(file);
				for (const part of partsOf(problem, dutiesOf(problem), problem.people)) {
					const goal = { part, settled: new Map<string, string>(), solve, onAim: () => {} };
					const first = searchDuties(problem, { ...goal, before: null });
					expect(searchCourses(problem, { ...goal, before: null })?.aims).toEqual(first.aims.map((aim) => expectNear(aim)));
					const before = new Map(
						part.duties.flatMap((duty, d) =>
							duty.seats.slice(0, 1).flatMap((seat) => {
								const p = part.people.findIndex((_, i) => first.duties[i]!.includes(d) && (keep + d) % 3 > 0);
								return p < 0 ? [] : [[seat.id, part.people[p]!.id] as const];
							})
						)
					);
					const repaired = searchDuties(problem, { ...goal, before });
					expect(searchCourses(problem, { ...goal, before })?.aims).toEqual(repaired.aims.map((aim) => expectNear(aim)));
				}
			}),
			{ numRuns: 60 }
		);
	});
});

const expectNear = ({ aim, value, bound, proven }: { aim: string; value: number; bound: number; proven: boolean }) => ({
	aim,
	value: expect.closeTo(value, 4) as number,
	bound: expect.closeTo(bound, 4) as number,
	proven
});

it('people are paired with places at the least cost, as trying every order shows', () => {
	const orders = (n: number, k: number, taken: readonly number[] = []): number[][] =>
		taken.length === k
			? [[...taken]]
			: Array.from({ length: n }, (_, i) => i)
					.filter((i) => !taken.includes(i))
					.flatMap((i) => orders(n, k, [...taken, i]));
	fc.assert(
		fc.property(
			fc
				.integer({ min: 0, max: 4 })
				.chain((rows) =>
					fc
						.integer({ min: rows, max: 5 })
						.chain((columns) =>
							fc.array(fc.array(fc.nat(50), { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows })
						)
				),
			(cost) => {
				const columns = cost[0]?.length ?? 0;
				const sum = (pairs: readonly number[]): number => pairs.reduce((total, c, r) => total + cost[r]![c]!, 0);
				const found = cheapestPairs(cost);
				expect(new Set(found).size).toBe(cost.length);
				expect(sum(found)).toBe(Math.min(...orders(columns, cost.length).map(sum)));
			}
		)
	);
});
