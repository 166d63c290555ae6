/** Finding places on borders, and cutting a border in two at one. A place is a point of the line, or any point within half a step of it. */
import { pointSegment2 } from '../geo/planar-distance.ts';
import type { Border, BorderPlan, LatticePoint } from './border-plan.ts';
import { segmentsIn } from './border-segments.ts';
import { stepsPerMetre } from './ground-buildings.ts';
import { samePoint, withoutRepeats } from './lattice-point.ts';
import { through } from './meeting.ts';

/** Number of the line's point there; a half (2.5: between points 2 and 3) where it lies on a segment. Null where it is not on the line. */
export function placeOn(border: Pick<Border, 'line'>, at: LatticePoint): number | null {
	let place: number | null = null;
	segmentsIn(border, [at[0] - 1, at[1] - 1, at[0] + 1, at[1] + 1], (i) => {
		const [a, b] = [border.line[i]!, border.line[i + 1]!];
		if (samePoint(a, at)) place = i;
		else if (samePoint(b, at)) place ??= i + 1;
		else if (place === null && through(a, b, at)) place = i + 0.5;
	});
	return place;
}

export const isRing = ({ line }: Pick<Border, 'line'>): boolean => samePoint(line[0]!, line.at(-1)!);

/** The line from one place on it to another further along, with the given points as its ends. */
export function stretchOf(line: readonly LatticePoint[], from: number, to: number, start: LatticePoint, end: LatticePoint): LatticePoint[] {
	return [...withoutRepeats([start, ...line.slice(Math.floor(from) + 1, Math.ceil(to)), end])];
}

/**
 * The plan's borders with a corner at `at` on every border (of those that pass `which`) that runs there.
 * @param keep a corner to be, in which no border may end yet
 */
export function withCornerAt(
	plan: BorderPlan,
	at: LatticePoint,
	which: (border: Border) => boolean,
	keep?: LatticePoint
): Pick<BorderPlan, 'borders' | 'nextBorderId'> {
	const borders = new Map(plan.borders);
	let { nextBorderId } = plan;
	for (const border of plan.borders.values()) {
		if (!which(border)) continue;
		const place = placeOn(border, at);
		const last = border.line.length - 1;
		if (place === null || place === 0 || place === last) continue;
		const head = stretchOf(border.line, 0, place, border.line[0]!, at);
		const tail = stretchOf(border.line, place, last, at, border.line[last]!);
		if (isRing(border)) {
			// A ring gets its corner moved, unless it has one already.
			const needed = keep !== undefined && samePoint(keep, border.line[0]!);
			if (!needed && ![...plan.borders.values()].some((other) => other !== border && (placeOn(other, border.line[0]!) ?? -1) >= 0)) {
				borders.set(border.id, { ...border, line: [...tail, ...head.slice(1)] });
				continue;
			}
		}
		borders.set(border.id, { ...border, line: head });
		borders.set(nextBorderId, { ...border, id: nextBorderId, line: tail });
		nextBorderId++;
	}
	return { borders, nextBorderId };
}

/** The place on the borders nearest to a point, on the lattice, and how far it is; null where there is no border. */
export function nearestPlace(borders: Iterable<Pick<Border, 'line'>>, at: LatticePoint): { at: LatticePoint; distanceM: number } | null {
	const [xPerM, yPerM] = stepsPerMetre(at);
	let best: { at: LatticePoint; distanceM: number } | null = null;
	let best2 = Infinity;
	for (const { line } of borders) {
		for (let i = 0; i + 1 < line.length; i++) {
			const [ax, ay] = [(line[i]![0] - at[0]) / xPerM, (line[i]![1] - at[1]) / yPerM];
			const [bx, by] = [(line[i + 1]![0] - at[0]) / xPerM, (line[i + 1]![1] - at[1]) / yPerM];
			const d2 = pointSegment2(0, 0, ax, ay, bx, by);
			if (d2 >= best2) continue;
			best2 = d2;
			const length2 = (bx - ax) * (bx - ax) + (by - ay) * (by - ay);
			const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, -(ax * (bx - ax) + ay * (by - ay)) / length2));
			const near: LatticePoint = [
				Math.round(line[i]![0] + t * (line[i + 1]![0] - line[i]![0])),
				Math.round(line[i]![1] + t * (line[i + 1]![1] - line[i]![1]))
			];
			best = { at: near, distanceM: Math.sqrt(d2) };
		}
	}
	return best;
}
