/** Where a map has to stand to show some places whole: reckoned before there is a map, so that it opens there. */
import type { Camera } from '../look.ts';
import type { Bbox, Position } from '#lib/geo/position.ts';

/** Air around a single place, degrees. */
const AIR_DEG = 0.0008;
/** The world is so many CSS px wide at zoom 0. */
const WORLD_PX = 512;
const MOST_ZOOM = 17.5;

/** West, south, east, north. */
export function aroundPlaces(places: readonly Position[]): Bbox {
	let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
	for (const [lng, lat] of places) {
		[west, east] = [Math.min(west, lng), Math.max(east, lng)];
		[south, north] = [Math.min(south, lat), Math.max(north, lat)];
	}
	return [west - AIR_DEG, south - AIR_DEG, east + AIR_DEG, north + AIR_DEG];
}

/** @param padding CSS px at each side that are covered or kept free */
export function cameraAround(
	[west, south, east, north]: Bbox,
	size: { readonly width: number; readonly height: number },
	padding: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number }
): Camera {
	const [wide, high] = [Math.max(80, size.width - padding.left - padding.right), Math.max(80, size.height - padding.top - padding.bottom)];
	const [top, bottom] = [mercator(north), mercator(south)];
	const zoom = Math.min(MOST_ZOOM, Math.log2(wide / WORLD_PX / ((east - west) / 360)), Math.log2(high / WORLD_PX / (bottom - top)));
	const px = 1 / (WORLD_PX * 2 ** zoom);
	// What is covered pushes the middle aside.
	const middle = (top + bottom) / 2 + ((padding.bottom - padding.top) / 2) * px;
	const lng = (west + east) / 2 + ((padding.right - padding.left) / 2) * px * 360;
	return { lng, lat: latitude(middle), zoom, bearing: 0, pitch: 0 };
}

/** 0 at the north of the map, 1 at its south. */
const mercator = (lat: number): number => 0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI);
const latitude = (y: number): number => (Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) * 360) / Math.PI - 90;
