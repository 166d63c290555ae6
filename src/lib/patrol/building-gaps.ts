/** Clusters of stale buildings: joined where their footprints are close, outlined together so that the outline hugs them. */
import { bboxesTouch } from '../geo/bbox.ts';
import { distanceField } from '../geo/distance-field.ts';
import { segmentRings2, pointSegment2 } from '../geo/planar-distance.ts';
import type { Bbox } from '../geo/position.ts';
import { scanRows } from '../geo/scanline.ts';
import { spatialIndex } from '../geo/spatial-index.ts';
import { boxOf, type Footprints } from './footprints.ts';
import { outlineOf, type ClipFrame, type Outline } from './outline.ts';

/** Two buildings near enough to be one gap, and the shortest way between them. */
export interface Neighbours {
	readonly a: number;
	readonly b: number;
	readonly way: readonly [ax: number, ay: number, bx: number, by: number];
}

/** The outline runs this far outside the walls, metres: near enough to name the buildings, far enough not to hide them. */
const MARGIN_M = 6;
/** Squares of the working raster, metres; larger where a cluster is very large. */
const CELL_M = 1.5;
const MAX_CELLS = 250_000;

/** All pairs of these buildings at most `joinM` apart, wall to wall. */
export function neighboursAmong(footprints: Footprints, joinM: number): Neighbours[] {
	const boxes = Array.from({ length: footprints.firstRing.length - 1 }, (_, b) => boxOf(footprints, b));
	const index = spatialIndex(boxes);
	const pairs: Neighbours[] = [];
	boxes.forEach(([west, south, east, north], a) => {
		for (const b of index.search(west - joinM, south - joinM, east + joinM, north + joinM)) {
			if (b <= a) continue;
			const way = shortestWay(a, b, footprints);
			if (Math.hypot(way[2] - way[0], way[3] - way[1]) <= joinM) pairs.push({ a, b, way });
		}
	});
	return pairs;
}

/** Between the outlines of two buildings; of no length where they meet. */
function shortestWay(a: number, b: number, footprints: Footprints): Neighbours['way'] {
	const { xy, firstRing, firstCorner } = footprints;
	let best2 = Infinity;
	let way: Neighbours['way'] = [0, 0, 0, 0];
	// A wall that crosses the other building or lies in it: no way at all.
	if (bboxesTouch(boxOf(footprints, a), boxOf(footprints, b)))
		for (let i = firstCorner[firstRing[a]!]! + 1; i < firstCorner[firstRing[a]! + 1]!; i++) {
			const [px, py, qx, qy] = [xy[2 * i - 2]!, xy[2 * i - 1]!, xy[2 * i]!, xy[2 * i + 1]!];
			if (segmentRings2(px, py, qx, qy, xy, firstCorner, firstRing[b]!, firstRing[b + 1]!) === 0) return [px, py, px, py];
		}
	const fromCorners = (of: number, to: number): void => {
		for (let r = firstRing[of]!; r < firstRing[of + 1]!; r++) {
			for (let i = firstCorner[r]!; i < firstCorner[r + 1]!; i++) {
				const px = xy[2 * i]!;
				const py = xy[2 * i + 1]!;
				for (let s = firstRing[to]!; s < firstRing[to + 1]!; s++) {
					for (let j = firstCorner[s]! + 1; j < firstCorner[s + 1]!; j++) {
						const [cx, cy, dx, dy] = [xy[2 * j - 2]!, xy[2 * j - 1]!, xy[2 * j]!, xy[2 * j + 1]!];
						const d2 = pointSegment2(px, py, cx, cy, dx, dy);
						if (d2 >= best2) continue;
						best2 = d2;
						const length2 = (dx - cx) ** 2 + (dy - cy) ** 2;
						const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, ((px - cx) * (dx - cx) + (py - cy) * (dy - cy)) / length2));
						way = [px, py, cx + t * (dx - cx), cy + t * (dy - cy)];
					}
				}
			}
		}
	};
	fromCorners(a, b);
	fromCorners(b, a);
	return way;
}

export interface Cluster {
	/** Ascending. */
	readonly buildings: readonly number[];
	readonly ways: readonly Neighbours['way'][];
}

