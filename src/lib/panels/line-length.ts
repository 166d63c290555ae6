/** Length of a drawn line, metres, for a sentence: each step measured on a sphere flattened at its middle, good to a few parts in ten thousand. */
import type { Position } from '#lib/geo/position.ts';

const EARTH_RADIUS_M = 6_371_008.8;
const RAD = Math.PI / 180;

export function lineLengthM(line: readonly Position[]): number {
	let lengthM = 0;
	for (let i = 1; i < line.length; i++) {
		const [lng1, lat1] = line[i - 1] as Position;
		const [lng2, lat2] = line[i] as Position;
		const x = (lng2 - lng1) * Math.cos(((lat1 + lat2) / 2) * RAD);
		lengthM += Math.hypot(x, lat2 - lat1) * RAD * EARTH_RADIUS_M;
	}
	return lengthM;
}
