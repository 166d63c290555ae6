/** Steps of a draft: what is sent, what is kept, and what becomes of them when somebody else saved first. */
import { describe, expect, it } from 'vitest';
import { drawnAfter, drawnOf } from '#lib/board/drafting/drawn-plan.ts';
import { drawUpon, isSaved, replay, sharedEdits, stepsOf, toSave, unsavedEdits } from '#lib/board/drafting/draft-work.ts';
import { freeVerticesOf, metresFrom, stepVertex } from '#lib/board/drafting/corner-walk.ts';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import { startHistory, undo, type PlanHistory } from '#lib/plan/history.ts';
import { planBytes } from '#lib/plan/plan-bytes.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import { figuresOf, type GridFigures } from '#lib/plan/plan-figures.ts';
import { DEFAULT_RULES } from '#lib/rules/rule-set.ts';
import { code, pt, squares } from '../../plan/small-plan.ts';

const nine = squares(3, 3);
const split: PlanEdit = { verb: 'split-grid', grid: code(1), line: [pt(0, 0.43), pt(1, 0.43)], name: '新', code: code(10) };
const corner: PlanEdit = { verb: 'move-corner', at: pt(1, 1), to: pt(1.03, 1.02) };
const merge: PlanEdit = { verb: 'merge-grids', grids: [code(8), code(9)], into: code(9) };
const lone: PlanEdit = { verb: 'rename-grid', grid: code(8), name: '独' };
function drawn(...edits: PlanEdit[]): PlanHistory {
	const { history, leftOut } = drawUpon(startHistory(nine.plan), edits, nine.ground);
	if (leftOut.length > 0) throw new Error(leftOut[0]!.problem.kind);
	return history;
}
const copies = (edits: readonly PlanEdit[]): PlanEdit[] => JSON.parse(JSON.stringify(edits)) as PlanEdit[];

const pick = ({ buildings, households, residents }: GridFigures): object => ({ buildings, households, residents });

describe('what is sent of a draft', () => {
	it('is nothing once the server has the same steps, be they other objects', () => {
		const history = drawn(split, corner);
		expect(isSaved({ history, saved: { edits: copies([split, corner]), at: 2 } })).toBe(true);
	});
	it('keeps what both have and sends the rest', () => {
		expect(toSave({ history: drawn(split, corner, merge), saved: { edits: [split], at: 1 } })).toEqual({
			keep: 1,
			edits: [corner, merge],
			at: 3
		});
	});
	it('sends an undo as a place among the steps, with nothing lost', () => {
		const history = undo(drawn(split, corner))!;
		const work = { history, saved: { edits: [split, corner], at: 2 } };
		expect(isSaved(work)).toBe(false);
		expect(toSave(work)).toEqual({ keep: 2, edits: [], at: 1 });
	});
	it('drops from the server what was drawn over after an undo', () => {
		expect(toSave({ history: drawn(split, merge), saved: { edits: [split, corner], at: 1 } })).toEqual({ keep: 1, edits: [merge], at: 2 });
	});
});

describe('when somebody saved first', () => {
	it('draws the unsaved steps upon theirs and loses neither', () => {
		const mine = { history: drawn(split, corner), saved: { edits: [split], at: 1 } };
		const theirs = replay(nine.plan, { edits: copies([split, merge]), at: 2 }, nine.ground);
		if (!theirs.ok) throw new Error(theirs.problem.kind);
		const { history, leftOut } = drawUpon(theirs.value, unsavedEdits(mine), nine.ground);
		expect(leftOut).toEqual([]);
		expect(planBytes(history.plan)).toEqual(planBytes(drawn(split, merge, corner).plan));
		expect(sharedEdits(stepsOf(history).edits, [split, merge])).toBe(2);
	});
	it('leaves out, and tells, what no longer fits', () => {
		const theirs = drawn(merge);
		const { history, leftOut } = drawUpon(theirs, [lone, corner], nine.ground);
		expect(leftOut).toMatchObject([{ edit: lone, problem: { kind: 'plan.no-such-grid' } }]);
		expect(history.at).toBe(2);
	});
	it('says which of the steps cannot be drawn again', () => {
		expect(replay(nine.plan, { edits: [merge, lone], at: 2 }, nine.ground)).toMatchObject({
			ok: false,
			problem: { kind: 'plan.no-such-grid' }
		});
	});
});

describe('what the screen shows of a plan', () => {
	it('is the same after an edit as when reckoned anew', () => {
		const rules = DEFAULT_RULES.workload;
		const on = { base: { plan: nine.plan, figures: figuresOf(nine.plan, nine.ground, rules) }, ground: nine.ground, rules };
		let now = drawnOf(nine.plan, on);
		for (const edit of [split, corner, merge]) {
			const changed = applyEdit(now.plan, edit, nine.ground);
			if (!changed.ok) throw new Error(changed.problem.kind);
			now = drawnAfter(now, changed.value, on);
			const anew = drawnOf(changed.value.plan, on);
			expect([...now.changed].sort()).toEqual([...anew.changed].sort());
			expect([...now.moved].sort()).toEqual([...anew.moved].sort());
			expect([...now.figures.grids.keys()].sort()).toEqual([...anew.figures.grids.keys()].sort());
			for (const [of, { buildings, households, residents, workload, compactness }] of now.figures.grids) {
				expect({ buildings, households, residents }).toMatchObject(pick(anew.figures.grids.get(of)!));
				expect(workload.load).toBeCloseTo(anew.figures.grids.get(of)!.workload.load!, 9);
				expect(compactness).toBeCloseTo(anew.figures.grids.get(of)!.compactness, 9);
			}
		}
	});
});

describe('corners by keyboard', () => {
	it('walks the free corners around a grid and comes back to the first', () => {
		const corners = freeVerticesOf(nine.plan, code(5));
		expect(corners).toHaveLength(4);
		let at = stepVertex(corners, null, 1);
		expect(at).toEqual(corners[0]);
		for (let i = 0; i < 4; i++) at = stepVertex(corners, at, 1);
		expect(at).toEqual(corners[0]);
		expect(stepVertex(corners, corners[0]!, -1)).toEqual(corners[3]);
	});
	it('offers no corner on the edge of the district', () => {
		expect(freeVerticesOf(nine.plan, code(1))).toEqual([pt(1, 1)]);
	});
	it('steps by metres, east and north', () => {
		const [x, y] = metresFrom(pt(1, 1), 10, 0);
		expect(y).toBe(pt(1, 1)[1]);
		// A degree of longitude is 111.32 km × cos 32° here.
		expect((x - pt(1, 1)[0]) / 1e7).toBeCloseTo(10 / (111_320 * Math.cos((32 * Math.PI) / 180)), 6);
	});
});
