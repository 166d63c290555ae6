/** Small plans to edit: rows of grids, square or crooked, with houses in rows on the ground. */
import type { BorderPlan, GridCode, LatticePoint, PlanBuildings, PlanGrid, PlanGround } from '#lib/plan/border-plan.ts';
import { fromPolygons, type PolygonsInput } from '#lib/plan/from-polygons.ts';
import type { PlanEdit, PlanProblem } from '#lib/plan/plan-edit.ts';
import { applyEdit } from '#lib/plan/apply-edit.ts';
import type { Position, SurfaceShape } from '#lib/geo/position.ts';
import { polygon, rolling, subdivide } from './subdivision.ts';

export const code = (n: number, community = '320104990001'): GridCode => `${community}${String(n).padStart(3, '0')}` as GridCode;

export const gridFacts = (of: GridCode, more: Partial<PlanGrid> = {}): PlanGrid => ({
	code: of,
	name: `第${Number(of.slice(12))}网格`,
	risk: 'low',
	areaCode: of.slice(0, 12),
	locked: false,
	workers: 1,
	work: {},
	from: [],
	...more
});

export const TOLERANCE = { snapM: 0.5, sliverM: 2 };

/** Rectangles given as west, south, east, north in lattice steps. */
export function buildingsOf(boxes: readonly (readonly [number, number, number, number])[]): PlanBuildings {
	const rings = boxes.map(([w, s, e, n]) => [w, s, e, s, e, n, w, n, w, s]);
	return {
		count: boxes.length,
		id: Int32Array.from(boxes, (_, i) => i + 1),
		households: Uint32Array.from(boxes, (_, i) => 10 + (i % 5)),
		residents: Uint32Array.from(boxes, (_, i) => 25 + (i % 7)),
		pointE7: Int32Array.from(boxes.flatMap(([w, s, e, n]) => [Math.round((w + e) / 2), Math.round((s + n) / 2)])),
		ringStart: Uint32Array.from({ length: boxes.length + 1 }, (_, i) => i * 5),
		ringE7: Int32Array.from(rings.flat())
	};
}

export function groundOf(buildings: PlanBuildings, more: Partial<PlanGround> = {}): PlanGround {
	return {
		buildings,
		rowOf: new Map(Array.from(buildings.id, (id, row) => [id, row])),
		compounds: [],
		posts: [],
		enterprises: [],
		lines: [],
		excluded: [],
		usedCodes: new Set(),
		minimum: { areaM2: 200, buildings: 0 },
		...more
	};
}

export interface Small {
	readonly plan: BorderPlan;
	readonly ground: PlanGround;
	readonly input: PolygonsInput;
}

export function planned(input: PolygonsInput, ground: Partial<PlanGround> = {}): Small {
	const { plan, faults } = fromPolygons(input, TOLERANCE);
	if (!plan) throw new Error(`no plan: ${faults.map(({ kind }) => kind).join()}`);
	const usedCodes = new Set(input.grids.map(({ grid }) => grid.code as string));
	return { plan, ground: groundOf(input.buildings, { usedCodes, ...ground }), input };
}

export const WEST = 1_187_000_000;
export const SOUTH = 320_000_000;
/** Side of a square grid in lattice steps: about 189 m × 222 m. */
export const SIDE = 20_000;
export const pt = (x: number, y: number): LatticePoint => [WEST + Math.round(x * SIDE), SOUTH + Math.round(y * SIDE)];
const lngLat = ([x, y]: LatticePoint): Position => [x / 1e7, y / 1e7];
export const surface = (...points: readonly LatticePoint[]): SurfaceShape => polygon([...points, points[0]!].map(lngLat));
export const square = (x: number, y: number, wide = 1, high = 1): SurfaceShape =>
	surface(pt(x, y), pt(x + wide, y), pt(x + wide, y + high), pt(x, y + high));

/** Columns × rows of squares, numbered from the south-west by rows, each with houses inside: five by five, none near a border. */
export function squares(
	columns: number,
	rows: number,
	ground: Partial<PlanGround> = {},
	facts: (n: number) => Partial<PlanGrid> = () => ({})
): Small {
	const grids = Array.from({ length: columns * rows }, (_, i) => {
		const more = facts(i + 1);
		const of = code(i + 1, more.areaCode);
		return { grid: gridFacts(of, more), shape: square(i % columns, Math.floor(i / columns)) };
	});
	const houses = grids.flatMap((_, i) =>
		Array.from({ length: 25 }, (_, k) => {
			const [x, y] = pt((i % columns) + 0.14 + (k % 5) * 0.16, Math.floor(i / columns) + 0.14 + Math.floor(k / 5) * 0.16);
			return [x, y, x + 1600, y + 1600] as const;
		})
	);
	return planned({ boundary: [square(0, 0, columns, rows)], grids, buildings: buildingsOf(houses) }, ground);
}

/** A grid with two others inside it that touch at a point, beside a plain one, and another across the water. */
export function lakeland(ground: Partial<PlanGround> = {}): Small {
	const [west, east] = [square(0.2, 0.2, 0.3, 0.3), square(0.5, 0.5, 0.3, 0.3)];
	const around = {
		type: 'Polygon',
		coordinates: [...square(0, 0).coordinates, ...west.coordinates, ...east.coordinates]
	} as SurfaceShape;
	const far = square(3, 0);
	const shapes = [around, west, east, square(1, 0), far];
	const houses = [pt(0.05, 0.05), pt(0.3, 0.3), pt(0.6, 0.6), pt(0.85, 0.2), pt(1.4, 0.5), pt(3.5, 0.5), pt(0.1, 0.8), pt(0.6, 0.3)];
	return planned(
		{
			boundary: [square(0, 0, 2, 1), far],
			grids: shapes.map((shape, i) => ({ grid: gridFacts(code(i + 1)), shape })),
			buildings: buildingsOf(houses.map(([x, y]) => [x, y, x + 1500, y + 1500] as const))
		},
		ground
	);
}

/** Crooked grids with houses everywhere, some of them on borders. */
export function crooked(columns: number, rows: number, bends: number, seed: number): Small {
	const { boundary, grids } = subdivide(columns, rows, bends, seed);
	const dice = rolling(seed + 1);
	const houses: (readonly [number, number, number, number])[] = [];
	for (let x = -5000; x < columns * SIDE + 5000; x += 4500)
		for (let y = -5000; y < rows * SIDE + 5000; y += 4500) {
			const [w, s] = [WEST + x + Math.round(dice() * 1500), SOUTH + y + Math.round(dice() * 1500)];
			if (dice() < 0.6) houses.push([w, s, w + 700 + Math.round(dice() * 2000), s + 700 + Math.round(dice() * 2000)]);
		}
	const input = {
		boundary: [boundary],
		grids: grids.map((grid) => ({ grid: gridFacts(grid.code as GridCode), shape: grid.shape })),
		buildings: buildingsOf(houses)
	};
	return planned(input);
}

/** The plan after edits that must all be accepted. */
export function after({ plan, ground }: Pick<Small, 'plan' | 'ground'>, ...edits: readonly PlanEdit[]): BorderPlan {
	return edits.reduce((at, edit) => {
		const changed = applyEdit(at, edit, ground);
		if (!changed.ok) throw new Error(`${edit.verb}: ${JSON.stringify(changed.problem)}`);
		return changed.value.plan;
	}, plan);
}

/** Why an edit is refused; null where it is not. */
export function refusal({ plan, ground }: Pick<Small, 'plan' | 'ground'>, edit: PlanEdit): PlanProblem | null {
	const changed = applyEdit(plan, edit, ground);
	return changed.ok ? null : changed.problem;
}
