import { expect, test } from 'vitest';
import * as v from 'valibot';
import { VERBS } from '#lib/plan/apply-edit.ts';
import { PlanEditSchema } from '#lib/wire/plan-edit-schema.ts';

test('the door knows every verb that a planner has', () => {
	expect(PlanEditSchema.options.map((option) => option.entries.verb.literal).sort()).toEqual(Object.keys(VERBS).sort());
});

test('an edit with half a lattice step, an unknown verb, a stray field or a code that is none is turned away', () => {
	const good = { verb: 'move-corner', at: [1_230_000_000, 300_000_000], to: [1_230_000_100, 300_000_100] };
	expect(v.is(PlanEditSchema, good)).toBe(true);
	for (const bad of [
		{ ...good, to: [1.5, 2] },
		{ ...good, verb: 'drop-table' },
		{ ...good, extra: 1 },
		{ ...good, at: [2_000_000_000, 0] },
		{ verb: 'rename-grid', grid: '12', name: 'x' },
		{ verb: 'set-grid', grid: '990101001001001', workers: -1 },
		null
	])
		expect(v.is(PlanEditSchema, bad), JSON.stringify(bad)).toBe(false);
});
