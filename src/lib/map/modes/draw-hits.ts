/** What lies under a pointer on a plan at rest: corners, points and stretches of borders, grids. Indexed once a plan and asked at each move. */
import { spatialIndex, type SpatialIndex } from '#lib/geo/spatial-index.ts';
import { pointSegment2 } from '#lib/geo/planar-distance.ts';
import type { Border, BorderPlan, GridCode, LatticePoint } from '#lib/plan/border-plan.ts';
import { borderBox, segmentsIn } from '#lib/plan/border-segments.ts';
import { bordersOf, cornersOf } from '#lib/plan/corners.ts';
import { fixedEdge } from '#lib/plan/fixed-edge.ts';
import { gridHolds, gridRings } from '#lib/plan/grid-shape.ts';
import { stepsPerMetre } from '#lib/plan/ground-buildings.ts';
import { PointMap } from '#lib/plan/lattice-point.ts';
import type { Bbox } from '#lib/geo/position.ts';

export interface BorderHit {
	readonly border: Border;
	/** Number of the point, or of the segment's first point. */
	readonly i: number;
	readonly at: LatticePoint;
	readonly distanceM: number;
}

export interface DrawHits {
	readonly corners: readonly LatticePoint[];
	/** Numbers of the corners in a box of lattice steps. */
	cornersIn(box: Bbox): readonly number[];
	cornerAt(at: LatticePoint, withinM: number): LatticePoint | null;
	/** A point of one of the grid's borders that is no corner and may be moved. */
	pointAt(grid: GridCode, at: LatticePoint, withinM: number): BorderHit | null;
	/** The nearest stretch of any border, or of one of the grid's, that may be moved. */
	stretchAt(at: LatticePoint, withinM: number, grid: GridCode | null): BorderHit | null;
	gridAt(at: LatticePoint): GridCode | null;
	/** Whether a hand may take hold of the corner: not every border of it is fixed, and nobody else holds a grid there. */
	movable(corner: LatticePoint, held: ReadonlySet<GridCode>): boolean;
}

const known = new WeakMap<BorderPlan['borders'], DrawHits>();

export function hitsOf(plan: BorderPlan): DrawHits {
	let hits = known.get(plan.borders);
	if (!hits) known.set(plan.borders, (hits = makeHits(plan)));
	return hits;
}

function makeHits(plan: BorderPlan): DrawHits {
	const all = [...plan.borders.values()];
	const seen = new PointMap<true>();
	const corners: LatticePoint[] = [];
	for (const { line } of all) {
		for (const at of [line[0]!, line.at(-1)!]) {
			if (seen.has(at)) continue;
			seen.set(at, true);
			corners.push(at);
		}
	}
	const cornerIndex = spatialIndex(corners.map(([x, y]) => [x, y, x, y]));
	const borderIndex = spatialIndex(all.map(borderBox));
	let grids: { readonly codes: readonly GridCode[]; readonly index: SpatialIndex } | null = null;

	const away = (a: LatticePoint, b: LatticePoint): number => {
		const [x, y] = stepsPerMetre(a);
		return Math.hypot((a[0] - b[0]) / x, (a[1] - b[1]) / y);
	};
	const around = (at: LatticePoint, withinM: number): Bbox => {
		const [x, y] = stepsPerMetre(at);
		return [at[0] - withinM * x, at[1] - withinM * y, at[0] + withinM * x, at[1] + withinM * y];
	};

	return {
		corners,
		cornersIn: (box) => cornerIndex.search(...box),
		cornerAt(at, withinM) {
			let best: { at: LatticePoint; far: number } | null = null;
			for (const i of cornerIndex.search(...around(at, withinM))) {
				const far = away(at, corners[i]!);
				if (far <= (best?.far ?? withinM)) best = { at: corners[i]!, far };
			}
			return best?.at ?? null;
		},
		pointAt(grid, at, withinM) {
			let best: BorderHit | null = null;
			const box = around(at, withinM);
			for (const border of bordersOf(plan.borders, grid)) {
				if (fixedEdge(plan, border)) continue;
				const last = border.line.length - 1;
				segmentsIn(border, box, (k) => {
					for (const i of [k, k + 1]) {
						const point = border.line[i]!;
						if (i === 0 || i === last || seen.has(point)) continue;
						const distanceM = away(at, point);
						if (distanceM <= (best?.distanceM ?? withinM)) best = { border, i, at: point, distanceM };
					}
				});
			}
			return best;
		},
		stretchAt(at, withinM, grid) {
			let best: BorderHit | null = null;
			const box = around(at, withinM);
			const [x, y] = stepsPerMetre(at);
			for (const n of borderIndex.search(...box)) {
				const border = all[n]!;
				if (grid !== null && border.left !== grid && border.right !== grid) continue;
				if (fixedEdge(plan, border)) continue;
				segmentsIn(border, box, (i) => {
					const [a, b] = [border.line[i]!, border.line[i + 1]!];
					const [ax, ay] = [(a[0] - at[0]) / x, (a[1] - at[1]) / y];
					const [bx, by] = [(b[0] - at[0]) / x, (b[1] - at[1]) / y];
					const distanceM = Math.sqrt(pointSegment2(0, 0, ax, ay, bx, by));
					if (distanceM > (best?.distanceM ?? withinM)) return;
					const length2 = (bx - ax) ** 2 + (by - ay) ** 2;
					const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, -(ax * (bx - ax) + ay * (by - ay)) / length2));
					best = {
						border,
						i,
						at: [Math.round(a[0] + t * (b[0] - a[0])), Math.round(a[1] + t * (b[1] - a[1]))],
						distanceM
					};
				});
			}
			return best;
		},
		movable(corner, held) {
			const ways = cornersOf(plan.borders).at(corner);
			return ways.some(({ border }) => !fixedEdge(plan, border)) && gridsAt(plan, ways).every((code) => !held.has(code));
		},
		gridAt(at) {
			if (!grids) {
				const codes = [...plan.grids.keys()];
				const boxes = codes.map((code): Bbox => {
					let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
					for (const border of bordersOf(plan.borders, code)) {
						const box = borderBox(border);
						[west, south] = [Math.min(west, box[0]), Math.min(south, box[1])];
						[east, north] = [Math.max(east, box[2]), Math.max(north, box[3])];
					}
					return [west, south, east, north];
				});
				grids = { codes, index: spatialIndex(boxes) };
			}
			for (const i of grids.index.search(at[0], at[1], at[0], at[1])) {
				const code = grids.codes[i]!;
				if (gridHolds(gridRings(plan, code), at)) return code;
			}
			return null;
		}
	};
}

/** The grids that meet at a corner. */
export function gridsAt(plan: BorderPlan, ways: readonly { readonly border: Border }[]): GridCode[] {
	const codes = new Set<GridCode>();
	for (const { border } of ways) for (const code of [border.left, border.right]) if (code !== null && plan.grids.has(code)) codes.add(code);
	return [...codes];
}
