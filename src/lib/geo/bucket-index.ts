/** Finds boxes near a place on a flat plane, for streams of small searches: square buckets instead of a tree, and nothing allocated to ask. */

export interface BucketIndex {
	/** Calls `visit` once with the number of each box that shares any place with this one. Must not be asked again from within `visit`. */
	visit(west: number, south: number, east: number, north: number, visit: (index: number) => void): void;
}

/** Never more buckets than this, however wide the land: then they are larger. */
const MAX_BUCKETS = 1 << 20;

/** `boxes`: west, south, east, north of each, as flat numbers. `side` is the wanted side of a bucket, about the size of a search. */
export function bucketIndex(boxes: Float64Array, side: number): BucketIndex {
	const count = boxes.length / 4;
	if (count === 0) return { visit: () => undefined };
	let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
	for (let i = 0; i < boxes.length; i += 4) {
		west = Math.min(west, boxes[i]!);
		south = Math.min(south, boxes[i + 1]!);
		east = Math.max(east, boxes[i + 2]!);
		north = Math.max(north, boxes[i + 3]!);
	}
	const cell = Math.max(side, Math.sqrt(((east - west) * (north - south)) / MAX_BUCKETS) || side);
	const columns = Math.floor((east - west) / cell) + 1;
	const rows = Math.floor((north - south) / cell) + 1;
	const column = (x: number): number => Math.min(columns - 1, Math.max(0, Math.floor((x - west) / cell)));
	const row = (y: number): number => Math.min(rows - 1, Math.max(0, Math.floor((y - south) / cell)));

	/** Bucket b holds `items[first[b]] … items[first[b + 1] - 1]`. */
	const first = new Uint32Array(columns * rows + 1);
	const eachBucket = (i: number, use: (bucket: number) => void): void => {
		for (let y = row(boxes[4 * i + 1]!); y <= row(boxes[4 * i + 3]!); y++)
			for (let x = column(boxes[4 * i]!); x <= column(boxes[4 * i + 2]!); x++) use(y * columns + x);
	};
	for (let i = 0; i < count; i++) eachBucket(i, (bucket) => first[bucket + 1]!++);
	for (let b = 0; b < columns * rows; b++) first[b + 1]! += first[b]!;
	const items = new Uint32Array(first[columns * rows]!);
	const filled = first.slice();
	for (let i = 0; i < count; i++) eachBucket(i, (bucket) => (items[filled[bucket]!++] = i));

	/** Which search last met a box: one that lies in several buckets is visited once. */
	const met = new Uint32Array(count);
	let search = 0;
	return {
		visit(w, s, e, n, visit) {
			if (e < west || w > east || n < south || s > north) return;
			if (++search === 0xffffffff) {
				met.fill(0);
				search = 1;
			}
			const [x0, x1, y0, y1] = [column(w), column(e), row(s), row(n)];
			for (let y = y0; y <= y1; y++) {
				for (let k = first[y * columns + x0]!, end = first[y * columns + x1 + 1]!; k < end; k++) {
					const i = items[k]!;
					if (met[i] === search) continue;
					met[i] = search;
					if (boxes[4 * i]! <= e && boxes[4 * i + 2]! >= w && boxes[4 * i + 1]! <= n && boxes[4 * i + 3]! >= s) visit(i);
				}
			}
		}
	};
}
