/** The walk as the phone shows it: stops in order, the line cut into its legs, and what is left of it. Pure. */
import type { Route } from '#lib/duty/route/plan-route.ts';
import type { Position } from '#lib/geo/position.ts';
import { lngLatDistanceM } from '#lib/geo/distance-m.ts';
import { legsOf } from '../walk-legs.ts';
import type { DueStop } from './due-stops.ts';

export interface WalkStop {
	readonly due: DueStop;
	/** Where it is reached. */
	readonly at: Position;
	/** From the stop before, or from where the walk sets out: along streets, with the first and last metres off them. */
	readonly leg: readonly Position[];
	readonly legM: number;
	/** From setting out. */
	readonly etaMinutes: number;
}

export interface Walk {
	readonly stops: readonly WalkStop[];
	/** From the last stop back. */
	readonly home: readonly Position[];
	readonly lengthM: number;
	readonly minutes: number;
	/** Due as well, but not within the time. */
	readonly leftOut: number;
	readonly route: Route;
	readonly start: Position;
}

const lengthOf = (line: readonly Position[]): number =>
	line.reduce((sum, at, i) => (i === 0 ? 0 : sum + lngLatDistanceM(line[i - 1]![0], line[i - 1]![1], at[0], at[1])), 0);

/** @param due as the stops of the route were given */
export function walkOf(route: Route, due: readonly DueStop[]): Walk | null {
	const mine = route.people[0];
	if (!mine || mine.visits.length === 0) return null;
	const { legs, home } = legsOf(mine);
	const stops = mine.visits.map((visit, i): WalkStop => {
		const leg = legs[i]!;
		return { due: due[visit.stop]!, at: visit.at, leg, legM: lengthOf(leg), etaMinutes: visit.etaMinutes };
	});
	return {
		stops,
		home,
		lengthM: mine.lengthM,
		minutes: mine.minutes,
		leftOut: route.skipped.length,
		route,
		start: route.start
	};
}

/** What is left once some of its stops are done: the rest of the walk as it was planned. */
export function leftOf(
	walk: Walk,
	isDone: (buildingId: number) => boolean
): { readonly stops: readonly WalkStop[]; readonly lengthM: number; readonly minutes: number } {
	const first = walk.stops.findIndex(({ due }) => !isDone(due.building.id));
	if (first < 0) return { stops: [], lengthM: 0, minutes: 0 };
	const stops = walk.stops.filter(({ due }, i) => i >= first && !isDone(due.building.id));
	const walkedM = walk.stops.slice(0, first).reduce((sum, { legM }) => sum + legM, 0);
	const passed = first === 0 ? 0 : walk.stops[first - 1]!.etaMinutes;
	return { stops, lengthM: Math.max(0, walk.lengthM - walkedM), minutes: Math.max(0, walk.minutes - passed) };
}
