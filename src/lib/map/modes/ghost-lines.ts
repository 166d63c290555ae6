/** Where borders would run after an edit that was refused: drawn in the alarm hue, so that one sees what was meant. Judges nothing. */
import type { Border, BorderPlan, LatticePoint } from '#lib/plan/border-plan.ts';
import { segmentsIn } from '#lib/plan/border-segments.ts';
import { cornersOf } from '#lib/plan/corners.ts';
import { gridRings } from '#lib/plan/grid-shape.ts';
import { samePoint } from '#lib/plan/lattice-point.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';

type Points = readonly LatticePoint[];

/** @param plan as it is without the edit */
export function ghostLines(plan: BorderPlan, edit: PlanEdit): readonly Points[] {
	switch (edit.verb) {
		case 'move-corner': {
			const followed = edit.follow ?? [];
			const ends = new Set(
				cornersOf(plan.borders)
					.at(edit.at)
					.map(({ border }) => border)
			);
			return [...[...ends].map(({ line }) => line.map((point) => (samePoint(point, edit.at) ? edit.to : point))), ...followed];
		}
		case 'move-point':
			return bordersAt(plan, edit.at).map(({ line }) => line.map((point) => (samePoint(point, edit.at) ? edit.to : point)));
		case 'add-point':
			return [[edit.between[0], edit.at, edit.between[1]]];
		case 'remove-point':
			return bordersAt(plan, edit.at).map(({ line }) => line.filter((point) => !samePoint(point, edit.at)));
		case 'reshape-border':
		case 'split-grid':
			return [edit.line];
		case 'give-ground':
			return [[...edit.ring, edit.ring[0]!]];
		case 'merge-grids':
			return edit.grids.flatMap((code) => gridRings(plan, code).outer);
		default:
			return [];
	}
}

function bordersAt(plan: BorderPlan, at: LatticePoint): Border[] {
	const found: Border[] = [];
	for (const border of plan.borders.values()) {
		let there = false;
		segmentsIn(border, [at[0], at[1], at[0], at[1]], (i) => {
			if (samePoint(border.line[i]!, at) || samePoint(border.line[i + 1]!, at)) there = true;
		});
		if (there) found.push(border);
	}
	return found;
}
