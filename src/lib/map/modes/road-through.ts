/** The road under a pointer as a line right through a grid: it goes on over crossings, keeping its name or running straightest, until it leaves the grid. */
import type { BorderPlan, GridCode, GuideLine, LatticePoint } from '#lib/plan/border-plan.ts';
import { gridHolds, gridRings } from '#lib/plan/grid-shape.ts';
import { stepsPerMetre } from '#lib/plan/ground-buildings.ts';
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
/** A road that ends in the open goes on straight for so far. */
const STRAIGHT_ON_M = 120;

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
	const isOut = (at: LatticePoint): boolean => !gridHolds(rings, at);
	const walk = (of: GuideLine, start: number, step: 1 | -1, before: ReadonlySet<GuideLine>, mayTurn: boolean): LatticePoint[] => {
		const path: LatticePoint[] = [];
		const used = new Set(before).add(of);
		let [line, name, i, way] = [of.line, of.name, start, step];
		for (let parts = 0; parts < MOST_PARTS;) {
			const point = line[i];
			if (point) {
				path.push(point);
				// One point beyond the edge is enough: the line is cut there.
				if (isOut(point)) return path;
				i += way;
				continue;
			}
			const end = path.at(-1);
			const last = path.at(-2) ?? line[i - 2 * way];
			if (!end || !last) return path;
			const on = goingOn(lines, last, end, name, used);
			if (!on) return mayTurn ? [...path, ...wayOut(last, end, used)] : path;
			used.add(on.guide);
			parts++;
			[line, name, i, way] = [on.guide.line, on.guide.name, on.i + on.step, on.step];
		}
		return path;
	};
	/** Where the road ends inside the grid: along the shorter of the roads there, or else straight on. */
	const wayOut = (last: LatticePoint, end: LatticePoint, used: ReadonlySet<GuideLine>): LatticePoint[] => {
		const ways = guidesOf(lines)
			.through(end)
			.flatMap(({ guide: other, i }) => (used.has(other) ? [] : ([1, -1] as const).map((step) => walk(other, i + step, step, used, false))))
			.filter((path) => path.length > 0 && isOut(path.at(-1)!))
			.sort((a, b) => stepsLong([end, ...a]) - stepsLong([end, ...b]));
		if (ways[0]) return ways[0];
		const long = Math.hypot(end[0] - last[0], end[1] - last[1]);
		const far = STRAIGHT_ON_M * stepsPerMetre(end)[1];
		return long === 0
			? []
			: [[Math.round(end[0] + ((end[0] - last[0]) / long) * far), Math.round(end[1] + ((end[1] - last[1]) / long) * far)]];
	};
	const back = walk(guide, from, -1, new Set(), true);
	const forth = walk(guide, from + 1, 1, new Set(), true);
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

const stepsLong = (line: readonly LatticePoint[]): number =>
	line.slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x - line[i]![0], y - line[i]![1]), 0);
const wrapped = (angle: number): number => Math.atan2(Math.sin(angle), Math.cos(angle));
