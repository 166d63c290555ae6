/**
 * What a gap with no name of its own is called in a list, so that somebody who knows the district knows where it is: the compound if all of it
 * lies in one, else the nearest named road and the side of it, e.g. 平江府路东侧.
 */
import { bboxOf } from '../geo/bbox.ts';
import { localPlane } from '../geo/plane.ts';
import type { Bbox, Line, LineShape, MultiLineShape, Position } from '../geo/position.ts';
import { spatialIndex } from '../geo/spatial-index.ts';

/** Farther away than this a road says nothing about a place, metres. */
const NEAR_M = 300;
/** Closer than this there is no side: it lies on the road, metres. */
const ON_ROAD_M = 4;
/** Boxes looked at: the nearest box need not hold the nearest piece of road. */
const CANDIDATES = 24;

const SIDES = ['东侧', '北侧', '西侧', '南侧'] as const;

export interface NamedRoad {
	readonly name: string;
	readonly shape: LineShape | MultiLineShape;
}

export interface RoadNames {
	/** e.g. 平江府路东侧; null where no named road is near. */
	nameAt(position: Position): string | null;
}

/** Roads of one district, indexed piece by piece. */
export function roadNames(roads: readonly NamedRoad[]): RoadNames {
	const pieces: { readonly name: string; readonly a: Position; readonly b: Position }[] = [];
	const boxes: Bbox[] = [];
	for (const road of roads) {
		if (road.name === '') continue;
		const lines: readonly Line[] = road.shape.type === 'LineString' ? [road.shape.coordinates] : road.shape.coordinates;
		for (const line of lines)
			for (let i = 1; i < line.length; i++) {
				const a = line[i - 1] as Position;
				const b = line[i] as Position;
				pieces.push({ name: road.name, a, b });
				boxes.push(bboxOf([a, b]));
			}
	}
	const index = spatialIndex(boxes);
	return {
		nameAt(position) {
			const plane = localPlane(position);
			let best: { readonly name: string; readonly x: number; readonly y: number; readonly m: number } | null = null;
			for (const at of index.nearest(position[0], position[1], CANDIDATES)) {
				const piece = pieces[at];
				if (!piece) continue;
				const [x, y] = nearestToOrigin(plane.toXY(...piece.a), plane.toXY(...piece.b));
				const m = Math.hypot(x, y);
				if (best === null || m < best.m) best = { name: piece.name, x, y, m };
			}
			if (best === null || best.m > NEAR_M) return null;
			if (best.m < ON_ROAD_M) return best.name;
			// From the road to the place: the way the place lies.
			const turn = Math.atan2(-best.y, -best.x) / (Math.PI / 2);
			return best.name + SIDES[((Math.round(turn) % 4) + 4) % 4];
		}
	};
}

function nearestToOrigin([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number]): [number, number] {
	const dx = bx - ax;
	const dy = by - ay;
	const length2 = dx * dx + dy * dy;
	const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length2));
	return [ax + t * dx, ay + t * dy];
}

/**
 * @param compounds the compound of each building of the gap; null for a building in none.
 * @param gridName what stands when nothing else names the place.
 */
export function gapName(
	place: { readonly compounds: readonly (string | null)[]; readonly at: Position | null; readonly gridName: string },
	roads: RoadNames
): string {
	const [first = null] = place.compounds;
	if (first !== null && first !== '' && place.compounds.every((name) => name === first)) return first;
	return (place.at === null ? null : roads.nameAt(place.at)) ?? place.gridName;
}
