/** How the borders of a corner follow the roads it was snapped to: each from the new place along guide lines to where it runs along one itself already. */
import type { BorderPlan, GuideLine, LatticePoint } from '#lib/plan/border-plan.ts';
import { cornersOf } from '#lib/plan/corners.ts';
import { fixedEdge } from '#lib/plan/fixed-edge.ts';
import { followLine } from '#lib/plan/follow-line.ts';
import { stepsPerMetre } from '#lib/plan/ground-buildings.ts';
import { nearestPlace } from '#lib/plan/place-on-border.ts';
import { guidesOf } from './guide-lines.ts';

/** A border that is this near to a road runs along it. */
const ALONG_M = 6;
/** A way round that is longer than this many times the straight one is not meant. */
const MOST_DETOUR = 1.5;
/** Farther along a border than this nothing follows. */
const MOST_REACH_M = 450;
const MOST_TRIES = 2;

export function followRoads(
	plan: BorderPlan,
	corner: LatticePoint,
	to: LatticePoint,
	lines: readonly GuideLine[]
): readonly (readonly LatticePoint[])[] {
	const [x, y] = stepsPerMetre(to);
	const lengthM = (a: LatticePoint, b: LatticePoint): number => Math.hypot((a[0] - b[0]) / x, (a[1] - b[1]) / y);
	const guides = guidesOf(lines);
	const followed: (readonly LatticePoint[])[] = [];
	const reachM = Math.min(MOST_REACH_M, lengthM(corner, to) + 300);
	const near = guides.near(to, reachM);
	if (near.length === 0) return [];
	for (const { border, forward } of cornersOf(plan.borders).at(corner)) {
		if (fixedEdge(plan, border)) continue;
		const outward = forward ? border.line : border.line.toReversed();
		let tries = 0;
		for (let k = 1; k < outward.length && tries < MOST_TRIES; k++) {
			const point = outward[k]!;
			const straightM = lengthM(to, point);
			if (straightM > reachM) break;
			if (straightM < 1) continue;
			const road = nearestPlace(guides.near(point, ALONG_M), point);
			if (!road || road.distanceM > ALONG_M) continue;
			tries++;
			const way = followLine(near, to, point, ALONG_M);
			if (!way || way.length < 2 || lengthOf(way, lengthM) > MOST_DETOUR * straightM + 10) continue;
			followed.push(way);
			break;
		}
	}
	// Two borders cannot run along the same stretch.
	return withoutShared(followed);
}

const lengthOf = (line: readonly LatticePoint[], lengthM: (a: LatticePoint, b: LatticePoint) => number): number =>
	line.slice(1).reduce((sum, point, i) => sum + lengthM(line[i]!, point), 0);

function withoutShared(ways: readonly (readonly LatticePoint[])[]): readonly (readonly LatticePoint[])[] {
	const kept: (readonly LatticePoint[])[] = [];
	const taken = new Set<string>();
	for (const way of ways) {
		const stretches = way.slice(1).map((point, i) => [way[i]!.join(), point.join()].sort().join(' '));
		if (stretches.some((stretch) => taken.has(stretch))) continue;
		for (const stretch of stretches) taken.add(stretch);
		kept.push(way);
	}
	return kept;
}
