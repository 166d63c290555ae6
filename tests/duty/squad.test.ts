import fc from 'fast-check';
import { expect, it } from 'vitest';
import { missingSeats } from '#lib/duty/squad.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';

const template = (id: string) => DEFAULT_RULES.duty.squadTemplates.find((one) => one.id === id)!;

it('三位一体 needs a cadre, a health worker and a police officer', () => {
	expect(missingSeats(template('三位一体'), [['cadre'], ['health'], ['police']])).toEqual([]);
	expect(missingSeats(template('三位一体'), [['cadre'], ['volunteer']])).toEqual([
		{ roles: ['health'], count: 1 },
		{ roles: ['police'], count: 1 }
	]);
});

it('one person fills one seat, and whoever can do both stands where nobody else can', () => {
	expect(missingSeats(template('三位一体'), [['cadre', 'health'], ['police']])).toHaveLength(1);
	expect(missingSeats(template('三位一体'), [['cadre', 'health', 'police'], ['police'], ['cadre']])).toEqual([]);
});

it('1+X is a leader and at least one more, of any role', () => {
	expect(missingSeats(template('1+X'), [['grid-leader'], ['volunteer'], ['volunteer']])).toEqual([]);
	expect(missingSeats(template('1+X'), [['grid-leader']])).toEqual([{ roles: [], count: 1 }]);
});

it('as few seats stay empty as any placing of the members leaves', () => {
	const role = fc.constantFrom('a', 'b', 'c');
	const seat = fc.record({ roles: fc.uniqueArray(role, { maxLength: 2 }), count: fc.integer({ min: 1, max: 2 }) });
	const members = fc.array(fc.uniqueArray(role, { maxLength: 3 }), { maxLength: 4 });
	fc.assert(
		fc.property(fc.array(seat, { minLength: 1, maxLength: 3 }), members, (seats, people) => {
			const lanes = seats.flatMap(({ roles, count }) => Array.from({ length: count }, () => roles));
			const most = (lane: number, left: readonly (readonly string[])[]): number =>
				lane === lanes.length
					? 0
					: Math.max(
							most(lane + 1, left),
							...left.flatMap((person, i) =>
								lanes[lane]!.length === 0 || lanes[lane]!.some((one) => person.includes(one))
									? 1 +
										most(
											lane + 1,
											left.filter((_, j) => j !== i)
										)
									: []
							)
						);
			const missing = missingSeats({ id: 't', zh: 't', en: 't', seats }, people).reduce((n, { count }) => n + count, 0);
			expect(missing).toBe(lanes.length - most(0, people));
		}),
		{ numRuns: 60 }
	);
});
