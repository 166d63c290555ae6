/**
 * Gives buildings to a grid with the ground around them: each takes the places that are nearer to it than to any other building of its grid, so the new border runs
 * half-way between buildings, along a wall where two touch, and never through one. Empty corners that would be left over go along.
 */
import Delaunator from 'delaunator';
import { clipRing } from '../geo/clip-ring.ts';
import { refused } from '../geo/outcome.ts';
import type { Bbox, PolygonRings, Position } from '../geo/position.ts';
import type { GridCode, LatticePoint, PlanBuildings } from './border-plan.ts';
import { buildingBox, buildingPoint, buildingRing, buildingsIn, stepsPerMetre } from './ground-buildings.ts';
import { ringHolds } from './grid-shape.ts';
import { latticePointAt, positionOf } from './lattice-point.ts';
import type { ApplyVerb } from './plan-edit.ts';
import { recut } from './recut.ts';
import { settle, spotOf } from './settle.ts';

/** Outlines are felt every so many metres; ground farther than this from all buildings concerned is nobody's yard. */
const FEEL_M = 4;
const YARD_M = 120;

export const moveBuildings: ApplyVerb<'move-buildings'> = (plan, { buildingIds, to, cutReason }, ground) => {
	const receiver = plan.grids.get(to);
	if (!receiver) return refused({ kind: 'plan.no-such-grid', grids: [to] });
	const { buildings, rowOf } = ground;
	const rows: number[] = [];
	for (const id of [...new Set(buildingIds)].sort((a, b) => a - b)) {
		const row = rowOf.get(id);
		if (row === undefined || !plan.belongs.has(id)) return refused({ kind: 'plan.no-such-place', buildingIds: [id] });
		if (plan.belongs.get(id) !== to) rows.push(row);
	}
	const [first] = rows;
	if (first === undefined) return refused({ kind: 'plan.nothing-to-do', grids: [to] });
	const donors = new Set(rows.map((row) => plan.belongs.get(buildings.id[row]!)!));
	const stranger = [...donors].sort().find((code) => plan.grids.get(code)!.areaCode !== receiver.areaCode);
	if (stranger) return refused({ kind: 'plan.other-community', grids: [stranger], ...spotOf(plan, stranger) });

	const box = yardBox(buildings, rows);
	// The ground of a grid is shared out among its own buildings: what stands across the border has its yard there.
	const near = buildingsIn(buildings, box).filter((row) => donors.has(plan.belongs.get(buildings.id[row]!)!));
	const moved = new Set(rows);
	const shapes = (of: (row: number) => boolean): PolygonRings[] =>
		near.filter(of).map((row) => [buildingRing(buildings, row).map(positionOf)]);
	const cut = recut(plan, {
		give: [...yardsOf(buildings, near, moved, box), ...shapes((row) => moved.has(row))],
		keep: shapes((row) => !moved.has(row)),
		box,
		from: (code) => donors.has(code),
		to,
		alsoGive: (code, piece) => !piece.polygons.some(([shell]) => standsIn(shell!, code, plan.belongs, buildings, moved))
	});
	if (!cut.ok) return cut;
	const { borders, nextBorderId } = cut.value;
	return settle(plan, { plan: { ...plan, borders, nextBorderId }, concerned: [to, ...donors], cutReason }, ground);
};

function yardBox(buildings: PlanBuildings, rows: readonly number[]): Bbox {
	const box = rows.reduce<Bbox>(
		(all, row) => {
			const own = buildingBox(buildings, row);
			return [Math.min(all[0], own[0]), Math.min(all[1], own[1]), Math.max(all[2], own[2]), Math.max(all[3], own[3])];
		},
		[Infinity, Infinity, -Infinity, -Infinity]
	);
	const [x, y] = stepsPerMetre([box[0], box[1]]);
	return [box[0] - YARD_M * x, box[1] - YARD_M * y, box[2] + YARD_M * x, box[3] + YARD_M * y];
}

/** Whether a building that stays with the grid stands on a piece of it. */
function standsIn(
	shell: readonly Position[],
	code: GridCode,
	belongs: ReadonlyMap<number, GridCode>,
	buildings: PlanBuildings,
	moved: ReadonlySet<number>
): boolean {
	const ring = shell.map(latticePointAt);
	const box = ring.reduce<Bbox>(
		(all, [x, y]) => [Math.min(all[0], x), Math.min(all[1], y), Math.max(all[2], x), Math.max(all[3], y)],
		[Infinity, Infinity, -Infinity, -Infinity]
	);
	return buildingsIn(buildings, box).some(
		(row) => !moved.has(row) && belongs.get(buildings.id[row]!) === code && ringHolds(ring, buildingPoint(buildings, row))
	);
}

