/** The road under a pointer as a line right through a grid: it goes on over crossings, keeping its name or running straightest, until it leaves the grid. */
import type { BorderPlan, GridCode, GuideLine, LatticePoint } from '#lib/plan/border-plan.ts';
import { gridHolds, gridRings } from '#lib/plan/grid-shape.ts';
import { samePoint } from '#lib/plan/lattice-point.ts';
import { leadToEdge } from '#lib/plan/lead-to-edge.ts';
import { nearestPlace } from '#lib/plan/place-on-border.ts';
import { guidesOf } from './guide-lines.ts';

export interface RoadThrough {
	readonly grid: GridCode;
	readonly guide: GuideLine;
	/** The part inside the grid, from edge to edge. */
	readonly line: readonly LatticePoint[];
}

/** A road that turns more than this at a crossing is another road, unless it has the same name. */
const MOST_TURN = (70 * Math.PI) / 180;
const MOST_PARTS = 80;

/** Null where no road is that near, or where it does not cross the grid. */
export function roadThrough(
	plan: BorderPlan,
	grid: GridCode,
	lines: readonly GuideLine[],
	at: LatticePoint,
	withinM: number
): RoadThrough | null {
	const guides = guidesOf(lines);
	const near = guides
		.near(at, withinM)
		.flatMap((guide) => {
			const place = nearestPlace([guide], at);
			return place && place.distanceM <= withinM ? [{ guide, far: place.distanceM + (guide.kind === 'road' ? 0 : withinM / 2) }] : [];
		})
		.sort((a, b) => a.far - b.far);
	for (const { guide } of near.slice(0, 3)) {
		const line = throughGrid(plan, grid, lines, guide, at);
		if (line) return { grid, guide, line };
	}
	return null;
}

function throughGrid(
	plan: BorderPlan,
	grid: GridCode,
	lines: readonly GuideLine[],
	guide: GuideLine,
	at: LatticePoint
): readonly LatticePoint[] | null {
	const rings = gridRings(plan, grid);
	// From the stretch under the pointer both ways.
	let from = 0;
	let best = Infinity;
	for (let i = 0; i + 1 < guide.line.length; i++) {
		const place = nearestPlace([{ line: [guide.line[i]!, guide.line[i + 1]!] }], at)!;
		if (place.distanceM < best) [best, from] = [place.distanceM, i];
	}
	const walk = (start: number, step: 1 | -1): LatticePoint[] => {
		const path: LatticePoint[] = [];
		const used = new Set<GuideLine>([guide]);
		let [line, name, i, way] = [guide.line, guide.name, start, step];
		for (let parts = 0; parts < MOST_PARTS;) {
			const point = line[i];
			if (point) {
				path.push(point);
				// One point beyond the edge is enough: the line is cut there.
				if (!gridHolds(rings, point)) return path;
				i += way;
				continue;
			}
			const end = path.at(-1);
			const before = path.at(-2) ?? line[i - 2 * way];
			if (!end || !before) return path;
			const on = goingOn(lines, before, end, name, used);
			if (!on) return path;
			used.add(on.guide);
			parts++;
			[line, name, i, way] = [on.guide.line, on.guide.name, on.i + on.step, on.step];
		}
		return path;
	};
	const back = walk(from, -1);
	const forth = walk(from + 1, 1);
	return leadToEdge(plan, grid, [...back.reverse(), ...forth]);
}

function goingOn(lines: readonly GuideLine[], before: LatticePoint, end: LatticePoint, name: string, used: ReadonlySet<GuideLine>) {
	const heading = Math.atan2(end[1] - before[1], end[0] - before[0]);
	let best: { guide: GuideLine; i: number; step: 1 | -1; cost: number } | null = null;
	for (const { guide, i } of guidesOf(lines).through(end)) {
		if (used.has(guide)) continue;
		for (const step of [1, -1] as const) {
			const next = guide.line[i + step];
			if (!next || samePoint(next, end)) continue;
			const turn = Math.abs(wrapped(Math.atan2(next[1] - end[1], next[0] - end[0]) - heading));
			const same = name !== '' && guide.name === name;
			if (turn > MOST_TURN && !(same && turn < 2)) continue;
			const cost = turn - (same ? 1 : 0);
			if (cost < (best?.cost ?? Infinity)) best = { guide, i, step, cost };
		}
	}
	return best;
}

const wrapped = (angle: number): number => Math.atan2(Math.sin(angle), Math.cos(angle));
