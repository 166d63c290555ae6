/** Footprints of buildings on a flat plane, as a few columns of numbers: quick to measure by, and sent to another thread as they are. */
import type { LocalPlane } from '../geo/plane.ts';
import { polygonsOf, type Bbox, type SurfaceShape } from '../geo/position.ts';

export interface Footprints {
	/** Corners of all footprints on the plane, `x, y` pairs. */
	readonly xy: Float64Array;
	/** Building b is the rings `firstRing[b] … firstRing[b + 1]`, ring r the corners `firstCorner[r] … firstCorner[r + 1]`. */
	readonly firstRing: Uint32Array;
	readonly firstCorner: Uint32Array;
	/** West, south, east, north of each on the plane. */
	readonly boxes: Float64Array;
}

export function footprintsOf(shapes: readonly SurfaceShape[], plane: LocalPlane): Footprints {
	const rings = shapes.map((shape) => polygonsOf(shape).flat());
	const all = rings.flat();
	const firstRing = new Uint32Array(shapes.length + 1);
	rings.forEach((own, b) => (firstRing[b + 1] = firstRing[b]! + own.length));
	const firstCorner = new Uint32Array(all.length + 1);
	all.forEach((ring, r) => (firstCorner[r + 1] = firstCorner[r]! + ring.length));
	const xy = new Float64Array(firstCorner.at(-1)! * 2);
	let at = 0;
	for (const ring of all) for (const [lng, lat] of ring) plane.project(lng, lat, xy, 2 * at++);
	const boxes = new Float64Array(shapes.length * 4);
	for (let b = 0; b < shapes.length; b++) {
		let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
		for (let i = firstCorner[firstRing[b]!]!; i < firstCorner[firstRing[b + 1]!]!; i++) {
			west = Math.min(west, xy[2 * i]!);
			east = Math.max(east, xy[2 * i]!);
			south = Math.min(south, xy[2 * i + 1]!);
			north = Math.max(north, xy[2 * i + 1]!);
		}
		boxes.set([west, south, east, north], b * 4);
	}
	return { xy, firstRing, firstCorner, boxes };
}

/** Only some of them, numbered anew in the order given; a copy. */
export function footprintsAmong({ xy, firstRing, firstCorner, boxes }: Footprints, buildings: readonly number[]): Footprints {
	const rings = [0];
	const corners = [0];
	const pieces: Float64Array[] = [];
	for (const b of buildings) {
		for (let r = firstRing[b]!; r < firstRing[b + 1]!; r++) {
			pieces.push(xy.subarray(2 * firstCorner[r]!, 2 * firstCorner[r + 1]!));
			corners.push(corners.at(-1)! + firstCorner[r + 1]! - firstCorner[r]!);
		}
		rings.push(corners.length - 1);
	}
	const own = new Float64Array(2 * corners.at(-1)!);
	pieces.forEach((piece, r) => own.set(piece, 2 * corners[r]!));
	const ownBoxes = new Float64Array(4 * buildings.length);
	buildings.forEach((b, i) => ownBoxes.set(boxes.subarray(4 * b, 4 * b + 4), 4 * i));
	return { xy: own, firstRing: Uint32Array.from(rings), firstCorner: Uint32Array.from(corners), boxes: ownBoxes };
}

export const boxOf = ({ boxes }: Footprints, b: number): Bbox => [boxes[4 * b]!, boxes[4 * b + 1]!, boxes[4 * b + 2]!, boxes[4 * b + 3]!];
