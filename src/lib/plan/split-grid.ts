/**
 * Splits a grid along a line from edge to edge: what lies left of the line becomes a new grid under a code never used before, with the workers and risk
 * of the one it came from; work that is not counted from the ground stays with the old one.
 */
import { parseGridCode } from '../area/code.ts';
import { done, refused, type Outcome } from '../geo/outcome.ts';
import type { Border, BorderPlan, GridCode, LatticePoint, PlanGround } from './border-plan.ts';
import { cornersOf, leftOf, nextAround, startOf, type Way } from './corners.ts';
import { isLeftTurning, ringHolds } from './grid-shape.ts';
import { positionOf } from './lattice-point.ts';
import { leadToEdge } from './lead-to-edge.ts';
import { withCornerAt } from './place-on-border.ts';
import type { ApplyVerb, PlanProblem } from './plan-edit.ts';
import { settle } from './settle.ts';

export const splitGrid: ApplyVerb<'split-grid'> = (plan, { grid: code, line: drawn, name, code: fresh, cutReason }, ground) => {
	const grid = plan.grids.get(code);
	if (!grid) return refused({ kind: 'plan.no-such-grid', grids: [code] });
	const at = drawn[0] ? { at: positionOf(drawn[0]) } : {};
	if (isUsed(plan, fresh, ground) || !parseGridCode(fresh).ok || !fresh.startsWith(grid.areaCode))
		return refused({ kind: 'plan.code-used', grids: [fresh], detail: { code: fresh }, ...at });
	const line = leadToEdge(plan, code, drawn);
	if (!line) return refused({ kind: 'plan.empty-line', grids: [code], ...at });
	const divided = divide(plan, code, line, fresh);
	if (!divided.ok) return divided;
	const grids = new Map(plan.grids);
	grids.set(fresh, { ...grid, code: fresh, name, locked: false, work: {}, from: [code] });
	// A locked grid is refused as such, by its own code.
	return settle(plan, { plan: { ...plan, ...divided.value, grids }, concerned: [code, fresh], cutReason }, ground);
};

/** Whether a code was ever given out, in the district or in this draft. */
const isUsed = (plan: BorderPlan, code: GridCode, ground: PlanGround): boolean =>
	ground.usedCodes.has(code) || plan.grids.has(code) || plan.ended.has(code);

function divide(
	plan: BorderPlan,
	code: GridCode,
	line: readonly LatticePoint[],
	fresh: GridCode
): Outcome<Pick<BorderPlan, 'borders' | 'nextBorderId'>, PlanProblem> {
	const isEdge = ({ left, right }: Border): boolean => left === code || right === code;
	let cornered = { ...plan, ...withCornerAt(plan, line[0]!, isEdge) };
	cornered = { ...cornered, ...withCornerAt(cornered, line.at(-1)!, isEdge, line[0]!) };
	const dividing: Border = { id: cornered.nextBorderId, left: fresh, right: code, line };
	const borders = new Map(cornered.borders).set(dividing.id, dividing);
	const corners = cornersOf(new Map(borders));
	const start: Way = { border: dividing, forward: true };
	const around = loopFrom(start, corners, 2 * borders.size);
	// Coming back along its other side, the line parts nothing.
	if (
		!around ||
		around.some(({ border, forward }) => border === dividing && !forward) ||
		around.slice(1).some((way) => leftOf(way) !== code)
	)
		return refused({ kind: 'plan.empty-line', grids: [code], at: positionOf(line[0]!) });
	const mine = new Set(around.map(keyOf));
	const shell = pathOf(around);
	if (!isLeftTurning(shell)) return refused({ kind: 'plan.in-pieces', grids: [code], at: positionOf(line[0]!) });
	const seen = new Set([...mine, keyOf({ border: dividing, forward: false })]);
	for (const border of cornered.borders.values()) {
		for (const forward of [true, false]) {
			const way = { border, forward };
			if (leftOf(way) !== code || seen.has(keyOf(way))) continue;
			const loop = loopFrom(way, corners, 2 * borders.size) ?? [];
			for (const each of loop) seen.add(keyOf(each));
			const free = pathOf(loop).find((at) => !shell.some(([x, y]) => x === at[0] && y === at[1]));
			if (free && !isLeftTurning(pathOf(loop)) && ringHolds(shell, free)) for (const each of loop) mine.add(keyOf(each));
		}
	}
	for (const border of cornered.borders.values()) {
		const left = mine.has(keyOf({ border, forward: true })) ? fresh : border.left;
		const right = mine.has(keyOf({ border, forward: false })) ? fresh : border.right;
		if (left !== border.left || right !== border.right) borders.set(border.id, { ...border, left, right });
	}
	return done({ borders, nextBorderId: dividing.id + 1 });
}

const keyOf = ({ border, forward }: Way): string => `${border.id}${forward ? '+' : '-'}`;

function loopFrom(start: Way, corners: ReturnType<typeof cornersOf>, most: number): Way[] | null {
	const loop = [start];
	for (let way = nextAround(corners, start); keyOf(way) !== keyOf(start); way = nextAround(corners, way)) {
		loop.push(way);
		if (loop.length > most) return null;
	}
	return loop;
}

const pathOf = (loop: readonly Way[]): LatticePoint[] => {
	const path = loop.flatMap(({ border, forward }) => (forward ? border.line : border.line.toReversed()).slice(0, -1));
	return path.length === 0 ? path : [...path, startOf(loop[0]!)];
};
