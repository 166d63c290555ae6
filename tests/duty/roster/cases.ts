/** Roster problems to try things on: small ones by hand and by dice, and the size that the product promises. */
import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import type { RosterProblem } from '#lib/duty/roster/problem.ts';
import { compileProblem, type FilePerson, PROBLEM_FORMAT, type ProblemFile } from '#lib/duty/roster/problem-file.ts';
import type { SolveLinear } from '#lib/duty/roster/linear-model.ts';
import { compileHighs, loadHighs, solverOf } from '#lib/server/roster/highs.ts';

export const highs = await loadHighs(await compileHighs());
/** As long as a proof takes. */
export const solve: SolveLinear = solverOf(highs, { untilMs: Infinity });

export const demoFile = async (): Promise<ProblemFile> =>
	JSON.parse(await readFile(new URL('../../../geodata/demo/roster-problem.json', import.meta.url), 'utf8')) as ProblemFile;

export function problemOf(file: ProblemFile): RosterProblem {
	const compiled = compileProblem(file);
	if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
	return compiled.problem;
}

export const THREE = [
	{ id: 'night', hours: '23:00–07:00' },
	{ id: 'morning', hours: '07:00–15:00' },
	{ id: 'evening', hours: '15:00–23:00' }
] as const;

/** A file with one round-the-clock post and whoever is given, to be changed at will. */
export const small = (people: readonly FilePerson[], changes: Partial<ProblemFile> = {}): ProblemFile => ({
	format: PROBLEM_FORMAT,
	from: '2026-11-23',
	days: 2,
	shifts: THREE,
	posts: [{ id: 'K1', needs: '24 h community 1' }],
	people,
	...changes
});

/** A week of 17 posts in three shifts for 40 people: 357 seats. Leave and wishes by dice that always fall the same. */
export function fullWeek(people = 40): ProblemFile {
	let state = 7;
	const dice = (): number => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
	const date = (day: number): string => `2026-11-${23 + day}`;
	return small(
		Array.from({ length: people }, (_, i) => ({
			id: `p${i}`,
			roles: ['cadre'],
			wishes: Array.from({ length: 7 }, (_, day) => day).flatMap((day) =>
				dice() < 0.2
					? [{ want: dice() < 0.8 ? ('off' as const) : ('work' as const), on: date(day), weight: 1 + Math.floor(dice() * 3) }]
					: []
			),
			...(dice() < 0.2 ? { leave: [{ from: date(2), through: date(3) }] } : {}),
			nightsBefore: Math.floor(dice() * 3)
		})),
		{ days: 7, posts: Array.from({ length: 17 }, (_, i) => ({ id: `K${i}`, needs: '24 h community 1' })) }
	);
}

const span = fc.tuple(fc.nat(4), fc.nat(23), fc.integer({ min: 1, max: 30 })).map(([day, hour, length]) => {
	const at = Date.UTC(2026, 10, 22 + day, hour);
	const text = (ms: number): string => new Date(ms).toISOString().slice(0, 16);
	return { from: text(at), until: text(at + length * 3_600_000) };
});

/** Problems small enough to try everything: up to 4 people, 3 days, 2 posts, with every kind of rule in play. */
export const tinyFile: fc.Arbitrary<ProblemFile> = fc
	.record({
		people: fc.array(
			fc.record({
				roles: fc.subarray(['police', 'cadre', 'volunteer'], { minLength: 1 }),
				skills: fc.subarray(['dog']),
				leave: fc.array(span, { maxLength: 1 }),
				elsewhere: fc.array(
					fc.nat(5).map((day) => ({ from: `2026-11-${20 + day}T09:00`, until: `2026-11-${20 + day}T13:00` })),
					{ maxLength: 1 }
				),
				hours: fc.constantFrom(['24 h'], ['06:00–24:00', '00:00–24:00'], ['Mon–Tue 06:00–23:30'], ['22:00–20:00']),
				maxShiftsPerWeek: fc.integer({ min: 1, max: 4 }),
				nightsBefore: fc.nat(2),
				wishes: fc.array(
					fc.record({
						want: fc.constantFrom('off' as const, 'work' as const),
						on: fc.constantFrom('2026-11-23', '2026-11-24'),
						weight: fc.integer({ min: 1, max: 3 })
					}),
					{ maxLength: 2 }
				)
			}),
			{ minLength: 1, maxLength: 3 }
		),
		needs: fc.array(
			fc.constantFrom(
				'24 h community 1',
				'23:00–06:00 police 1',
				'07:00–15:00 cadre+dog 1; 15:00–23:00 volunteer 1',
				'06:30–10:30 community 1; 14:00–18:00 community 1; 20:00–23:00 community 1'
			),
			{ minLength: 1, maxLength: 2 }
		),
		days: fc.integer({ min: 1, max: 2 }),
		rules: fc.record({
			minRestH: fc.constantFrom(0, 8, 11),
			maxHoursIn24: fc.constantFrom(8, 12, 16),
			dayOffWindowDays: fc.constantFrom(2, 7),
			daysOffInWindow: fc.constant(1)
		})
	})
	.map(({ people, needs, days, rules }) =>
		small(
			people.map((person, i) => ({ id: `p${i}`, ...person })),
			{ days, rules, posts: needs.map((text, i) => ({ id: `K${i}`, weight: i + 1, needs: text })) }
		)
	);
