/**
 * Whether a whole plan is what every plan must be, judged anew from its derived polygons and its borders, trusting nothing an edit believed: it tiles its
 * parent, its borders meet only at corners, every grid is one piece, every building is in exactly one grid that holds part of it.
 */
import { polygonsOf, type SurfaceShape } from '../geo/position.ts';
import type { BorderPlan, GridCode, PlanGround } from './border-plan.ts';
import { checkGrids, type GridFault } from './check-grids.ts';
import { buildingShape } from './ground-buildings.ts';
import { gridShape } from './grid-shape.ts';
import { positionOf } from './lattice-point.ts';
import { wrongMeeting } from './meeting.ts';
import type { PlanProblem } from './plan-edit.ts';
import { pieceProblem } from './settle.ts';

export interface PlanCheck {
	/** Faults of the ground and the buildings as any set of polygons is judged. */
	readonly faults: readonly GridFault[];
	/** Faults of the borders as such. */
	readonly problems: readonly PlanProblem[];
	/** Buildings given to a grid that holds no part of them, to one that is not there, or to none though they stand on its ground. */
	readonly astray: readonly number[];
}

/** @param parent what the grids must tile */
export function checkPlan(plan: BorderPlan, parent: readonly SurfaceShape[], { buildings }: Pick<PlanGround, 'buildings'>): PlanCheck {
	const problems: PlanProblem[] = [];
	const all = [...plan.borders.values()];
	const meeting = wrongMeeting(all, all);
	if (meeting) problems.push({ kind: 'plan.crosses', at: positionOf(meeting.at) });
	for (const { left, right, line } of all)
		if (left === right || [left, right].some((code) => code !== null && !plan.grids.has(code)))
			problems.push({ kind: 'plan.no-such-grid', at: positionOf(line[0]!) });
	const codes = [...plan.grids.keys()].sort();
	for (const code of codes) {
		const problem = pieceProblem(plan, code);
		if (problem) problems.push(problem);
	}
	const grids = codes.map((code) => ({
		code,
		shape: gridShape(plan, code) ?? ({ type: 'MultiPolygon', coordinates: [] } as SurfaceShape)
	}));
	const drawn = grids.filter(({ shape }) => polygonsOf(shape).length > 0);
	const rows = Array.from({ length: buildings.count }, (_, row) => row);
	const { faults, places } = checkGrids({
		boundary: parent,
		grids: drawn,
		buildings: rows.map((row) => ({ id: String(buildings.id[row]), shape: buildingShape(buildings, row) }))
	});
	const astray = rows.flatMap((row) => {
		const id = buildings.id[row]!;
		const owner = plan.belongs.get(id);
		const holders = places[row]!.shares.map(({ grid }) => drawn[grid]!.code as GridCode);
		return owner === undefined ? (holders.length > 0 ? [id] : []) : holders.includes(owner) && plan.grids.has(owner) ? [] : [id];
	});
	// A building that stands beyond the parent is no fault of the plan.
	return { faults: faults.filter(({ kind }) => kind !== 'orphan-building'), problems, astray };
}

export const isSound = ({ faults, problems, astray }: PlanCheck): boolean => faults.length + problems.length + astray.length === 0;
