/** Loads and suggestions: whoever is suggested may really be assigned, the least loaded first and of those the nearest; and a squad shares work evenly. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign, type DutySubject, type Held } from '#lib/duty/assignment.ts';
import { NO_LOAD, personLoads, tooMany, withDuty } from '#lib/duty/person-load.ts';
import type { Duty, PersonId, PersonRole } from '#lib/duty/post.ts';
import { type Candidate, shareSubjects, suggestPeople, type Wanted } from '#lib/duty/suggest-person.ts';
import { DEFAULT_DUTY_RULES } from '#lib/rules/duty-rules.ts';

const DAY_MS = 86_400_000;
const DAY_MINUTES = 420;
const grid = (id: number): DutySubject => ({ kind: 'grid', id });
const person = (id: number): PersonId => id as PersonId;
/** A hundred minutes for each number of the grid. */
const minutesOf = ({ id }: DutySubject): number => id * 100;
const held = (personId: number, subject: DutySubject, duty: Duty = 'primary', startMs = 0, endMs = 10 * DAY_MS): Held => ({
	...{ id: personId * 1000 + subject.id, personId: person(personId), subject, duty, inPerson: false, startMs, endMs }
});
const candidate = (id: number, over: Partial<Candidate> = {}): Candidate => ({
	...{ id: person(id), roles: ['grid-worker'] as const, at: null, load: NO_LOAD, held: [], leave: [], ...over }
});
const wanted: Wanted = {
	subject: grid(3),
	duty: 'primary',
	at: [118.8, 32.02],
	roles: ['grid-worker', 'cadre'],
	held: [],
	startMs: DAY_MS,
	endMs: 2 * DAY_MS
};
const ids = (list: readonly { readonly id: PersonId }[]): number[] => list.map(({ id }) => Number(id));
const suggest = (one: Wanted, people: readonly Candidate[], most = 9): number[] =>
	ids(suggestPeople(one, people, minutesOf, DEFAULT_DUTY_RULES, DAY_MINUTES, most));

describe('load', () => {
	it('counts what holds at the moment; a backup carries nothing', () => {
		const duties = [held(1, grid(1)), held(1, grid(2), 'backup'), held(1, grid(3), 'primary', 5 * DAY_MS), held(2, grid(4), 'leader')];
		const now = personLoads(duties, minutesOf, DAY_MS);
		expect(now.get(person(1))).toEqual({ minutes: 100, primaries: { grid: 1 }, named: 2 });
		expect(now.get(person(2))).toEqual({ minutes: 0, primaries: {}, named: 1 });
		expect(personLoads(duties, minutesOf, 6 * DAY_MS).get(person(1))?.minutes).toBe(400);
		expect(personLoads(duties, minutesOf, 10 * DAY_MS).size).toBe(0);
	});

	it('is above the limit with the one that is too many', () => {
		const two = withDuty(
			withDuty(NO_LOAD, { subject: grid(1), duty: 'primary' }, minutesOf),
			{ subject: grid(2), duty: 'primary' },
			minutesOf
		);
		expect(tooMany(two, DEFAULT_DUTY_RULES)).toEqual([]);
		expect(tooMany(withDuty(two, { subject: grid(3), duty: 'primary' }, minutesOf), DEFAULT_DUTY_RULES)).toEqual(['grid']);
	});
});

