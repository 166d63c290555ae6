/** What the plan thread answers is what the same functions say here, however often it has forgotten the ground; a fault fails one task and no other. */
import { expect, test } from 'vitest';
import { planBytes } from '#lib/plan/plan-bytes.ts';
import { planOutline } from '#lib/plan/plan-outline.ts';
import type { BorderPlan, GridCode } from '#lib/plan/border-plan.ts';
import { faultsOf } from '#lib/server/planning/faults-of.ts';
import { inPlanThread } from '#lib/server/planning/plan-thread.ts';
import { rowsOfPlan } from '#lib/server/planning/rows-of-plan.ts';
import { packGround } from '#lib/wire/plan-ground.ts';
import { crooked } from '../plan/small-plan.ts';

const small = crooked(3, 3, 2, 5);
const parent = [planOutline(small.plan)!];
const bytesOf = (plan: BorderPlan) => new Uint8Array(planBytes(plan));
const judge = (plan: BorderPlan, print: string, edits: Parameters<typeof faultsOf>[1] = []) =>
	inPlanThread('judge', {
		ground: { print, bytes: packGround(small.ground) },
		base: bytesOf(small.plan),
		plan: bytesOf(plan),
		parent,
		edits
	});

test('a plan is judged there as here, also by a thread that has had many other grounds since', async () => {
	const [first] = [...small.plan.borders.values()];
	const spoilt: BorderPlan = { ...small.plan, borders: new Map(small.plan.borders).set(first!.id, { ...first!, left: '000' as GridCode }) };
	const here = faultsOf(spoilt, [], parent, small.ground);
	expect(here.length).toBeGreaterThan(0);
	for (const print of ['a', 'b', 'c', 'd', 'e', 'f', 'a'])
		expect(await judge(spoilt, print)).toEqual({ unchanged: false, faults: JSON.parse(JSON.stringify(here)) as unknown });
	expect(await judge(small.plan, 'a')).toEqual({ unchanged: true, faults: [] });
	expect(await inPlanThread('rows', { plan: bytesOf(small.plan), excluded: '[]' })).toEqual(rowsOfPlan(small.plan, []));
});

test('a task with a fault fails alone, among others at once', async () => {
	const answers = await Promise.allSettled([
		judge(small.plan, 'a'),
		inPlanThread('rows', { plan: new Uint8Array([1, 2, 3]), excluded: '[]' }),
		judge(small.plan, 'b')
	]);
	expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
	expect(String((answers[1] as PromiseRejectedResult).reason)).toContain('plan thread, rows');
});
