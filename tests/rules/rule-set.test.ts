import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_RULES, ruleSetAt, type RuleSet } from '#lib/rules/rule-set.ts';

const set = (version: number, districtId: number | null, effectiveFromMs: number): RuleSet => ({
	version,
	districtId,
	effectiveFromMs,
	note: '',
	rules: DEFAULT_RULES
});

test('no rules hold before the first take effect', () => {
	expect(ruleSetAt([set(1, null, 100)], 7, 99)).toBeNull();
	expect(ruleSetAt([set(1, null, 100)], 7, 100)?.version).toBe(1);
	expect(ruleSetAt([], 7, 100)).toBeNull();
});

test('the newest that is in effect holds, not the one that will be', () => {
	const sets = [set(1, null, 0), set(2, null, 50), set(3, null, 200)];
	expect(ruleSetAt(sets, 7, 100)?.version).toBe(2);
	expect(ruleSetAt(sets, 7, 200)?.version).toBe(3);
});

test("a district's own rules come before the general ones, even older ones, and are nobody else's", () => {
	const sets = [set(1, null, 0), set(2, 7, 10), set(3, null, 50)];
	expect(ruleSetAt(sets, 7, 100)?.version).toBe(2);
	expect(ruleSetAt(sets, 8, 100)?.version).toBe(3);
	expect(ruleSetAt(sets, 7, 5)?.version).toBe(1);
});

test('of two that take effect at once the later version holds', () => {
	expect(ruleSetAt([set(5, null, 10), set(4, null, 10)], 7, 10)?.version).toBe(5);
});

test('the order in which they are kept changes nothing, and what is found is in effect and of this district or of all', () => {
	const anySet = fc.tuple(fc.nat(50), fc.option(fc.constantFrom(7, 8)), fc.nat(100));
	fc.assert(
		fc.property(fc.uniqueArray(anySet, { selector: ([version]) => version }), fc.nat(100), (rows, atMs) => {
			const sets = rows.map((row) => set(...row));
			const found = ruleSetAt(sets, 7, atMs);
			expect(ruleSetAt(sets.toReversed(), 7, atMs)).toEqual(found);
			const able = sets.filter((one) => one.effectiveFromMs <= atMs && one.districtId !== 8);
			expect(found === null).toBe(able.length === 0);
			if (found) expect(able).toContain(found);
		})
	);
});

test('the defaults are those of the product: radius 25 m, legs of 60 s and 80 m, 24, 8 and 2 hours, 420 minutes', () => {
	const { coverage, workload } = DEFAULT_RULES;
	expect([coverage.radiusM, coverage.maxAccuracyM, coverage.maxSpeedKmh, coverage.legMaxS, coverage.legMaxM]).toEqual([25, 50, 15, 60, 80]);
	expect(coverage.limitH).toEqual({ low: 24, medium: 8, high: 2 });
	expect([coverage.joinBuildingsM, coverage.groundGapRadiusM]).toEqual([40, 40]);
	expect([workload.minutesPerWorkerDay, workload.detourFactor, workload.walkMPerMin]).toEqual([420, 1.3, 70]);
	expect([workload.targetCv, workload.targetMaxToMean]).toEqual([0.15, 1.3]);
});
