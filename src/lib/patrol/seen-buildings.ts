/** When each building was last seen: by the exact distance from its footprint to the legs, not by the squares of the seen map. */
import { bucketIndex, type BucketIndex } from '../geo/bucket-index.ts';
import { segmentRings2 } from '../geo/planar-distance.ts';
import type { SurfaceShape } from '../geo/position.ts';
import type { LocalPlane } from '../geo/plane.ts';
import { footprintsOf, type Footprints } from './footprints.ts';

/** About as wide as what is seen from one leg, metres. */
const BUCKET_M = 64;

export class SeenBuildings {
	/** Unix ms, 0 if never. Order is that of the shapes given. */
	readonly seenMs: Float64Array;
	/** The same by fixes no longer kept alone. */
	readonly settledMs: Float64Array;
	readonly footprints: Footprints;
	private readonly index: BucketIndex;

	constructor(shapes: readonly SurfaceShape[], plane: LocalPlane) {
		this.seenMs = new Float64Array(shapes.length);
		this.settledMs = new Float64Array(shapes.length);
		this.footprints = footprintsOf(shapes, plane);
		this.index = bucketIndex(this.footprints.boxes, BUCKET_M);
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
		const { xy, firstCorner, firstRing } = this.footprints;
		this.index.visit(
			Math.min(ax, bx) - radiusM,
			Math.min(ay, by) - radiusM,
			Math.max(ax, bx) + radiusM,
			Math.max(ay, by) + radiusM,
			(b) => {
				if (!wanted(b)) return;
				const d2 = segmentRings2(ax, ay, bx, by, xy, firstCorner, firstRing[b]!, firstRing[b + 1]!, radius2);
				if (d2 <= radius2) visit(b);
			}
		);
	}
}
