/** Makes edits out of what a hand drew. Pure: judges nothing, the verbs do; says null where the drawing does not mean anything yet. */
import { pointSegment2 } from '#lib/geo/planar-distance.ts';
import type { BorderPlan, GridCode, LatticePoint, PlanGround } from '#lib/plan/border-plan.ts';
import { boxOfLine } from '#lib/plan/border-segments.ts';
import { bordersOf } from '#lib/plan/corners.ts';
import { fixedEdge } from '#lib/plan/fixed-edge.ts';
import { buildingPoint, buildingRing, buildingsIn, stepsPerMetre } from '#lib/plan/ground-buildings.ts';
import { gridHolds, gridRings, ringHolds } from '#lib/plan/grid-shape.ts';
import { samePoint, withoutRepeats } from '#lib/plan/lattice-point.ts';
import { leadToEdge } from '#lib/plan/lead-to-edge.ts';
import { nextFreeCode } from '#lib/plan/next-free-code.ts';
import { nearestPlace } from '#lib/plan/place-on-border.ts';
import type { PlanEdit } from '#lib/plan/plan-edit.ts';
import { hitsOf } from './draw-hits.ts';

type Points = readonly LatticePoint[];

/** The drawn line as a new course of the border it begins and ends nearest to. @param reachM how near its first point must be to one */
export function reshapeEdit(plan: BorderPlan, drawn: Points, grid: GridCode | null, reachM: number): PlanEdit | null {
	const [start, end] = [drawn[0], drawn.at(-1)];
	if (!start || !end || drawn.length < 2) return null;
	const candidates = grid === null ? near(plan, start, reachM) : bordersOf(plan.borders, grid);
	let best: { from: LatticePoint; to: LatticePoint; far: number } | null = null;
	for (const border of candidates) {
		if (fixedEdge(plan, border)) continue;
		const from = nearestPlace([border], start);
		if (!from || from.distanceM > reachM) continue;
		const to = nearestPlace([border], end)!;
		const far = from.distanceM + to.distanceM;
		if (far < (best?.far ?? Infinity)) best = { from: from.at, to: to.at, far };
	}
	if (!best) return grid === null ? null : reshapeEdit(plan, drawn, null, reachM);
	if (samePoint(best.from, best.to)) return null;
	// What lies within reach of the border at either end is the hand finding it.
	const line = withoutRepeats([best.from, ...drawn.slice(1, -1), best.to]);
	return { verb: 'reshape-border', line };
}

function near(plan: BorderPlan, at: LatticePoint, reachM: number) {
	const hit = hitsOf(plan).stretchAt(at, reachM, null);
	if (!hit) return [];
	const sides = [hit.border.left, hit.border.right].filter((code) => code !== null);
	return [...new Set(sides.flatMap((code) => bordersOf(plan.borders, code)))];
}

/** Null while the line does not run from edge to edge of one grid. */
export function splitEdit(plan: BorderPlan, drawn: Points, grid: GridCode | null, ground: PlanGround): PlanEdit | null {
	if (drawn.length < 2) return null;
	const code = grid !== null && leadToEdge(plan, grid, drawn) ? grid : crossedGrid(plan, drawn);
	const line = code && leadToEdge(plan, code, drawn);
	if (!code || !line) return null;
	return splitAlong(plan, code, line, ground);
}

export function splitAlong(plan: BorderPlan, code: GridCode, line: Points, ground: PlanGround): PlanEdit | null {
	const grid = plan.grids.get(code);
	const fresh = grid && nextFreeCode(plan, grid.areaCode, ground);
	if (!grid || !fresh?.ok) return null;
	return { verb: 'split-grid', grid: code, line, code: fresh.value, name: nameLike(grid.name, fresh.value) };
}

/** 第27网格 gives 第37网格: the same name with the number of the new code. */
export function nameLike(name: string, code: GridCode): string {
	const number = String(Number(code.slice(12, 15)));
	return /\d+/.test(name) ? name.replace(/\d+/, number) : `${name} ${number}`;
}

