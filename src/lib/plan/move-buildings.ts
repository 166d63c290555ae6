/**
 * Gives buildings to a grid with the ground around them: each takes the places that are nearer to it than to any other building of its grid, so the new border runs
 * half-way between buildings, along a wall where two touch, and never through one. Empty corners that would be left over go along.
 */
import Delaunator from 'delaunator';
import { clipRing } from '../geo/clip-ring.ts';
import { refused } from '../geo/outcome.ts';
import type { Bbox, PolygonRings, Position } from '../geo/position.ts';
import type { BorderPlan, GridCode, LatticePoint, PlanBuildings } from './border-plan.ts';
import { borderBox } from './border-segments.ts';
import { bordersOf } from './corners.ts';
import { buildingBox, buildingPoint, buildingRing, buildingsIn, stepsPerMetre } from './ground-buildings.ts';
import { ringHolds } from './grid-shape.ts';
import { latticePointAt, positionOf } from './lattice-point.ts';
import type { ApplyVerb } from './plan-edit.ts';
import { recut } from './recut.ts';
import { settle, spotOf } from './settle.ts';
import { lengthOf } from '../geo/same-everywhere.ts';

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

	const box = common(yardBox(buildings, rows), landBox(plan, donors));
	// The ground of a grid is shared out among its own buildings: what stands across the border has its yard there.
	const near = buildingsIn(buildings, box).filter((row) => donors.has(plan.belongs.get(buildings.id[row]!)!));
	const moved = new Set(rows);
	const { yards, beside } = yardsOf(buildings, near, moved, box);
	const shapes = (of: (row: number) => boolean): PolygonRings[] =>
		near.filter(of).map((row) => [buildingRing(buildings, row).map(positionOf)]);
	const cut = recut(plan, {
		give: [...yards, ...shapes((row) => moved.has(row))],
		keep: shapes((row) => beside.has(row)),
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

/** The box around the ground of some grids. */
function landBox({ borders }: BorderPlan, codes: Iterable<GridCode>): Bbox {
	return [...codes]
		.flatMap((code) => bordersOf(borders, code).map(borderBox))
		.reduce<Bbox>(
			(a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])],
			[Infinity, Infinity, -Infinity, -Infinity]
		);
}

/** What two boxes have in common; whole steps. */
const common = (a: Bbox, b: Bbox): Bbox => [
	Math.floor(Math.max(a[0], b[0])),
	Math.floor(Math.max(a[1], b[1])),
	Math.ceil(Math.min(a[2], b[2])),
	Math.ceil(Math.min(a[3], b[3]))
];

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

/**
 * The edge of the ground that is nearer to walls of moved buildings than to those of others near (Voronoi cells of points along walls, taken together), cut to
 * the box, on the lattice; and the rows of the buildings across it.
 */
function yardsOf(
	buildings: PlanBuildings,
	near: readonly number[],
	moved: ReadonlySet<number>,
	box: Bbox
): { yards: PolygonRings[]; beside: ReadonlySet<number> } {
	const [xPerM, yPerM] = stepsPerMetre([box[0], box[1]]);
	const xy: number[] = [];
	const mine: boolean[] = [];
	const rowAt: number[] = [];
	for (const row of near) {
		const ring = buildingRing(buildings, row);
		for (let i = 0; i + 1 < ring.length; i++) {
			const [a, b] = [ring[i]!, ring[i + 1]!];
			const [ax, ay] = [(a[0] - box[0]) / xPerM, (a[1] - box[1]) / yPerM];
			const [bx, by] = [(b[0] - box[0]) / xPerM, (b[1] - box[1]) / yPerM];
			const count = Math.max(1, Math.ceil(lengthOf(bx - ax, by - ay) / FEEL_M));
			for (let k = 0; k < count; k++) {
				xy.push(ax + ((bx - ax) * k) / count, ay + ((by - ay) * k) / count);
				mine.push(moved.has(row));
				rowAt.push(row);
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
	const nextOf = (e: number): number => (e % 3 === 2 ? e - 2 : e + 1);
	const before = (e: number): number => (e % 3 === 0 ? e + 2 : e - 1);
	const centre = (t: number): LatticePoint => {
		const [x, y] = circumcentre(xy, triangles[3 * t]!, triangles[3 * t + 1]!, triangles[3 * t + 2]!);
		const [cx, cy] = [Math.min(wide + far, Math.max(-far, x)), Math.min(high + far, Math.max(-far, y))];
		return [Math.round(box[0] + cx * xPerM), Math.round(box[1] + cy * yPerM)];
	};
	/** Whether the half-edge runs from a place that moves to one that stays: across it lies the edge of the yards. */
	const parts = (e: number): boolean => mine[triangles[e]!]! && !mine[triangles[nextOf(e)]!]!;
	const beside = new Set<number>();
	const seen = new Uint8Array(triangles.length);
	const rings: Position[][] = [];
	for (let start = 0; start < triangles.length; start++) {
		if (seen[start] || !parts(start)) continue;
		const ring: LatticePoint[] = [];
		let e = start;
		do {
			seen[e] = 1;
			beside.add(triangles[nextOf(e)]!);
			ring.push(centre(Math.floor(e / 3)));
			const back = halfedges[e]!;
			e = back === -1 ? start : parts(nextOf(back)) ? nextOf(back) : before(back);
		} while (e !== start);
		if (ring.length >= 3) rings.push(cutToBox([...ring, ring[0]!], box).map(positionOf));
	}
	return { yards: [rings.filter(({ length }) => length >= 4)], beside: new Set([...beside].flatMap((point) => rowAt[point] ?? [])) };
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
