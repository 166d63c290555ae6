/** Fits a drawn line into a grid: the part of it that lies inside, from edge to edge. */
import { crossing } from '../geo/node-segments.ts';
import type { Border, BorderPlan, GridCode, LatticePoint } from './border-plan.ts';
import { segmentsIn } from './border-segments.ts';
import { gridHolds, gridRings } from './grid-shape.ts';
import { samePoint, withoutRepeats } from './lattice-point.ts';
import { through } from './meeting.ts';
import { nearestPlace } from './place-on-border.ts';
import { lengthOf } from '../geo/same-everywhere.ts';

/** An end nearer to the edge than this is led to it, metres: what a hand misses by. */
const REACH_M = 10;

interface Crossing {
	/** Along the line: number of the segment, and how far along it. */
	readonly i: number;
	readonly t: number;
	readonly at: LatticePoint;
}

/** Where the line crosses the grid's edge several times, the longest part inside is meant. Null where none runs from edge to edge. */
export function leadToEdge(plan: BorderPlan, code: GridCode, drawn: readonly LatticePoint[]): LatticePoint[] | null {
	const edge = [...plan.borders.values()].filter(({ left, right }) => left === code || right === code);
	const rings = gridRings(plan, code);
	const line = [...withoutRepeats(drawn)];
	for (const atStart of [true, false]) {
		const end = atStart ? line[0] : line.at(-1);
		if (!end || !gridHolds(rings, end)) continue;
		const near = nearestPlace(edge, end);
		if (!near || near.distanceM > REACH_M || samePoint(near.at, end)) continue;
		if (atStart) line.unshift(near.at);
		else line.push(near.at);
	}
	const met = crossings(line, edge);
	let best: LatticePoint[] | null = null;
	for (let k = 0; k + 1 < met.length; k++) {
		const [a, b] = [met[k]!, met[k + 1]!];
		const part = [...withoutRepeats([a.at, ...line.slice(a.i + 1, b.i + 1).filter((at) => !samePoint(at, b.at)), b.at])];
		if (part.length < 2 || !runsInside(part, edge, rings)) continue;
		if (!best || stepsLong(part) > stepsLong(best)) best = part;
	}
	return best;
}

function crossings(line: readonly LatticePoint[], edge: readonly Border[]): Crossing[] {
	const met: Crossing[] = [];
	for (let i = 0; i + 1 < line.length; i++) {
		const [a, b] = [line[i]!, line[i + 1]!];
		const meet = (at: LatticePoint): void => {
			met.push({ i, t: (at[0] - a[0]) * (b[0] - a[0]) + (at[1] - a[1]) * (b[1] - a[1]), at });
		};
		const box = [Math.min(a[0], b[0]) - 1, Math.min(a[1], b[1]) - 1, Math.max(a[0], b[0]) + 1, Math.max(a[1], b[1]) + 1] as const;
		for (const border of edge) {
			segmentsIn(border, box, (j) => {
				const [c, d] = [border.line[j]!, border.line[j + 1]!];
				const ends = [c, d].filter((end) => samePoint(end, a) || samePoint(end, b) || through(a, b, end));
				const own = [a, b].filter((end) => through(c, d, end));
				// A point of the border nearby takes the crossing, so that no two corners stand half a step apart.
				if (ends.length > 0) ends.forEach(meet);
				else if (own.length > 0) own.forEach(meet);
				else {
					const at = crossing(2 * a[0], 2 * a[1], 2 * b[0], 2 * b[1], 2 * c[0], 2 * c[1], 2 * d[0], 2 * d[1]);
					if (at) meet([Math.round(at[0] / 2), Math.round(at[1] / 2)]);
				}
			});
		}
	}
	return met.sort((p, q) => p.i - q.i || p.t - q.t).filter(({ at }, k, all) => k === 0 || !samePoint(at, all[k - 1]!.at));
}

/** Not along the edge, and not outside: judged halfway along its longest segment. */
function runsInside(part: readonly LatticePoint[], edge: readonly Border[], rings: ReturnType<typeof gridRings>): boolean {
	let [from, to] = [part[0]!, part[1]!];
	for (let i = 1; i + 1 < part.length; i++)
		if (stepsLong([part[i]!, part[i + 1]!]) > stepsLong([from, to])) [from, to] = [part[i]!, part[i + 1]!];
	const middle: LatticePoint = [Math.round((from[0] + to[0]) / 2), Math.round((from[1] + to[1]) / 2)];
	return gridHolds(rings, middle) && (nearestPlace(edge, middle)?.distanceM ?? 0) > 0.01;
}

const stepsLong = (line: readonly LatticePoint[]): number =>
	line.slice(1).reduce((sum, [x, y], i) => sum + lengthOf(x - line[i]![0], y - line[i]![1]), 0);