/** The Voronoi cells of points along the moved buildings' walls, among those of all buildings near; cut to the box, on the lattice. */
function yardsOf(buildings: PlanBuildings, near: readonly number[], moved: ReadonlySet<number>, box: Bbox): PolygonRings[] {
	const [xPerM, yPerM] = stepsPerMetre([box[0], box[1]]);
	const xy: number[] = [];
	const mine: boolean[] = [];
	for (const row of near) {
		const ring = buildingRing(buildings, row);
		for (let i = 0; i + 1 < ring.length; i++) {
			const [a, b] = [ring[i]!, ring[i + 1]!];
			const [ax, ay] = [(a[0] - box[0]) / xPerM, (a[1] - box[1]) / yPerM];
			const [bx, by] = [(b[0] - box[0]) / xPerM, (b[1] - box[1]) / yPerM];
			const count = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / FEEL_M));
			for (let k = 0; k < count; k++) {
				xy.push(ax + ((bx - ax) * k) / count, ay + ((by - ay) * k) / count);
				mine.push(moved.has(row));
			}
		}
	}
	// Far points on all sides close every cell.
	const [wide, high] = [(box[2] - box[0]) / xPerM, (box[3] - box[1]) / yPerM];
	const far = 4 * (wide + high);
	for (const [x, y] of [
		[-far, -far],
		[wide + far, -far],
		[wide + far, high + far],
		[-far, high + far]
	] as const) {
		xy.push(x, y);
		mine.push(false);
	}
	const { triangles, halfedges } = new Delaunator(Float64Array.from(xy));
	const leaving = new Map<number, number>();
	for (let e = 0; e < triangles.length; e++) {
		const end = triangles[e % 3 === 2 ? e - 2 : e + 1]!;
		if (!leaving.has(end) || halfedges[e] === -1) leaving.set(end, e);
	}
	const centres: LatticePoint[] = [];
	for (let t = 0; t < triangles.length; t += 3) {
		const [x, y] = circumcentre(xy, triangles[t]!, triangles[t + 1]!, triangles[t + 2]!);
		const [cx, cy] = [Math.min(wide + far, Math.max(-far, x)), Math.min(high + far, Math.max(-far, y))];
		centres.push([Math.round(box[0] + cx * xPerM), Math.round(box[1] + cy * yPerM)]);
	}
	const cells: PolygonRings[] = [];
	for (const [point, start] of leaving) {
		if (!mine[point]) continue;
		const ring: LatticePoint[] = [];
		let e = start;
		do {
			ring.push(centres[Math.floor(e / 3)]!);
			e = halfedges[e % 3 === 2 ? e - 2 : e + 1]!;
		} while (e !== -1 && e !== start);
		if (ring.length >= 3) cells.push([cutToBox([...ring, ring[0]!], box).map(positionOf)]);
	}
	return cells.filter(([ring]) => ring!.length >= 4);
}

function circumcentre(xy: readonly number[], a: number, b: number, c: number): [number, number] {
	const [ax, ay] = [xy[2 * a]!, xy[2 * a + 1]!];
	const [dx, dy] = [xy[2 * b]! - ax, xy[2 * b + 1]! - ay];
	const [ex, ey] = [xy[2 * c]! - ax, xy[2 * c + 1]! - ay];
	const [bl, cl] = [dx * dx + dy * dy, ex * ex + ey * ey];
	const d = 0.5 / (dx * ey - dy * ex);
	return Number.isFinite(d) ? [ax + (ey * bl - dy * cl) * d, ay + (dx * cl - ex * bl) * d] : [ax, ay];
}

function cutToBox(ring: readonly LatticePoint[], [w, s, e, n]: Bbox): LatticePoint[] {
	const flat = clipRing(ring.flat(), Math.round(w), Math.round(s), Math.round(e), Math.round(n));
	const out: LatticePoint[] = [];
	for (let i = 0; i + 1 < flat.length; i += 2) out.push([Math.round(flat[i]!), Math.round(flat[i + 1]!)]);
	return out;
}
