/** What a phone's map shows: the middle of the picture in metres on the plane of the ground, and pixels a metre. Pure. */
import type { Box } from './field-ground.ts';

export interface FieldCamera {
	readonly x: number;
	readonly y: number;
	/** CSS px a metre. */
	readonly scale: number;
}
export interface Size {
	readonly width: number;
	readonly height: number;
}

const LEAST = 0.15;
const MOST = 12;

export const withinScale = (scale: number): number => Math.min(MOST, Math.max(LEAST, scale));

/** All of a box in sight. @param marginPx kept free at each side */
export function fitBox(box: Box, { width, height }: Size, marginPx: number): FieldCamera {
	const w = Math.max(20, box.x1 - box.x0);
	const h = Math.max(20, box.y1 - box.y0);
	const scale = withinScale(Math.min(Math.max(40, width - 2 * marginPx) / w, Math.max(40, height - 2 * marginPx) / h));
	return { x: (box.x0 + box.x1) / 2, y: (box.y0 + box.y1) / 2, scale };
}

/** Pixels of a place in the picture. */
export const toScreen = (
	{ x, y, scale }: FieldCamera,
	{ width, height }: Size,
	[px, py]: readonly [number, number]
): readonly [number, number] => [width / 2 + (px - x) * scale, height / 2 + (py - y) * scale];

export const toGround = ({ x, y, scale }: FieldCamera, { width, height }: Size, sx: number, sy: number): readonly [number, number] => [
	x + (sx - width / 2) / scale,
	y + (sy - height / 2) / scale
];

/** Zoomed by a factor with the place under a pixel held still. */
export function zoomAt(camera: FieldCamera, size: Size, factor: number, sx: number, sy: number): FieldCamera {
	const [gx, gy] = toGround(camera, size, sx, sy);
	const scale = withinScale(camera.scale * factor);
	return { x: gx - (sx - size.width / 2) / scale, y: gy - (sy - size.height / 2) / scale, scale };
}

/** Moved by pixels, and never so far that nothing of the box is in sight. */
export function moveBy(camera: FieldCamera, dx: number, dy: number, box: Box): FieldCamera {
	return {
		...camera,
		x: Math.min(box.x1, Math.max(box.x0, camera.x - dx / camera.scale)),
		y: Math.min(box.y1, Math.max(box.y0, camera.y - dy / camera.scale))
	};
}
