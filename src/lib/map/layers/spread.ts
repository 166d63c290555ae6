/** Where places lie on a flat screen at a zoom, so that what would overlap can be told apart or counted together. Depends on the zoom alone: nothing dances while the map is moved. */
import type { Position } from '#lib/geo/position.ts';

const TILE_PX = 512;
/** Zooms are taken in steps, so that things regroup now and then and not with every turn of the wheel. */
const STEP = 0.5;

export const zoomStep = (zoom: number): number => Math.round(zoom / STEP) * STEP;

/** CSS px of the world at a zoom, x to the east and y to the south. */
export function worldPx([lng, lat]: Position, zoom: number): readonly [x: number, y: number] {
	const world = TILE_PX * 2 ** zoom;
	const sin = Math.sin((lat * Math.PI) / 180);
	return [((lng + 180) / 360) * world, (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * world];
}

/** Gathers what lies closer than `nearPx` to the first of a group. Groups and their members keep the given order. */
export function gathered<T>(items: readonly T[], placeOf: (item: T) => Position, zoom: number, nearPx: number): readonly T[][] {
	const groups: { readonly x: number; readonly y: number; readonly items: T[] }[] = [];
	for (const item of items) {
		const [x, y] = worldPx(placeOf(item), zoom);
		const group = groups.find((one) => Math.abs(one.x - x) < nearPx && Math.abs(one.y - y) < nearPx);
		if (group) group.items.push(item);
		else groups.push({ x, y, items: [item] });
	}
	return groups.map((group) => group.items);
}
