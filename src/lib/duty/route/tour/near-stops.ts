/** For each stop the few others that a short tour may go to next: the nearest ones, told by distance alone. */
import { spatialIndex } from '../../../geo/spatial-index.ts';

/** Length of the way from stop i to stop j, the same both ways. */
export type Distance = (i: number, j: number) => number;

export interface NearStops {
	/** How many are kept of each stop. */
	readonly each: number;
	/** Those of stop i: `stops[i * each] … stops[(i + 1) * each - 1]`, nearest first, equals by number. */
	readonly stops: Int32Array;
}

/** Looks at every pair: for a matrix, or for any distance between a few thousand stops. */
export function nearStops(count: number, distance: Distance, wanted: number): NearStops {
	const each = Math.min(wanted, count - 1);
	const stops = new Int32Array(count * each);
	const keys = new Float64Array(each);
	for (let i = 0; i < count; i++) {
		const base = i * each;
		let kept = 0;
		for (let j = 0; j < count; j++) {
			if (j === i) continue;
			const d = distance(i, j);
			if (kept === each && d >= keys[each - 1]!) continue;
			let at = kept < each ? kept++ : each - 1;
			for (; at > 0 && keys[at - 1]! > d; at--) {
				keys[at] = keys[at - 1]!;
				stops[base + at] = stops[base + at - 1]!;
			}
			keys[at] = d;
			stops[base + at] = j;
		}
	}
	return { each, stops };
}

/**
 * The same on a plane, through an index: for many stops. Two from each quarter of the compass come first, so that a stop in a crowd still knows
 * the way out of it, then the nearest of all.
 */
export function nearStopsOnPlane(xs: Float64Array, ys: Float64Array, distance: Distance, wanted: number): NearStops {
	const count = xs.length;
	const each = Math.min(wanted, count - 1);
	const stops = new Int32Array(count * each);
	const index = spatialIndex(Array.from(xs, (x, i) => [x, ys[i]!, x, ys[i]!] as const));
	for (let i = 0; i < count; i++) {
		// Of several at one spot the index may leave the stop itself out: one more is asked for, and the stop dropped where it is there.
		const found = index.nearest(xs[i]!, ys[i]!, 8 * each + 1).filter((j) => j !== i);
		const picked = new Set<number>();
		const inQuarter = [0, 0, 0, 0];
		for (const j of found) {
			const quarter = (xs[j]! >= xs[i]! ? 1 : 0) + (ys[j]! >= ys[i]! ? 2 : 0);
			if (inQuarter[quarter]! < 2 && picked.size < each) {
				inQuarter[quarter]!++;
				picked.add(j);
			}
		}
		for (const j of found) if (picked.size < each) picked.add(j);
		[...picked].sort((a, b) => distance(i, a) - distance(i, b) || a - b).forEach((j, k) => (stops[i * each + k] = j));
	}
	return { each, stops };
}