/** Of the grids that the line has points in or crosses, the one it runs through the longest. */
function crossedGrid(plan: BorderPlan, drawn: Points): GridCode | null {
	const hits = hitsOf(plan);
	const codes = new Set<GridCode>();
	for (let i = 0; i + 1 < drawn.length; i++) {
		const [a, b] = [drawn[i]!, drawn[i + 1]!];
		for (const t of [0.25, 0.5, 0.75]) {
			const code = hits.gridAt([Math.round(a[0] + t * (b[0] - a[0])), Math.round(a[1] + t * (b[1] - a[1]))]);
			if (code) codes.add(code);
		}
	}
	let best: { code: GridCode; far: number } | null = null;
	for (const code of codes) {
		const line = leadToEdge(plan, code, drawn);
		if (!line) continue;
		const far = stepsLong(line);
		if (far > (best?.far ?? 0)) best = { code, far };
	}
	return best?.code ?? null;
}

/** Whether a path comes back to where it began: a ring around things, and not a stroke over them. */
export function isRound(path: Points): boolean {
	if (path.length < 4) return false;
	const [a, b] = [path[0]!, path.at(-1)!];
	return Math.hypot(a[0] - b[0], a[1] - b[1]) < 0.22 * stepsLong(path);
}

/** Buildings of the plan that a path strokes, or that stand inside it where it is round. @param donor only this grid's */
export function buildingsUnder(plan: BorderPlan, path: Points, ground: PlanGround, donor: GridCode | null, round: boolean): number[] {
	const { buildings } = ground;
	const found: number[] = [];
	const take = (row: number): void => {
		const id = buildings.id[row]!;
		const grid = plan.belongs.get(id);
		if (grid !== undefined && (donor === null || grid === donor)) found.push(id);
	};
	if (round) {
		const ring = [...path, path[0]!];
		for (const row of buildingsIn(buildings, boxOfLine(ring))) if (ringHolds(ring, buildingPoint(buildings, row))) take(row);
		return found;
	}
	if (path.length === 0) return found;
	for (const row of buildingsIn(buildings, boxOfLine(path))) {
		const shape = buildingRing(buildings, row);
		if (path.some((at) => ringHolds(shape, at)) || strokes(path, shape)) take(row);
	}
	return found;
}

function strokes(path: Points, ring: Points): boolean {
	for (let i = 0; i + 1 < path.length; i++)
		for (let k = 0; k + 1 < ring.length; k++) if (crosses(path[i]!, path[i + 1]!, ring[k]!, ring[k + 1]!)) return true;
	return false;
}

const side = (a: LatticePoint, b: LatticePoint, c: LatticePoint): number =>
	Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
const crosses = (a: LatticePoint, b: LatticePoint, c: LatticePoint, d: LatticePoint): boolean =>
	side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);

const compounds = new WeakMap<PlanGround, ReadonlyMap<number, readonly number[]>>();

/** With every building of the compounds that any of them stands in. */
export function wholeCompounds(ids: readonly number[], ground: PlanGround): number[] {
	let of = compounds.get(ground);
	if (!of)
		compounds.set(
			ground,
			(of = new Map(ground.compounds.flatMap(({ buildingIds }) => buildingIds.map((id): [number, readonly number[]] => [id, buildingIds]))))
		);
	return [...new Set(ids.flatMap((id) => [id, ...(of.get(id) ?? [])]))];
}

/** Of the donor's neighbours in its community the one whose border is nearest to a place. */
export function nearestNeighbour(plan: BorderPlan, donor: GridCode, at: LatticePoint): GridCode | null {
	const community = plan.grids.get(donor)?.areaCode;
	let best: { code: GridCode; far: number } | null = null;
	for (const border of bordersOf(plan.borders, donor)) {
		const code = border.left === donor ? border.right : border.left;
		if (code === null || plan.grids.get(code)?.areaCode !== community) continue;
		const far = nearestPlace([border], at)?.distanceM ?? Infinity;
		if (far < (best?.far ?? Infinity)) best = { code, far };
	}
	return best?.code ?? null;
}

/**
 * @param over the grid under the pointer: the receiver, unless it is the donor itself
 * @param chosen receives otherwise, where it lies beside the donor; else the nearest neighbour does
 */
