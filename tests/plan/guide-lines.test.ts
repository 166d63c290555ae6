/** Snapping to roads, walls and water, and following them: what a split along a road is made of. */
import { describe, expect, it } from 'vitest';
import type { GuideLine } from '#lib/plan/border-plan.ts';
import { followLine } from '#lib/plan/follow-line.ts';
import { checkPlan, isSound } from '#lib/plan/plan-check.ts';
import { snapPoint } from '#lib/plan/snap.ts';
import { after, code, pt, squares } from './small-plan.ts';

const road = (name: string, ...line: GuideLine['line']): GuideLine => ({ kind: 'road', name, line });
const lines = [
	road('东西路一段', pt(-0.2, 0.42), pt(0.25, 0.42)),
	road('东西路二段', pt(0.25, 0.42), pt(0.5, 0.43), pt(1.4, 0.43)),
	road('南北路', pt(0.25, -0.2), pt(0.25, 0.42), pt(0.25, 1.3)),
	road('远路', pt(4, 4), pt(5, 4))
];

describe('a dragged point', () => {
	it('snaps to the nearest line, and to a crossing before that', () => {
		expect(snapPoint(lines, pt(0.8, 0.44), 8)).toMatchObject({ at: pt(0.8, 0.43), lines: [{ name: '东西路二段' }] });
		expect(snapPoint(lines, pt(0.26, 0.43), 8)?.at).toEqual(pt(0.25, 0.42));
		expect(snapPoint(lines, pt(0.8, 0.6), 8)).toBe(null);
	});
});

describe('following', () => {
	it('goes from one line into the next where they meet', () => {
		expect(followLine(lines, pt(0, 0.42), pt(1, 0.43), 1)).toEqual([pt(0, 0.42), pt(0.25, 0.42), pt(0.5, 0.43), pt(1, 0.43)]);
	});
	it('says no where no line leads there', () => {
		expect(followLine(lines, pt(0, 0.42), pt(4.5, 4), 1)).toBe(null);
		expect(followLine(lines, pt(0, 0.9), pt(1, 0.43), 1)).toBe(null);
	});
	it('splits a grid along a road', () => {
		const four = squares(2, 2, { lines });
		const line = followLine(lines, pt(0, 0.42), pt(1, 0.43), 1)!;
		const plan = after(four, { verb: 'split-grid', grid: code(1), line, name: '路北', code: code(5) });
		expect(plan.grids.get(code(5))?.name).toBe('路北');
		expect(isSound(checkPlan(plan, four.input.boundary, four.ground))).toBe(true);
	});
});
