/** A short round tour of many stops: greedy links, Lin–Kernighan, kicks for as long as there is time. The same seed and rounds give the same tour. */
import { randomFrom } from '../../plan/partition/random.ts';
import { firstTour } from './tour/first-tour.ts';
import { type Distance, type NearStops, nearStops, nearStopsOnPlane } from './tour/near-stops.ts';
import { shortenTour, tourLength } from './tour/shorten-tour.ts';

export interface TourWish {
	readonly count: number;
	readonly distance: Distance;
	/** Where the stops lie, if they lie on a plane: finds the neighbours sooner and better. */
	readonly plane: { readonly xs: Float64Array; readonly ys: Float64Array } | null;
	readonly seed: number;
	/** What share of the search is spent after so many rounds, 0 … 1. */
	readonly spent: (rounds: number) => number;
}

export interface Tour {
	readonly order: Int32Array;
	readonly length: number;
	readonly rounds: number;
}

const NEAR_ON_PLANE = 8;
const NEAR = 10;
/** Distances between fewer stops are written down once: 32 MB. */
const WRITTEN_BELOW = 2000;

export function shortestTour({ count, distance, plane, seed, spent }: TourWish): Tour {
	const order = Int32Array.from({ length: count }, (_, i) => i);
	if (count < 4) return { order, length: tourLength(order, distance), rounds: 0 };
	let between = distance;
	if (count <= WRITTEN_BELOW) {
		const written = new Float64Array(count * count);
		for (let i = 0; i < count; i++) for (let j = 0; j < count; j++) written[i * count + j] = distance(i, j);
		between = (i, j) => written[i * count + j]!;
	}
	const near: NearStops = plane ? nearStopsOnPlane(plane.xs, plane.ys, between, NEAR_ON_PLANE) : nearStops(count, between, NEAR);
	const tour = firstTour(count, between, near);
	const rounds = shortenTour({ order: tour, distance: between, near, random: randomFrom(seed), spent });
	return { order: tour, length: tourLength(tour, distance), rounds };
}
