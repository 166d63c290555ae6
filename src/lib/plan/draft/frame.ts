/** The ground a draft is made on, in two ways of counting at once: whole steps of the lattice for what is saved, metres for what is measured. */
import { localPlane } from '../../geo/plane.ts';
import type { Bbox, Position } from '../../geo/position.ts';

/** Steps of 1e-7° are counted double, so that half steps are whole too (as `nodeSegments` asks). */
const STEPS = 1e7;

export interface Frame {
	/** Doubled steps east and north of the origin. */
	toSteps(lng: number, lat: number): readonly [x: number, y: number];
	/** Exactly the numbers that are saved. */
	toPosition(x: number, y: number): Position;
	toMetres(x: number, y: number): readonly [xM: number, yM: number];
	/** To the nearest step. */
	fromMetres(xM: number, yM: number): readonly [x: number, y: number];
}

export function frameAround(box: Bbox): Frame {
	const west = Math.round(((box[0] + box[2]) / 2) * STEPS);
	const south = Math.round(((box[1] + box[3]) / 2) * STEPS);
	const plane = localPlane([west / STEPS, south / STEPS]);
	const toSteps = (lng: number, lat: number): readonly [number, number] => [
		2 * (Math.round(lng * STEPS) - west),
		2 * (Math.round(lat * STEPS) - south)
	];
	return {
		toSteps,
		toPosition: (x, y) => [(x / 2 + west) / STEPS, (y / 2 + south) / STEPS],
		toMetres: (x, y) => plane.toXY((x / 2 + west) / STEPS, (y / 2 + south) / STEPS),
		fromMetres: (xM, yM) => toSteps(...plane.toLngLat(xM, yM))
	};
}