export function moveEdit(
	plan: BorderPlan,
	ids: readonly number[],
	over: GridCode | null,
	chosen: GridCode | null,
	ground: PlanGround
): PlanEdit | null {
	const donor = ids[0] === undefined ? undefined : plan.belongs.get(ids[0]);
	if (donor === undefined) return null;
	const to = over !== null && over !== donor ? over : (beside(plan, donor, chosen) ?? nearestNeighbour(plan, donor, middleOf(ids, ground)));
	return to === null ? null : { verb: 'move-buildings', buildingIds: [...ids].sort((a, b) => a - b), to };
}

/** The chosen grid, where it lies beside another. */
function beside(plan: BorderPlan, code: GridCode, chosen: GridCode | null): GridCode | null {
	if (chosen === null || chosen === code) return null;
	return bordersOf(plan.borders, code).some(({ left, right }) => left === chosen || right === chosen) ? chosen : null;
}

function middleOf(ids: readonly number[], { buildings, rowOf }: PlanGround): LatticePoint {
	let [x, y, n] = [0, 0, 0];
	for (const id of ids) {
		const row = rowOf.get(id);
		if (row === undefined) continue;
		const at = buildingPoint(buildings, row);
		[x, y, n] = [x + at[0], y + at[1], n + 1];
	}
	return [Math.round(x / n), Math.round(y / n)];
}

/**
 * Ground inside a ring. It goes to the chosen grid where that lies beside the one that most of the ring lies in; else to the grid the pointer was released
 * over or set out from, where it is another; else to the nearest neighbour.
 */
export function groundEdit(plan: BorderPlan, path: Points, chosen: GridCode | null): PlanEdit | null {
	if (path.length < 3) return null;
	const hits = hitsOf(plan);
	const counts = new Map<GridCode, number>();
	const [west, south, east, north] = boxOfLine(path);
	const ring = [...path, path[0]!];
	for (let i = 0; i < 12; i++) {
		for (let k = 0; k < 12; k++) {
			const at: LatticePoint = [
				Math.round(west + ((i + 0.5) / 12) * (east - west)),
				Math.round(south + ((k + 0.5) / 12) * (north - south))
			];
			if (!ringHolds(ring, at)) continue;
			const code = [...counts.keys()].find((known) => gridHolds(gridRings(plan, known), at)) ?? hits.gridAt(at);
			if (code) counts.set(code, (counts.get(code) ?? 0) + 1);
		}
	}
	const [donor] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
	if (donor === undefined) return null;
	const [start, end] = [hits.gridAt(path[0]!), hits.gridAt(path.at(-1)!)];
	const middle: LatticePoint = [Math.round((west + east) / 2), Math.round((south + north) / 2)];
	const to =
		beside(plan, donor, chosen) ??
		(end !== null && end !== donor ? end : start !== null && start !== donor ? start : nearestNeighbour(plan, donor, middle));
	return to === null ? null : { verb: 'give-ground', ring: path, to };
}

/** A drawn path without the points a straight hand would not have made (Douglas–Peucker). */
export function smoothed(path: Points, withinM: number): Points {
	if (path.length < 3) return path;
	const [x, y] = stepsPerMetre(path[0]!);
	const keep = new Set([0, path.length - 1]);
	const todo: [number, number][] = [[0, path.length - 1]];
	for (let part = todo.pop(); part; part = todo.pop()) {
		const [from, to] = part;
		const [a, b] = [path[from]!, path[to]!];
		let [worst, at] = [withinM * withinM, -1];
		for (let i = from + 1; i < to; i++) {
			const p = path[i]!;
			const d2 = pointSegment2(p[0] / x, p[1] / y, a[0] / x, a[1] / y, b[0] / x, b[1] / y);
			if (d2 > worst) [worst, at] = [d2, i];
		}
		if (at < 0) continue;
		keep.add(at);
		todo.push([from, at], [at, to]);
	}
	return path.filter((_, i) => keep.has(i));
}

const stepsLong = (line: Points): number => line.slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x - line[i]![0], y - line[i]![1]), 0);
