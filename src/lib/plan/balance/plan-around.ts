/** A plan without what lies far from some grids: edits among these cost what they change and not what the district has, and draw the very same borders. */
import type { Bbox } from '../../geo/position.ts';
import type { Border, BorderPlan, GridCode } from '../border-plan.ts';
import { borderBox, boxesTouch } from '../border-segments.ts';

/** Lattice steps: farther than any edit among the grids looks. */
const BEYOND = 1000;

/** Whole are the grids named, all whose box comes near theirs, their neighbours, and, so that every corner of those is whole, the neighbours of these. */
export function planAround(plan: BorderPlan, codes: Iterable<GridCode>): BorderPlan {
	const named = new Set(codes);
	const boxes = new Map<GridCode, Bbox>();
	const reach = (code: GridCode | null, own: Bbox): void => {
		if (code === null) return;
		const box = boxes.get(code);
		boxes.set(code, box ? [Math.min(box[0], own[0]), Math.min(box[1], own[1]), Math.max(box[2], own[2]), Math.max(box[3], own[3])] : own);
	};
	for (const border of plan.borders.values()) {
		reach(border.left, borderBox(border));
		reach(border.right, borderBox(border));
	}
	let around: Bbox = [Infinity, Infinity, -Infinity, -Infinity];
	for (const code of named) {
		const box = boxes.get(code);
		if (box) around = [Math.min(around[0], box[0]), Math.min(around[1], box[1]), Math.max(around[2], box[2]), Math.max(around[3], box[3])];
	}
	const near = new Set([...boxes].flatMap(([code, box]) => (boxesTouch(box, around, BEYOND) ? [code] : [])));
	const beside = (of: ReadonlySet<GridCode>): Set<GridCode> => {
		const all = new Set(of);
		for (const { left, right } of plan.borders.values()) {
			if (left === null || right === null) continue;
			if (of.has(left)) all.add(right);
			if (of.has(right)) all.add(left);
		}
		return all;
	};
	const whole = beside(near);
	const held = beside(whole);
	const touches = ({ left, right }: Border): boolean => (left !== null && held.has(left)) || (right !== null && held.has(right));
	return {
		...plan,
		borders: new Map([...plan.borders].filter(([, border]) => touches(border))),
		grids: new Map([...plan.grids].filter(([code]) => held.has(code))),
		belongs: new Map([...plan.belongs].filter(([, code]) => whole.has(code)))
	};
}
