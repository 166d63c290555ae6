/** When each building was last seen: by the exact distance from its footprint to the legs, not by the squares of the seen map. */
import { bucketIndex, type BucketIndex } from '../geo/bucket-index.ts';
import { segmentRings2 } from '../geo/planar-distance.ts';
import { polygonsOf, type Bbox, type SurfaceShape } from '../geo/position.ts';
import type { LocalPlane } from '../geo/plane.ts';

/** About as wide as what is seen from one leg, metres. */
const BUCKET_M = 64;

export class SeenBuildings {
	/** Unix ms, 0 if never. Order is that of the shapes given. */
	readonly seenMs: Float64Array;
	/** The same by fixes no longer kept alone. */
	readonly settledMs: Float64Array;
	/** Corners of all footprints on the plane, `x, y` pairs. */
	readonly xy: Float64Array;
	/** Building b is the rings `firstRing[b] … firstRing[b + 1]`, ring r the corners `firstCorner[r] … firstCorner[r + 1]`. */
	readonly firstRing: Uint32Array;
	readonly firstCorner: Uint32Array;
	private readonly boxes: Float64Array;
	private readonly index: BucketIndex;

	constructor(shapes: readonly SurfaceShape[], plane: LocalPlane) {
		const rings = shapes.map((shape) => polygonsOf(shape).flat());
		const all = rings.flat();
		this.seenMs = new Float64Array(shapes.length);
		this.settledMs = new Float64Array(shapes.length);
		this.firstRing = new Uint32Array(shapes.length + 1);
		rings.forEach((own, b) => (this.firstRing[b + 1] = this.firstRing[b]! + own.length));
		this.firstCorner = new Uint32Array(all.length + 1);
		all.forEach((ring, r) => (this.firstCorner[r + 1] = this.firstCorner[r]! + ring.length));
		this.xy = new Float64Array(this.firstCorner.at(-1)! * 2);
		let at = 0;
		for (const ring of all) for (const [lng, lat] of ring) plane.project(lng, lat, this.xy, 2 * at++);
		this.boxes = new Float64Array(shapes.length * 4);
		shapes.forEach((_, b) => this.measureBox(b));
		this.index = bucketIndex(this.boxes, BUCKET_M);
	}

	private measureBox(b: number): void {
		let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
		for (let i = this.firstCorner[this.firstRing[b]!]!; i < this.firstCorner[this.firstRing[b + 1]!]!; i++) {
			west = Math.min(west, this.xy[2 * i]!);
			east = Math.max(east, this.xy[2 * i]!);
			south = Math.min(south, this.xy[2 * i + 1]!);
			north = Math.max(north, this.xy[2 * i + 1]!);
		}
		this.boxes.set([west, south, east, north], b * 4);
	}

	/** Box of a building on the plane: west, south, east, north. */
	box(b: number): Bbox {
		return [this.boxes[4 * b]!, this.boxes[4 * b + 1]!, this.boxes[4 * b + 2]!, this.boxes[4 * b + 3]!];
	}

	/** Calls `visit` with each building whose footprint is within the radius of the leg a–b, if `wanted` says it is worth measuring. */
	near(
		ax: number,
		ay: number,
		bx: number,
		by: number,
		radiusM: number,
		wanted: (building: number) => boolean,
		visit: (building: number) => void
	): void {
		const radius2 = radiusM * radiusM;
		this.index.visit(
			Math.min(ax, bx) - radiusM,
			Math.min(ay, by) - radiusM,
			Math.max(ax, bx) + radiusM,
			Math.max(ay, by) + radiusM,
			(b) => {
				if (!wanted(b)) return;
				const d2 = segmentRings2(ax, ay, bx, by, this.xy, this.firstCorner, this.firstRing[b]!, this.firstRing[b + 1]!, radius2);
				if (d2 <= radius2) visit(b);
			}
		);
	}
}
