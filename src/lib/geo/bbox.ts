/** Boxes around shapes, in degrees. None of the product's districts crosses the antimeridian, so west ≤ east always. */
import { metresPerDegree } from './plane.ts';
import type { Bbox, Position, Shape } from './position.ts';

/** Every position of a shape, in order. */
export function* positionsOf(shape: Shape): Generator<Position> {
	switch (shape.type) {
		case 'Point':
			yield shape.coordinates;
			break;
		case 'LineString':
			yield* shape.coordinates;
			break;
		case 'MultiLineString':
		case 'Polygon':
			for (const line of shape.coordinates) yield* line;
			break;
		case 'MultiPolygon':
			for (const rings of shape.coordinates) for (const ring of rings) yield* ring;
	}
}

/** The box around a shape or positions. Nothing gives the empty box `[∞, ∞, −∞, −∞]`, which contains and touches nothing. */
export function bboxOf(of: Shape | Iterable<Position>): Bbox {
	let west = Infinity;
	let south = Infinity;
	let east = -Infinity;
	let north = -Infinity;
	for (const [lng, lat] of 'type' in of ? positionsOf(of) : of) {
		if (lng < west) west = lng;
		if (lng > east) east = lng;
		if (lat < south) south = lat;
		if (lat > north) north = lat;
	}
	return [west, south, east, north];
}

/** The box around all boxes. */
export function unionBbox(boxes: Iterable<Bbox>): Bbox {
	let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
	for (const box of boxes) {
		west = Math.min(west, box[0]);
		south = Math.min(south, box[1]);
		east = Math.max(east, box[2]);
		north = Math.max(north, box[3]);
	}
	return [west, south, east, north];
}

/** Whether the position lies in the box, its edge included. */
export const bboxContains = (box: Bbox, [lng, lat]: Position): boolean => lng >= box[0] && lng <= box[2] && lat >= box[1] && lat <= box[3];

/** Whether two boxes share any position, edges included. */
export const bboxesTouch = (a: Bbox, b: Bbox): boolean => a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];

export const bboxCentre = (box: Bbox): Position => [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];

/** The box grown by metres on every side. */
export function growBbox(box: Bbox, byM: number): Bbox {
	const [lngM, latM] = metresPerDegree(Math.max(Math.abs(box[1]), Math.abs(box[3])));
	return [box[0] - byM / lngM, box[1] - byM / latM, box[2] + byM / lngM, box[3] + byM / latM];
}
