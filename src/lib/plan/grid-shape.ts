/** The ground of a grid, derived from the borders around it: rings linked at corners, islands as holes. */
import { turnSign } from '../geo/exact-turn.ts';
import type { PolygonRings, SurfaceShape } from '../geo/position.ts';
import { surfaceOf } from '../geo/ring.ts';
import type { BorderPlan, GridCode, LatticePoint } from './border-plan.ts';
import { bordersOf, cornersOf, leftOf, nextAround, type Way } from './corners.ts';
import { PointMap, positionOf, samePoint } from './lattice-point.ts';

type LatticeRing = readonly LatticePoint[];

/** Rings as the borders draw them, closed, with the ground to their left. */
export interface GridRings {
	/** Counter-clockwise. A grid in one piece has exactly one. */
	readonly outer: readonly LatticeRing[];
	/** Clockwise, around islands and around what lies in the grid. */
	readonly holes: readonly LatticeRing[];
	/** Whether every corner agrees on whose ground lies between two borders. Never false in a plan that edits made. */
	readonly sound: boolean;
}

const known = new WeakMap<ReadonlyMap<number, unknown>, Map<GridCode | null, GridRings>>();

/** Around one grid, or (null) around what lies outside of all. */
export function gridRings(plan: Pick<BorderPlan, 'borders'>, code: GridCode | null): GridRings {
	let ofPlan = known.get(plan.borders);
	if (!ofPlan) known.set(plan.borders, (ofPlan = new Map()));
	let rings = ofPlan.get(code);
	if (!rings) ofPlan.set(code, (rings = traceRings(plan, code)));
	return rings;
}

function traceRings({ borders }: Pick<BorderPlan, 'borders'>, code: GridCode | null): GridRings {
	const corners = cornersOf(borders);
	const seen = new Set<string>();
	const outer: LatticeRing[] = [];
	const holes: LatticeRing[] = [];
	let sound = true;
	const keep = (ring: LatticePoint[]): void => {
		if (ring.length < 4) return;
		(isLeftTurning(ring) ? outer : holes).push(ring);
	};
	for (const border of bordersOf(borders, code)) {
		for (const forward of [true, false]) {
			const start: Way = { border, forward };
			if (leftOf(start) !== code || seen.has(keyOf(start))) continue;
			const path: LatticePoint[] = [];
			for (let way = start; !seen.has(keyOf(way)); way = nextAround(corners, way)) {
				seen.add(keyOf(way));
				if (leftOf(way) !== code) sound = false;
				const line = way.forward ? way.border.line : way.border.line.toReversed();
				for (let i = 0; i < line.length - 1; i++) path.push(line[i]!);
			}
			for (const ring of partAtTouches(path)) keep(ring);
		}
	}
	return { outer, holes, sound };
}

const keyOf = ({ border, forward }: Way): string => `${border.id}${forward ? '+' : '-'}`;

/** A way around that comes back to a point is several rings that touch there. */
function partAtTouches(path: readonly LatticePoint[]): LatticePoint[][] {
	const rings: LatticePoint[][] = [];
	const stack: LatticePoint[] = [];
	const on = new PointMap<boolean>();
	for (const at of path) {
		if (on.get(at)) {
			const ring: LatticePoint[] = [at];
			for (let last = stack.pop()!; !samePoint(last, at); last = stack.pop()!) {
				ring.push(last);
				on.set(last, false);
			}
			rings.push([...ring, at].toReversed());
		}
		stack.push(at);
		on.set(at, true);
	}
	return [...rings, [...stack, stack[0]!]];
}

/** Whether a simple closed ring runs counter-clockwise: judged exactly, at its lowest corner. */
export function isLeftTurning(ring: LatticeRing): boolean {
	let low = 0;
	for (let i = 1; i < ring.length - 1; i++) {
		const [p, q] = [ring[i]!, ring[low]!];
		if (p[1] < q[1] || (p[1] === q[1] && p[0] < q[0])) low = i;
	}
	const before = ring[low === 0 ? ring.length - 2 : low - 1]!;
	return turnSign(...before, ...ring[low]!, ...ring[low + 1]!) > 0;
}

/** By the even-odd rule, exact. A point on an edge belongs to one of the two sides, the same however the ring runs. */
export function ringHolds(ring: LatticeRing, [px, py]: LatticePoint): boolean {
	let inside = false;
	for (let i = 1; i < ring.length; i++) {
		const a = ring[i - 1]!;
		const b = ring[i]!;
		if (a[1] > py === b[1] > py) continue;
		const [lo, hi] = a[1] < b[1] ? [a, b] : [b, a];
		if (turnSign(lo[0], lo[1], hi[0], hi[1], px, py) > 0) inside = !inside;
	}
	return inside;
}

/** Whether the grid holds the point; of two neighbours exactly one holds a point on their border. */
export function gridHolds({ outer, holes }: GridRings, at: LatticePoint): boolean {
	let inside = false;
	for (const ring of outer) if (ringHolds(ring, at)) inside = !inside;
	for (const ring of holes) if (ringHolds(ring, at)) inside = !inside;
	return inside;
}

const shapes = new WeakMap<GridRings, SurfaceShape | null>();

/** The grid as a valid surface; null where no border knows it. */
export function gridShape(plan: Pick<BorderPlan, 'borders'>, code: GridCode): SurfaceShape | null {
	const rings = gridRings(plan, code);
	let shape = shapes.get(rings);
	if (shape === undefined) shapes.set(rings, (shape = surfaceFrom(rings)));
	return shape;
}

/** Outer rings with the holes that lie in them. */
export function surfaceFrom({ outer, holes }: Pick<GridRings, 'outer' | 'holes'>): SurfaceShape | null {
	const polygons: PolygonRings[] = outer.map((shell) => [
		shell.map(positionOf),
		...holes.filter((hole) => outer.length === 1 || holds(shell, hole)).map((hole) => hole.map(positionOf))
	]);
	return surfaceOf(polygons);
}

/** Whether a ring that does not cross the shell lies in it: judged at a point that is not one of the shell's. */
export function holds(shell: LatticeRing, ring: LatticeRing): boolean {
	const on = new PointMap<true>();
	for (const at of shell) on.set(at, true);
	const free = ring.find((at) => !on.has(at));
	return free === undefined || ringHolds(shell, free);
}