/** The stale buildings in clusters, by the pairs of which both are stale. In order of their first building. */
export function clusters(stale: readonly number[], pairs: readonly Neighbours[]): Cluster[] {
	const parent = new Map(stale.map((b) => [b, b]));
	const root = (b: number): number => {
		let at = b;
		for (let up = parent.get(at)!; up !== at; up = parent.get(at)!) {
			parent.set(at, parent.get(up)!);
			at = up;
		}
		return at;
	};
	const joined = pairs.filter(({ a, b }) => parent.has(a) && parent.has(b));
	for (const { a, b } of joined) {
		const [ra, rb] = [root(a), root(b)];
		if (ra !== rb) parent.set(Math.max(ra, rb), Math.min(ra, rb));
	}
	const found = new Map<number, { buildings: number[]; ways: Neighbours['way'][] }>();
	for (const b of stale.toSorted((x, y) => x - y)) {
		const home = found.get(root(b));
		if (home) home.buildings.push(b);
		else found.set(root(b), { buildings: [b], ways: [] });
	}
	for (const { a, way } of joined) found.get(root(a))!.ways.push(way);
	return [...found.values()];
}

/**
 * The outline of a cluster: all within half the joining distance of a wall or of a way between two, drawn back in to a margin around the walls.
 * What lies between neighbours is filled by that, what lies outside is not.
 */
export function outlineOfCluster({ buildings, ways }: Cluster, footprints: Footprints, joinM: number, frame: ClipFrame): Outline | null {
	const boxes = buildings.map((b) => boxOf(footprints, b));
	const reachM = Math.max(joinM / 2, MARGIN_M);
	const [west, south, east, north] = boxes.reduce<Bbox>(
		(all, box) => [Math.min(all[0], box[0]), Math.min(all[1], box[1]), Math.max(all[2], box[2]), Math.max(all[3], box[3])],
		[Infinity, Infinity, -Infinity, -Infinity]
	);
	const roomM = reachM + 6;
	const cell = Math.max(CELL_M, Math.sqrt(((east - west + 2 * roomM) * (north - south + 2 * roomM)) / MAX_CELLS));
	const raster = {
		x0: west - roomM,
		y0: south - roomM,
		cell,
		columns: Math.ceil((east - west + 2 * roomM) / cell),
		rows: Math.ceil((north - south + 2 * roomM) / cell)
	};
	const { x0, y0, columns, rows } = raster;
	const walls = new Uint8Array(columns * rows);
	const trace = (ax: number, ay: number, bx: number, by: number): void => {
		const steps = Math.ceil(Math.hypot(bx - ax, by - ay) / (cell / 2)) || 1;
		for (let k = 0; k <= steps; k++) {
			const column = Math.floor((ax + ((bx - ax) * k) / steps - x0) / cell);
			const row = Math.floor((ay + ((by - ay) * k) / steps - y0) / cell);
			walls[row * columns + column] = 1;
		}
	};
	for (const b of buildings) {
		const rings = [];
		for (let r = footprints.firstRing[b]!; r < footprints.firstRing[b + 1]!; r++) {
			const ring = footprints.xy.subarray(2 * footprints.firstCorner[r]!, 2 * footprints.firstCorner[r + 1]!);
			rings.push(ring);
			// Traced as well as filled: a wing thinner than a square would else be missed.
			for (let i = 2; i < ring.length; i += 2) trace(ring[i - 2]!, ring[i - 1]!, ring[i]!, ring[i + 1]!);
		}
		scanRows(rings, raster).forEach((spans, row) => {
			for (let k = 0; k < spans.length; k += 2) walls.fill(1, row * columns + spans[k]!, row * columns + spans[k + 1]!);
		});
	}
	for (const way of ways) trace(...way);

	const fromWalls = distanceField(walls, columns, rows);
	const reach = reachM / cell;
	const far = new Uint8Array(columns * rows);
	for (let i = 0; i < far.length; i++) far[i] = fromWalls[i]! > reach ? 1 : 0;
	const inwards = distanceField(far, columns, rows);
	return outlineOf(inwards, columns, rows, (reachM - MARGIN_M) / cell + 0.5, { x0, y0, cell }, frame);
}
