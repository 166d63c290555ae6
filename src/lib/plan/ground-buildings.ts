/** The buildings of a ground by place and as shapes; indexed once a ground. */
import { bucketIndex, type BucketIndex } from '../geo/bucket-index.ts';
import { metresPerDegree, localPlane, type LocalPlane } from '../geo/plane.ts';
import type { Bbox, PolygonShape } from '../geo/position.ts';
import type { LatticePoint, PlanBuildings } from './border-plan.ts';
import { positionOf, STEPS_PER_DEGREE } from './lattice-point.ts';

const indexes = new WeakMap<PlanBuildings, BucketIndex>();

export function buildingBox({ ringStart, ringE7 }: PlanBuildings, row: number): Bbox {
	let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
	for (let i = 2 * ringStart[row]!; i < 2 * ringStart[row + 1]!; i += 2) {
		const [x, y] = [ringE7[i]!, ringE7[i + 1]!];
		if (x < west) west = x;
		if (x > east) east = x;
		if (y < south) south = y;
		if (y > north) north = y;
	}
	return [west, south, east, north];
}

/** Rows of the buildings whose box shares a place with this one (lattice steps), rising. */
export function buildingsIn(buildings: PlanBuildings, [west, south, east, north]: Bbox): number[] {
	let index = indexes.get(buildings);
	if (!index) {
		const boxes = new Float64Array(buildings.count * 4);
		for (let row = 0; row < buildings.count; row++) boxes.set(buildingBox(buildings, row), row * 4);
		// Buckets of about 50 m.
		indexes.set(buildings, (index = bucketIndex(boxes, 5000)));
	}
	const rows: number[] = [];
	index.visit(west, south, east, north, (row) => rows.push(row));
	return rows.sort((a, b) => a - b);
}

export const buildingPoint = ({ pointE7 }: PlanBuildings, row: number): LatticePoint => [pointE7[2 * row]!, pointE7[2 * row + 1]!];

export function buildingRing({ ringStart, ringE7 }: PlanBuildings, row: number): LatticePoint[] {
	const ring: LatticePoint[] = [];
	for (let i = ringStart[row]!; i < ringStart[row + 1]!; i++) ring.push([ringE7[2 * i]!, ringE7[2 * i + 1]!]);
	return ring;
}

export const buildingShape = (buildings: PlanBuildings, row: number): PolygonShape => ({
	type: 'Polygon',
	coordinates: [buildingRing(buildings, row).map(positionOf)]
});

/** A plane for reckoning near a point, its origin on the lattice, so that it serves for overlays on the lattice too. */
export const planeAt = (at: LatticePoint): LocalPlane => localPlane(positionOf(at));

/** Lattice steps in a metre, east and north, at a point's latitude. */
export function stepsPerMetre([, y]: LatticePoint): readonly [x: number, y: number] {
	const [lngM, latM] = metresPerDegree(y / STEPS_PER_DEGREE);
	return [STEPS_PER_DEGREE / lngM, STEPS_PER_DEGREE / latM];
}
