/** A tour to begin with: the shortest links first, as long as they close no circle and no stop has more than two (greedy edges). */
import type { Distance, NearStops } from './near-stops.ts';

/** @returns the stops in the order of the tour */
export function firstTour(count: number, distance: Distance, near: NearStops): Int32Array {
	const links = new Int32Array(2 * count).fill(-1);
	const degree = new Uint8Array(count);
	const root = Int32Array.from({ length: count }, (_, i) => i);
	const rootOf = (i: number): number => {
		while (root[i] !== i) i = root[i] = root[root[i]!]!;
		return i;
	};
	const join = (a: number, b: number): void => {
		links[2 * a + degree[a]!++] = b;
		links[2 * b + degree[b]!++] = a;
		root[rootOf(a)] = rootOf(b);
	};

	const { each, stops } = near;
	const lengths = new Float64Array(count * each);
	let pairs = 0;
	const pair = new Int32Array(count * each);
	for (let i = 0; i < count; i++)
		for (let k = 0; k < each; k++) {
			const j = stops[i * each + k]!;
			lengths[i * each + k] = distance(i, j);
			// A pair that both name is looked at once, from its lower end.
			let named = false;
			if (j < i) for (let m = 0; m < each && !named; m++) named = stops[j * each + m] === i;
			if (!named) pair[pairs++] = i * each + k;
		}
	const sorted = pair.subarray(0, pairs).sort((a, b) => lengths[a]! - lengths[b]! || a - b);
	for (const at of sorted) {
		const i = Math.floor(at / each);
		const j = stops[at]!;
		if (degree[i]! < 2 && degree[j]! < 2 && rootOf(i) !== rootOf(j)) join(i, j);
	}

	// What is left are strings of stops: walk one to its end, then on to the nearest end of another.
	const order = new Int32Array(count);
	const ends: number[] = [];
	for (let i = 0; i < count; i++) if (degree[i]! < 2) ends.push(i);
	const gone = new Uint8Array(count);
	let at = ends[0] ?? 0;
	for (let done = 0; done < count;) {
		let from = -1;
		for (;;) {
			gone[at] = 1;
			order[done++] = at;
			const a = links[2 * at]!;
			const next = a !== -1 && a !== from && !gone[a] ? a : links[2 * at + 1]!;
			if (next === -1 || gone[next]) break;
			from = at;
			at = next;
		}
		let best = -1;
		let kept = 0;
		for (const end of ends) {
			if (gone[end]) continue;
			ends[kept++] = end;
			if (best === -1 || distance(at, end) < distance(at, best)) best = end;
		}
		ends.length = kept;
		if (best !== -1) at = best;
	}
	return order;
}