describe('suggesting', () => {
	it('leaves out the wrong role, whoever is away, at their limit or named already', () => {
		const busy = withDuty(
			withDuty(NO_LOAD, { subject: grid(1), duty: 'primary' }, minutesOf),
			{ subject: grid(2), duty: 'primary' },
			minutesOf
		);
		expect(
			suggest({ ...wanted, held: [held(5, grid(3), 'backup')] }, [
				candidate(1, { roles: ['police'] }),
				candidate(2, { leave: [{ startMs: DAY_MS * 1.5, endMs: DAY_MS * 1.6 }] }),
				candidate(3, { load: busy, held: [held(3, grid(1)), held(3, grid(2))] }),
				candidate(4),
				candidate(5, { held: [held(5, grid(3), 'backup')] })
			])
		).toEqual([4]);
		// A primary is there already: nobody can be one as well, anybody can be backup.
		const taken = { ...wanted, held: [held(9, grid(3))] };
		expect(suggest(taken, [candidate(4)])).toEqual([]);
		expect(suggest({ ...taken, duty: 'backup' }, [candidate(4)])).toEqual([4]);
	});

	it('puts the least loaded first, then the role that fits best, then the nearest', () => {
		const near = [118.801, 32.02] as const;
		const far = [118.85, 32.02] as const;
		const loaded = { minutes: 200, primaries: { grid: 1 }, named: 1 };
		expect(
			suggest(wanted, [
				candidate(1, { at: near, load: loaded }),
				candidate(2, { at: far }),
				candidate(3, { at: near }),
				candidate(4, { at: near, roles: ['cadre'] }),
				candidate(5)
			])
		).toEqual([3, 2, 5, 4, 1]);
		// Less than a tenth of a day is no difference.
		expect(suggest(wanted, [candidate(1, { at: far }), candidate(2, { at: near, load: { ...NO_LOAD, minutes: 10 } })])).toEqual([2, 1]);
		expect(suggest(wanted, [candidate(1), candidate(2), candidate(3)], 2)).toEqual([1, 2]);
	});

	it('suggests nobody whom the rules of assigning would refuse', () => {
		const span = fc
			.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 4 }))
			.map(([from, days]) => ({ startMs: from * DAY_MS, endMs: (from + days) * DAY_MS }));
		const duty = fc.constantFrom<Duty>('primary', 'backup');
		const people = fc.array(
			fc.record({
				roles: fc.subarray<PersonRole>(['grid-worker', 'police', 'cadre'], { minLength: 1 }),
				leave: fc.array(span, { maxLength: 1 }),
				duties: fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), duty, span), { maxLength: 4 })
			}),
			{ maxLength: 6 }
		);
		fc.assert(
			fc.property(people, span, duty, (list, when, as) => {
				const all = list.flatMap(({ duties }, i) =>
					duties.map(([id, one, { startMs, endMs }]) => held(i + 1, grid(id), one, startMs, endMs))
				);
				const candidates = list.map(({ roles, leave }, i) => {
					const own = all.filter(({ personId }) => personId === person(i + 1));
					return candidate(i + 1, {
						roles,
						leave,
						held: own,
						load: personLoads(own, minutesOf, when.startMs).get(person(i + 1)) ?? NO_LOAD
					});
				});
				const asked = { ...wanted, ...when, duty: as, held: all.filter(({ subject }) => subject.id === 3) };
				for (const id of suggest(asked, candidates)) {
					const request = { personId: person(id), subject: asked.subject, duty: as, task: 'x', fromMs: when.startMs, untilMs: when.endMs };
					const state = {
						held: all.filter(({ personId, subject }) => personId === person(id) || subject.id === 3),
						leave: candidates[id - 1]!.leave
					};
					expect(assign(state, request, when.startMs, DEFAULT_DUTY_RULES)).toMatchObject({ ok: true, value: { warnings: [] } });
				}
			})
		);
	});
});

describe('sharing among a squad', () => {
	it('gives each subject to one member, and nobody more than the heaviest above the average', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 20 }), fc.integer({ min: 1, max: 6 }), (sizes, count) => {
				const subjects = sizes.map((size) => grid(size));
				const members = Array.from({ length: count }, (_, i) => candidate(i + 1));
				const shared = shareSubjects(subjects, members, minutesOf);
				expect(shared.every((id) => id !== null)).toBe(true);
				const sums = members.map(({ id }) => sizes.reduce((sum, size, i) => (shared[i] === id ? sum + size : sum), 0));
				const average = sizes.reduce((a, b) => a + b, 0) / count;
				expect(Math.max(...sums)).toBeLessThanOrEqual(average + Math.max(0, ...sizes));
			})
		);
		expect(shareSubjects([grid(1)], [], minutesOf)).toEqual([null]);
	});
});
