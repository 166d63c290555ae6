/** Cuts lines into dashes on the ground, so that they look alike on the screen at one zoom. */
import type { Line, Position } from '#lib/geo/position.ts';

/**
 * @param degPerPx degrees of longitude and of latitude that a CSS pixel spans
 * @returns each dash as a line of its own; bends lie within dashes
 */
export function dashes(line: Line, dashPx: number, gapPx: number, [lngPerPx, latPerPx]: readonly [number, number]): Position[][] {
	const drawn: Position[][] = [];
	let dash: Position[] | null = null;
	let left = 0;
	for (let i = 0; i + 1 < line.length; i++) {
		const [a, b] = [line[i]!, line[i + 1]!];
		const lengthPx = Math.hypot((b[0] - a[0]) / lngPerPx, (b[1] - a[1]) / latPerPx);
		if (lengthPx === 0) continue;
		const at = (px: number): Position => [a[0] + ((b[0] - a[0]) * px) / lengthPx, a[1] + ((b[1] - a[1]) * px) / lengthPx];
		if (i === 0) {
			dash = [a];
			left = dashPx;
		}
		let done = 0;
		while (done + left < lengthPx) {
			done += left;
			if (dash) {
				dash.push(at(done));
				drawn.push(dash);
				dash = null;
				left = gapPx;
			} else {
				dash = [at(done)];
				left = dashPx;
			}
		}
		left -= lengthPx - done;
		dash?.push(b);
	}
	if (dash && dash.length > 1) drawn.push(dash);
	return drawn;
}

const TILE_PX = 512;

/** Degrees of longitude and of latitude that a CSS pixel spans at a place, on a map that lies flat. */
export function degPerPx(zoom: number, [, lat]: Position): readonly [number, number] {
	const lng = 360 / (TILE_PX * 2 ** zoom);
	return [lng, lng * Math.cos((lat * Math.PI) / 180)];
}
