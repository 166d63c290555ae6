/** Joins single stretches, each with its two sides, into borders: from corner to corner, or round and round where there is none. */
import type { Border, GridCode, LatticePoint } from './border-plan.ts';
import { comparePoints, PointMap, samePoint } from './lattice-point.ts';

export interface SidedStretch {
	readonly from: LatticePoint;
	readonly to: LatticePoint;
	/** Seen from `from` to `to`; never the same on both sides. */
	readonly left: GridCode | null;
	readonly right: GridCode | null;
}

/**
 * @param alsoCorners points where borders that are not given here end
 * @returns borders without numbers, in an order that does not depend on that of the stretches
 */
export function chainBorders(
	stretches: readonly SidedStretch[],
	alsoCorners: (at: LatticePoint) => boolean = () => false
): Omit<Border, 'id'>[] {
	const at = new PointMap<number[]>();
	const touch = (point: LatticePoint, s: number): void => {
		const there = at.get(point);
		if (there) there.push(s);
		else at.set(point, [s]);
	};
	const order = stretches.map(lowFirst).sort((a, b) => comparePoints(a.from, b.from) || comparePoints(a.to, b.to));
	order.forEach(({ from, to }, s) => {
		touch(from, s);
		touch(to, s);
	});
	const isCorner = (point: LatticePoint): boolean => at.get(point)!.length !== 2 || alsoCorners(point);
	const used = new Uint8Array(order.length);
	/** Follows from a point along stretch s until a corner, or until back at the start. */
	const follow = (start: LatticePoint, s: number): Omit<Border, 'id'> => {
		const first = order[s]!;
		const forward = samePoint(first.from, start);
		const line: LatticePoint[] = [start];
		let [point, next]: [LatticePoint, number | undefined] = [start, s];
		while (next !== undefined) {
			used[next] = 1;
			const stretch: SidedStretch = order[next]!;
			point = samePoint(stretch.from, point) ? stretch.to : stretch.from;
			line.push(point);
			next = isCorner(point) || samePoint(point, start) ? undefined : at.get(point)!.find((other) => !used[other]);
		}
		return { left: forward ? first.left : first.right, right: forward ? first.right : first.left, line };
	};
	const borders: Omit<Border, 'id'>[] = [];
	order.forEach(({ from, to }, s) => {
		if (used[s]) return;
		if (isCorner(from)) borders.push(follow(from, s));
		else if (isCorner(to)) borders.push(follow(to, s));
	});
	order.forEach(({ from }, s) => {
		if (!used[s]) borders.push(follow(from, s));
	});
	return borders;
}

const lowFirst = (s: SidedStretch): SidedStretch =>
	comparePoints(s.from, s.to) <= 0 ? s : { from: s.to, to: s.from, left: s.right, right: s.left };

/** The single stretches of a border. */
export function stretchesOf({ line, left, right }: Pick<Border, 'line' | 'left' | 'right'>): SidedStretch[] {
	return line.slice(1).map((to, i) => ({ from: line[i]!, to, left, right }));
}
