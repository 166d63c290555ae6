/**
 * The way along roads, walls or water from one place to another, as a line for a border to take: a split along a road is a split along such a line.
 * Lines go on into one another where they share a point.
 */
import type { GuideLine, LatticePoint } from './border-plan.ts';
import { boxesTouch, boxOfLine } from './border-segments.ts';
import { stepsPerMetre } from './ground-buildings.ts';
import { PointMap, samePoint, withoutRepeats } from './lattice-point.ts';
import { nearestPlace, placeOn } from './place-on-border.ts';
import { lengthOf } from '../geo/same-everywhere.ts';

/**
 * @param reachM how far the two places may be from a line
 * @returns the shortest way, its ends being `from` and `to`; null where no line, or no way along lines, joins them
 */
export function followLine(lines: readonly GuideLine[], from: LatticePoint, to: LatticePoint, reachM: number): LatticePoint[] | null {
	const [x, y] = stepsPerMetre(from);
	const lengthM = (a: LatticePoint, b: LatticePoint): number => lengthOf((b[0] - a[0]) / x, (b[1] - a[1]) / y);
	// A way that leaves the neighbourhood of the two places is no border between them.
	const straightM = lengthM(from, to);
	const box = boxOfLine([from, to]);
	const around = [box[0] - straightM * x, box[1] - straightM * y, box[2] + straightM * x, box[3] + straightM * y] as const;
	const near = lines.map(({ line }) => line).filter((line) => line.length > 1 && boxesTouch(boxOfLine(line), around));
	const [on, off] = [from, to].map((end) => {
		const found = nearestPlace(
			near.map((line) => ({ line })),
			end
		);
		return found && found.distanceM <= reachM ? found.at : null;
	});
	if (!on || !off) return null;

	const nodes: LatticePoint[] = [];
	const numbers = new PointMap<number>();
	const links: { to: number; lengthM: number }[][] = [];
	const node = (at: LatticePoint): number => {
		let n = numbers.get(at);
		if (n === undefined) {
			numbers.set(at, (n = nodes.push(at) - 1));
			links.push([]);
		}
		return n;
	};
	const link = (a: LatticePoint, b: LatticePoint): void => {
		if (samePoint(a, b)) return;
		const [m, n] = [node(a), node(b)];
		links[m]!.push({ to: n, lengthM: lengthM(a, b) });
		links[n]!.push({ to: m, lengthM: lengthM(a, b) });
	};
	for (const line of near) {
		const stops = [on, off].flatMap((at) => {
			const place = placeOn({ line }, at);
			return place === null ? [] : [{ place, at }];
		});
		for (let i = 0; i + 1 < line.length; i++) {
			const between = stops
				.filter(({ place }) => place === i + 0.5)
				.map(({ at }) => at)
				.sort((a, b) => lengthM(line[i]!, a) - lengthM(line[i]!, b));
			const chain = [line[i]!, ...between, line[i + 1]!];
			chain.slice(1).forEach((at, k) => link(chain[k]!, at));
		}
	}
	const way = shortest(links, numbers.get(on), numbers.get(off));
	return way && [...withoutRepeats([from, ...way.map((n) => nodes[n]!), to])];
}

/** After Dijkstra; a neighbourhood has hundreds of points, so the next one is simply looked for. */
function shortest(
	links: readonly (readonly { to: number; lengthM: number }[])[],
	start: number | undefined,
	end: number | undefined
): number[] | null {
	if (start === undefined || end === undefined) return null;
	const costs = new Map<number, number>([[start, 0]]);
	const before = new Map<number, number>();
	const done = new Set<number>();
	for (;;) {
		let at = -1;
		for (const [n, cost] of costs) if (!done.has(n) && (at < 0 || cost < costs.get(at)!)) at = n;
		if (at < 0) return null;
		if (at === end) break;
		done.add(at);
		for (const { to, lengthM } of links[at]!) {
			const cost = costs.get(at)! + lengthM;
			if (cost < (costs.get(to) ?? Infinity)) {
				costs.set(to, cost);
				before.set(to, at);
			}
		}
	}
	const way = [end];
	for (let n = before.get(end); n !== undefined; n = before.get(n)) way.push(n);
	return way.reverse();
}
