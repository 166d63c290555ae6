/** The rows that a plan of borders is kept in, and the polygons derived of it, ready to be sent: writing them is then a matter of one statement a table. */
import type { SurfaceShape } from '../../geo/position.ts';
import type { BorderPlan } from '../../plan/border-plan.ts';
import { gridShape } from '../../plan/grid-shape.ts';
import { excludedAreasM2 } from '../../plan/ground-area.ts';
import { positionOf } from '../../plan/lattice-point.ts';

/** What the table of grids does not say of a plan. */
export interface BorderRows {
	/** JSON: `{no, left, right, line}` */
	readonly borders: string;
	/** JSON: `{code, became}` */
	readonly ended: string;
	/** JSON: `{code, locked, workers, from}` */
	readonly grids: string;
	/** Arrays as PostgreSQL writes them: building by building its id, the number of its grid in the order of codes (from 1), and whether it is assigned. */
	readonly given: { readonly ids: string; readonly grids: string; readonly assigned: string };
	/** JSON: `{id, reason}` */
	readonly reasons: string;
	readonly gridCount: number;
	readonly nextBorderId: number;
}

export interface PlanRows extends BorderRows {
	/** JSON: `{code, name, risk, areaCode, locked, workers, from, shape, bareM2}`, the shape as text */
	readonly drawn: string;
	/** JSON: `{code, kind, count}` */
	readonly work: string;
}

export function borderRows(plan: BorderPlan): BorderRows {
	const codes = [...plan.grids.keys()].sort();
	const numberOf = new Map(codes.map((code, i) => [code, i + 1]));
	const given = [...plan.belongs].sort(([a], [b]) => a - b);
	return {
		borders: JSON.stringify(
			[...plan.borders.values()].map(({ id, left, right, line }) => ({
				no: id,
				left,
				right,
				line: { type: 'LineString', coordinates: line.map(positionOf) }
			}))
		),
		ended: JSON.stringify([...plan.ended].map(([code, became]) => ({ code, became }))),
		grids: JSON.stringify([...plan.grids.values()].map(({ code, locked, workers, from }) => ({ code, locked, workers, from }))),
		given: {
			ids: `{${given.map(([id]) => id).join(',')}}`,
			grids: `{${given.map(([, code]) => numberOf.get(code) ?? 0).join(',')}}`,
			assigned: `{${given.map(([id]) => (plan.assigned.has(id) ? 't' : 'f')).join(',')}}`
		},
		reasons: JSON.stringify([...plan.cutReasons].map(([id, reason]) => ({ id, reason }))),
		gridCount: codes.length,
		nextBorderId: plan.nextBorderId
	};
}

/** @param excluded surfaces of land use that are no ground to cover */
export function rowsOfPlan(plan: BorderPlan, excluded: readonly SurfaceShape[]): PlanRows {
	const shapes = [...plan.grids.values()].map((grid) => ({ grid, shape: gridShape(plan, grid.code) ?? NO_SURFACE }));
	const bare = excludedAreasM2(
		shapes.map(({ shape }) => shape),
		excluded
	);
	return {
		...borderRows(plan),
		drawn: JSON.stringify(
			shapes.map(({ grid: { code, name, risk, areaCode, locked, workers, from }, shape }, i) => ({
				code,
				name,
				risk,
				areaCode,
				locked,
				workers,
				from,
				shape: JSON.stringify(shape),
				bareM2: bare[i]!
			}))
		),
		work: JSON.stringify(
			[...plan.grids.values()].flatMap(({ code, work }) => Object.entries(work).map(([kind, count]) => ({ code, kind, count })))
		)
	};
}

const NO_SURFACE: SurfaceShape = { type: 'MultiPolygon', coordinates: [] };
