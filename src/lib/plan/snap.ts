/** Where a dragged point snaps to: the nearest crossing of guide lines, else the nearest place on one, within what is a few pixels on the screen. */
import { bucketIndex, type BucketIndex } from '../geo/bucket-index.ts';
import { crossing } from '../geo/node-segments.ts';
import type { GuideLine, LatticePoint } from './border-plan.ts';
import { boxOfLine } from './border-segments.ts';
import { stepsPerMetre } from './ground-buildings.ts';
import { samePoint } from './lattice-point.ts';
import { nearestPlace } from './place-on-border.ts';
import { lengthOf } from '../geo/same-everywhere.ts';

export interface Snap {
	readonly at: LatticePoint;
	/** What it snapped to; two lines or more at a crossing. */
	readonly lines: readonly GuideLine[];
	readonly distanceM: number;
}

const indexes = new WeakMap<readonly GuideLine[], BucketIndex>();

function linesNear(lines: readonly GuideLine[], at: LatticePoint, withinM: number): GuideLine[] {
	let index = indexes.get(lines);
	if (!index) indexes.set(lines, (index = bucketIndex(Float64Array.from(lines.flatMap(({ line }) => boxOfLine(line))), 20_000)));
	const [x, y] = stepsPerMetre(at);
	const found: number[] = [];
	index.visit(at[0] - withinM * x, at[1] - withinM * y, at[0] + withinM * x, at[1] + withinM * y, (i) => found.push(i));
	return found.sort((a, b) => a - b).map((i) => lines[i]!);
}

/** @param withinM how far it snaps: pixels × metres a pixel. Null where nothing is that near. */
export function snapPoint(lines: readonly GuideLine[], at: LatticePoint, withinM: number): Snap | null {
	const [x, y] = stepsPerMetre(at);
	const away = (to: LatticePoint): number => lengthOf((to[0] - at[0]) / x, (to[1] - at[1]) / y);
	const near = linesNear(lines, at, withinM).flatMap((guide) => {
		const place = nearestPlace([guide], at);
		return place && place.distanceM <= withinM ? [{ guide, place }] : [];
	});
	let best: Snap | null = null;
	near.forEach(({ guide }, i) => {
		for (const { guide: other } of near.slice(i + 1)) {
			for (const met of crossingsOf(guide.line, other.line)) {
				const distanceM = away(met);
				if (distanceM <= withinM && (!best || distanceM < best.distanceM)) best = { at: met, lines: [guide, other], distanceM };
			}
		}
	});
	if (best) return best;
	const [nearest] = near.toSorted((a, b) => a.place.distanceM - b.place.distanceM);
	return nearest ? { at: nearest.place.at, lines: [nearest.guide], distanceM: nearest.place.distanceM } : null;
}

/** Where two lines meet or cross. */
export function crossingsOf(one: readonly LatticePoint[], two: readonly LatticePoint[]): LatticePoint[] {
	const met: LatticePoint[] = [];
	for (let i = 0; i + 1 < one.length; i++) {
		for (let j = 0; j + 1 < two.length; j++) {
			const [a, b, c, d] = [one[i]!, one[i + 1]!, two[j]!, two[j + 1]!];
			const shared = [a, b].find((end) => samePoint(end, c) || samePoint(end, d));
			if (shared) met.push(shared);
			else {
				const at = crossing(2 * a[0], 2 * a[1], 2 * b[0], 2 * b[1], 2 * c[0], 2 * c[1], 2 * d[0], 2 * d[1]);
				if (at) met.push([Math.round(at[0] / 2), Math.round(at[1] / 2)]);
			}
		}
	}
	return met;
}
