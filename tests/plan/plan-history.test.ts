/** Undo, redo and a reload give back the same bytes. */
import { describe, expect, it } from 'vitest';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import { readHistory, redo, startHistory, undo, withEdit, writeHistory } from '#lib/plan/history.ts';
import { planBytes, planOfBytes } from '#lib/plan/plan-bytes.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import { code, groundOf, buildingsOf, pt, squares } from './small-plan.ts';

const four = squares(2, 2);
const edits: PlanEdit[] = [
	{ verb: 'split-grid', grid: code(1), line: [pt(0, 0.43), pt(1, 0.43)], name: '新', code: code(5) },
	{ verb: 'move-corner', at: pt(1, 1), to: pt(1.03, 1.02) },
	{ verb: 'merge-grids', grids: [code(3), code(4)], into: code(4) }
];
const history = edits.reduce((at, edit) => {
	const changed = applyEdit(at.plan, edit, four.ground);
	if (!changed.ok) throw new Error(JSON.stringify(changed.problem));
	return withEdit(at, edit, changed.value.plan);
}, startHistory(four.plan));

describe('a history', () => {
	it('survives a reload, with what was undone still there to do again', () => {
		const back = undo(history)!;
		const read = readHistory(writeHistory(back), four.ground);
		if (!read.ok) throw new Error(read.problem.kind);
		expect(planBytes(read.value.plan)).toEqual(planBytes(back.plan));
		expect(planBytes(redo(read.value)!.plan)).toEqual(planBytes(history.plan));
		expect(planBytes(undo(undo(read.value)!)!.plan)).toEqual(planBytes(four.plan));
	});
	it('forgets what was undone when drawing goes on', () => {
		const other = withEdit(undo(history)!, edits[1]!, four.plan);
		expect(redo(other)).toBe(null);
		expect(other.steps).toHaveLength(3);
	});
	it('says so when the ground has changed, or the text is none', () => {
		const bare = groundOf(buildingsOf([[0, 0, 10, 10]]), { minimum: { areaM2: 1e9, buildings: 0 } });
		expect(readHistory(writeHistory(history), bare)).toMatchObject({ ok: false, problem: { kind: 'plan.ground-changed' } });
		expect(readHistory('{', four.ground)).toMatchObject({ ok: false, problem: { kind: 'plan.unreadable' } });
		expect(planOfBytes(new Uint8Array([1, 2]))).toMatchObject({ ok: false, problem: { kind: 'plan.unreadable' } });
	});
});

it('the same plan gives the same bytes, in whatever order it was put together', () => {
	const plan = history.plan;
	const turned = {
		...plan,
		borders: new Map([...plan.borders].toReversed()),
		grids: new Map([...plan.grids].toReversed()),
		belongs: new Map([...plan.belongs].toReversed())
	};
	expect(planBytes(turned)).toEqual(planBytes(plan));
});
