/** Finds boxes by place: a packed R-tree over any flat coordinates, degrees or metres. Built once, then only asked. */
import Flatbush from 'flatbush';
import type { Bbox } from './position.ts';

export interface SpatialIndex {
	readonly count: number;
	/** Numbers (0-based, as given) of the boxes that share any place with this one, in no order. */
	search(west: number, south: number, east: number, north: number): readonly number[];
	/** Numbers of the boxes nearest to a place, nearest first, at most `count` of them and no farther than `within` (units of the coordinates). */
	nearest(x: number, y: number, count: number, within?: number): readonly number[];
}

const EMPTY: SpatialIndex = { count: 0, search: () => [], nearest: () => [] };

export function spatialIndex(boxes: readonly Bbox[]): SpatialIndex {
	if (boxes.length === 0) return EMPTY;
	const tree = new Flatbush(boxes.length);
	for (const box of boxes) tree.add(box[0], box[1], box[2], box[3]);
	tree.finish();
	return {
		count: boxes.length,
		search: (west, south, east, north) => tree.search(west, south, east, north),
		nearest: (x, y, count, within = Infinity) => tree.neighbors(x, y, count, within)
	};
}
