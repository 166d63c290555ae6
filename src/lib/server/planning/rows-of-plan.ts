/**
 * The rows that a plan of borders is kept in, and the polygons derived of it, ready to be sent: writing them is then a matter of a few statements a table,
 * none of which keeps others waiting for long.
 */
import type { SurfaceShape } from '../../geo/position.ts';
import type { BorderPlan } from '../../plan/border-plan.ts';
import { gridShape } from '../../plan/grid-shape.ts';
import { excludedAreasM2 } from '../../plan/ground-area.ts';
import { positionOf } from '../../plan/lattice-point.ts';

/** What the table of grids does not say of a plan. */
export interface BorderRows {
	/** JSON, some borders each: `{no, left, right, line}` */
	readonly borders: readonly string[];
	/** JSON: `{code, became}` */
	readonly ended: string;
	/** JSON: `{code, locked, workers, from}` */
	readonly grids: string;
	/**
	 * Some buildings each, in arrays as PostgreSQL writes them: building by building its id, the number of its grid in the order of codes (from 1), and
	 * whether it is assigned.
	 */
	readonly given: readonly { readonly ids: string; readonly grids: string; readonly assigned: string }[];
	/** JSON: `{id, reason}` */
	readonly reasons: string;
	readonly gridCount: number;
	readonly nextBorderId: number;
}

export interface PlanRows extends BorderRows {
	/** JSON, some grids each: `{code, name, risk, areaCode, locked, workers, from, shape, bareM2}`, the shape as text */
	readonly drawn: readonly string[];
	/** JSON: `{code, kind, count}` */
	readonly work: string;
}

/** Rows in one statement. */
const AT_ONCE = { grids: 300, borders: 3000, buildings: 5000 } as const;

export function borderRows(plan: BorderPlan): BorderRows {
	const codes = [...plan.grids.keys()].sort();
	const numberOf = new Map(codes.map((code, i) => [code, i + 1]));
	const given = [...plan.belongs].sort(([a], [b]) => a - b);
	return {
		borders: inParts([...plan.borders.values()], AT_ONCE.borders).map((part) =>
			JSON.stringify(
				part.map(({ id, left, right, line }) => ({
					no: id,
					left,
					right,
					line: { type: 'LineString', coordinates: line.map(positionOf) }
				}))
			)
		),
		ended: JSON.stringify([...plan.ended].map(([code, became]) => ({ code, became }))),
		grids: JSON.stringify([...plan.grids.values()].map(({ code, locked, workers, from }) => ({ code, locked, workers, from }))),
		given: inParts(given, AT_ONCE.buildings).map((part) => ({
			ids: `{${part.map(([id]) => id).join(',')}}`,
			grids: `{${part.map(([, code]) => numberOf.get(code) ?? 0).join(',')}}`,
			assigned: `{${part.map(([id]) => (plan.assigned.has(id) ? 't' : 'f')).join(',')}}`
		})),
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
		drawn: inParts(
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
			})),
			AT_ONCE.grids
		).map((part) => JSON.stringify(part)),
		work: JSON.stringify(
			[...plan.grids.values()].flatMap(({ code, work }) => Object.entries(work).map(([kind, count]) => ({ code, kind, count })))
		)
	};
}

const NO_SURFACE: SurfaceShape = { type: 'MultiPolygon', coordinates: [] };

const inParts = <T>(all: readonly T[], size: number): T[][] =>
	Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
