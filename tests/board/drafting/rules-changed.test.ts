/** What a planner sees when the rules of the district become others while a draft is open. */
import { expect, test } from 'vitest';
import { Drawing } from '#lib/board/drafting/drawing.svelte.ts';
import { figuresOf } from '#lib/plan/plan-figures.ts';
import { DEFAULT_RULES, type Rules } from '#lib/rules/rule-set.ts';
import { code, pt, squares } from '../../plan/small-plan.ts';

const nine = squares(3, 3);
const { workload } = DEFAULT_RULES;
/** A household takes three times as long. */
const slower: Rules['workload'] = {
	...workload,
	kinds: { ...workload.kinds, household: { ...workload.kinds.household, minutesPerVisit: 3 * workload.kinds.household.minutesPerVisit } }
};
const on = (rules: Rules['workload']) => ({
	base: { plan: nine.plan, figures: figuresOf(nine.plan, nine.ground, rules) },
	ground: nine.ground,
	rules
});
const drawing = (): Drawing =>
	new Drawing(on(workload), {
		readOnly: false,
		heldBy: () => null,
		nameFor: () => '新',
		onwrite: () => undefined,
		onhold: () => undefined
	});

test('every load is reckoned by the new rules; what was written and what is in hand stays', () => {
	const open = drawing();
	open.select(code(5));
	expect(open.do({ verb: 'move-corner', at: pt(1, 1), to: pt(1.03, 1.02) }).ok).toBe(true);
	open.propose({ verb: 'move-corner', at: pt(2, 2), to: pt(2.03, 2.02) });
	const before = open.now.figures.grids.get(code(5))!.workload.minutes;
	open.reckonBy(on(slower));

	expect(open.history.at).toBe(1);
	expect(open.inHand?.edit).toMatchObject({ verb: 'move-corner', at: pt(2, 2) });
	expect(open.grid).toBe(code(5));
	for (const [of, { workload: load }] of figuresOf(open.now.plan, nine.ground, slower).grids)
		expect(open.now.figures.grids.get(of)!.workload.minutes).toBeCloseTo(load.minutes, 9);
	expect(open.now.figures.grids.get(code(5))!.workload.minutes).toBeGreaterThan(before);
	expect(open.base.figures.balance).toEqual(figuresOf(nine.plan, nine.ground, slower).balance);
	// Undone it is reckoned by them as well.
	open.cancel();
	open.undo();
	expect(open.now.figures).toEqual(open.base.figures);
});
