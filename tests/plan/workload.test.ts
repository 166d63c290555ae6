import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { balance, isBalanced } from '#lib/plan/balance.ts';
import { walkMinutesPerVisit, WORK_KINDS, workload } from '#lib/plan/workload.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';

const rules = DEFAULT_RULES.workload;

describe('workload', () => {
	test('the worked example of grid 23 comes out line by line as it is printed', () => {
		const answer = workload(
			{ work: { household: 1364, isolatedHousehold: 11, compoundGate: 6, enterprise: 52, openCase: 2 }, groundAreaM2: 136_451, workers: 2 },
			rules
		);
		const printed = answer.terms.map((t) => [
			t.kind,
			t.count,
			t.visitsPerDay,
			t.minutesPerVisit,
			t.walkMinutes.toFixed(2),
			t.minutesPerDay.toFixed(1)
		]);
		expect(printed).toEqual([
			['household', 1364, 0.2, 2, '0.13', '581.7'],
			['isolatedHousehold', 11, 2, 6, '1.47', '164.4'],
			['compoundGate', 6, 3, 3, '2.00', '89.9'],
			['enterprise', 52, 0.4, 10, '0.68', '222.1'],
			['openCase', 2, 1, 20, '3.46', '46.9']
		]);
		expect(Math.round(answer.minutes)).toBe(1105);
		expect(answer.availableMinutes).toBe(840);
		expect(answer.load).toBeCloseTo(1.3155, 3);
	});

	test('a grid without workers has an unknown load, not an infinite one', () => {
		const answer = workload({ work: { household: 10 }, groundAreaM2: 1000, workers: 0 }, rules);
		expect(answer.load).toBeNull();
		expect(answer.minutes).toBeGreaterThan(0);
	});

	test('a grid with workers and nothing to do has load 0', () => {
		expect(workload({ work: {}, groundAreaM2: 1000, workers: 1 }, rules)).toMatchObject({ load: 0, minutes: 0, terms: [] });
	});

	test('walking to one of n stops on S square metres is 0.7124·√(S/n)·1.3 ÷ 70 minutes', () => {
		expect(walkMinutesPerVisit(10_000, 1, rules)).toBeCloseTo((0.7124 * 100 * 1.3) / 70, 12);
		expect(walkMinutesPerVisit(0, 5, rules)).toBe(0);
	});

	test('the terms add up, more workers mean less load, more work means more', () => {
		const counts = fc.record(Object.fromEntries(WORK_KINDS.map((kind) => [kind, fc.nat(5000)])));
		fc.assert(
			fc.property(counts, fc.double({ min: 0, max: 1e6, noNaN: true }), fc.integer({ min: 1, max: 20 }), (work, groundAreaM2, workers) => {
				const one = workload({ work, groundAreaM2, workers }, rules);
				const more = workload({ work, groundAreaM2, workers: workers + 1 }, rules);
				const harder = workload({ work: { ...work, openCase: (work['openCase'] ?? 0) + 1 }, groundAreaM2, workers }, rules);
				const sum = one.terms.reduce((total, t) => total + t.count * t.visitsPerDay * (t.minutesPerVisit + t.walkMinutes), 0);
				expect(one.load).toBeCloseTo(sum / (workers * 420), 9);
				expect(more.load ?? 0).toBeLessThanOrEqual(one.load ?? 0);
				expect(harder.load ?? 0).toBeGreaterThan(one.load ?? 0);
			})
		);
	});
});

describe('balance', () => {
	test('known figures: 1, 2, 3, 4 have CV 0.4472, max ÷ mean 1.6, Gini 0.25', () => {
		const answer = balance([4, 1, 3, 2]);
		expect(answer.mean).toBe(2.5);
		expect(answer.cv).toBeCloseTo(0.4472136, 6);
		expect(answer.maxToMean).toBeCloseTo(1.6, 12);
		expect(answer.gini).toBeCloseTo(0.25, 12);
		expect(isBalanced(answer, rules)).toBe(false);
	});

	test('unknown loads are counted and stay out of the figures', () => {
		expect(balance([1, null, 1, null])).toMatchObject({ known: 2, unknown: 2, mean: 1, cv: 0, maxToMean: 1, gini: 0 });
		expect(isBalanced(balance([1, null, 1]), rules)).toBe(true);
		expect(balance([null])).toMatchObject({ known: 0, unknown: 1, mean: null, cv: null, gini: null });
		expect(isBalanced(balance([]), rules)).toBeNull();
		expect(balance([0, 0])).toMatchObject({ mean: 0, cv: null, gini: null });
	});

	test('Gini is half the mean absolute difference over the mean, whatever the order', () => {
		fc.assert(
			fc.property(fc.array(fc.double({ min: 0.01, max: 10, noNaN: true }), { minLength: 1, maxLength: 40 }), (loads) => {
				const mean = loads.reduce((a, b) => a + b, 0) / loads.length;
				const difference = loads.reduce((total, a) => total + loads.reduce((sum, b) => sum + Math.abs(a - b), 0), 0);
				expect(balance(loads).gini).toBeCloseTo(difference / (2 * loads.length ** 2 * mean), 9);
				expect(balance(loads.toReversed())).toEqual(balance(loads));
			})
		);
	});
});
