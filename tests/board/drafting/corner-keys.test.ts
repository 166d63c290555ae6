/** Corners and points of a border by keys: chosen one after another, moved by metres, added and taken away. */
import { expect, test } from 'vitest';
import { freeVerticesOf } from '#lib/board/drafting/corner-walk.ts';
import { Drawing } from '#lib/board/drafting/drawing.svelte.ts';
import { planBytes } from '#lib/plan/plan-bytes.ts';
import { figuresOf } from '#lib/plan/plan-figures.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import { code, squares } from '../../plan/small-plan.ts';

const nine = squares(3, 3);
const { workload } = DEFAULT_RULES;
const opened = (readOnly = false): Drawing => {
	const base = { plan: nine.plan, figures: figuresOf(nine.plan, nine.ground, workload) };
	const drawing = new Drawing(
		{ base, ground: nine.ground, rules: workload },
		{ readOnly, heldBy: () => null, nameFor: () => '新', onwrite: () => undefined, onhold: () => undefined }
	);
	drawing.select(code(5));
	return drawing;
};

test('a point is added after the chosen corner, moved, written, walked to and taken away again', () => {
	const drawing = opened();
	const corners = freeVerticesOf(nine.plan, code(5));
	expect(corners).toHaveLength(4);
	drawing.stepCorner(1);
	expect(drawing.addPoint()).toBe(true);
	drawing.nudge(0, 4);
	drawing.nudge(3, 0);
	expect(drawing.inHand?.problem).toBeNull();
	drawing.write();
	expect(drawing.history.steps.map(({ edit }) => edit.verb)).toEqual(['add-point']);

	// The new point is chosen, is among those walked to, and moves as a point.
	const vertices = freeVerticesOf(drawing.written.plan, code(5));
	expect(vertices).toHaveLength(5);
	expect(vertices).toContainEqual(drawing.corner);
	drawing.nudge(1, 0);
	expect(drawing.inHand?.edit.verb).toBe('move-point');
	drawing.cancel();

	expect(drawing.removePoint()).toBe(true);
	expect(freeVerticesOf(drawing.written.plan, code(5))).toEqual(corners);
	drawing.undo();
	drawing.undo();
	expect(planBytes(drawing.written.plan)).toEqual(planBytes(nine.plan));
});

test('a corner is not taken away, and that is said', () => {
	const drawing = opened();
	drawing.stepCorner(1);
	drawing.removePoint();
	expect(drawing.history.at).toBe(0);
	expect(drawing.lastRefusal).not.toBeNull();
});

test('nothing of it works on a plan that is only looked at', () => {
	const drawing = opened(true);
	expect([drawing.stepCorner(1), drawing.addPoint(), drawing.nudge(1, 0), drawing.removePoint()]).toEqual([false, false, false, false]);
});
