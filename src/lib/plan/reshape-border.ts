/** Replaces the part of a border between the ends of a drawn line by that line. */
import { refused } from '../geo/outcome.ts';
import type { LatticePoint } from './border-plan.ts';
import { boxesTouch, borderBox, boxOfLine } from './border-segments.ts';
import { fixedEdge } from './fixed-edge.ts';
import { positionOf, samePoint, withoutRepeats } from './lattice-point.ts';
import { isRing, placeOn, stretchOf } from './place-on-border.ts';
import type { ApplyVerb, PlanProblem } from './plan-edit.ts';
import { redrawBorders } from './redraw-borders.ts';
import { lengthOf } from '../geo/same-everywhere.ts';

export const reshapeBorder: ApplyVerb<'reshape-border'> = (plan, edit, ground) => {
	const drawn = withoutRepeats(edit.line);
	const [start, end] = [drawn[0], drawn.at(-1)];
	if (!start || !end || drawn.length < 2 || samePoint(start, end))
		return refused({ kind: 'plan.empty-line', ...(start && { at: positionOf(start) }) });
	const box = boxOfLine(drawn);
	let why: PlanProblem | null = null;
	for (const border of plan.borders.values()) {
		if (!boxesTouch(borderBox(border), box, 1)) continue;
		const [from, to] = [placeOn(border, start), placeOn(border, end)];
		if (from === null || to === null) continue;
		const fixed = fixedEdge(plan, border);
		if (fixed) {
			// Between two corners several borders may run; the one that may be moved is meant.
			why ??= fixed;
			continue;
		}
		const ordered = isBefore(border.line, from, start, to, end);
		const [a, b] = ordered ? [from, to] : [to, from];
		const [first, last] = ordered ? [start, end] : [end, start];
		const way = ordered ? drawn : drawn.toReversed();
		const count = border.line.length - 1;
		const head = stretchOf(border.line, 0, a, border.line[0]!, first);
		const tail = stretchOf(border.line, b, count, last, border.line[count]!);
		const inner = stretchOf(border.line, a, b, first, last);
		// Of a ring the shorter way between the two places is the part meant.
		const line =
			isRing(border) && stepsLong(inner) > stepsLong(head) + stepsLong(tail)
				? [...inner, ...way.toReversed().slice(1)]
				: [...head, ...way.slice(1), ...tail.slice(1)];
		return redrawBorders(plan, new Map([[border.id, line]]), ground, edit.cutReason);
	}
	return refused({ ...(why ?? { kind: 'plan.no-such-place' }), at: positionOf(start) });
};

/** Two places on one segment are told apart by their distance from its first point. */
function isBefore(line: readonly LatticePoint[], a: number, at: LatticePoint, b: number, other: LatticePoint): boolean {
	if (a !== b) return a < b;
	const [x, y] = line[Math.floor(a)]!;
	return lengthOf(at[0] - x, at[1] - y) < lengthOf(other[0] - x, other[1] - y);
}

const stepsLong = (line: readonly LatticePoint[]): number =>
	line.slice(1).reduce((sum, [x, y], i) => sum + lengthOf(x - line[i]![0], y - line[i]![1]), 0);
