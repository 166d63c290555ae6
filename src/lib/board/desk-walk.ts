/** The walks of one grid as the desk shows them: a letter for each person, stops in order with the way to each, and why others were left out. Pure. */
import type { GridId } from '#lib/area/area.ts';
import type { Bbox, Position } from '#lib/geo/position.ts';
import type { FieldRoute } from '#lib/wire/field.ts';
import { legsOf } from './walk-legs.ts';

export interface DeskStop {
	readonly buildingId: number;
	/** Empty where the building has none. */
	readonly name: string;
	/** Last seen when the walk was planned; null: never. */
	readonly seenAtMs: number | null;
	/** Where it is reached, and the way there from the stop before. */
	readonly at: Position;
	readonly leg: readonly Position[];
	/** From setting out. */
	readonly etaMinutes: number;
}

export interface DeskWalk {
	/** A, B, … in the order of the answer. */
	readonly letter: string;
	/** Whose it is, where that was said. */
	readonly name: string | null;
	/** Empty: nobody has to go. */
	readonly stops: readonly DeskStop[];
	readonly home: readonly Position[];
	readonly lengthM: number;
	readonly minutes: number;
}

export interface DeskWalks {
	readonly gridId: GridId;
	readonly plannedAtMs: number;
	/** Null: as long as it takes. */
	readonly minutes: number | null;
	readonly start: Position;
	readonly walks: readonly DeskWalk[];
	readonly leftOut: readonly { readonly buildingId: number; readonly name: string; readonly reason: 'too-far' | 'no-time' }[];
	readonly backTo: FieldRoute['backTo'];
	readonly answer: FieldRoute;
}

/** @param names of those who go, in order; fewer than the walks where nobody is named */
export function deskWalks(
	answer: FieldRoute,
	of: { readonly gridId: GridId; readonly names: readonly string[]; readonly plannedAtMs: number }
): DeskWalks {
	const { route, stops } = answer;
	return {
		gridId: of.gridId,
		plannedAtMs: of.plannedAtMs,
		minutes: answer.minutes,
		start: route.start,
		walks: route.people.map((person, i): DeskWalk => {
			const { legs, home } = legsOf(person);
			return {
				letter: String.fromCharCode(65 + (i % 26)),
				name: of.names[i] ?? null,
				stops: person.visits.flatMap((visit, n) => {
					const stop = stops[visit.stop];
					return stop
						? {
								...{ buildingId: stop.buildingId, name: stop.name, seenAtMs: stop.seenAtMs },
								at: visit.at,
								leg: legs[n] ?? [],
								etaMinutes: visit.etaMinutes
							}
						: [];
				}),
				home,
				lengthM: person.lengthM,
				minutes: person.minutes
			};
		}),
		leftOut: route.skipped.flatMap(({ stop, reason }) => {
			const left = stops[stop];
			return left ? { buildingId: left.buildingId, name: left.name, reason } : [];
		}),
		backTo: answer.backTo,
		answer
	};
}

export type StopState = 'done' | 'next' | 'later';

/** How far a walk has come: a stop is done once its building was seen after the walk was planned, whoever saw it. */
export function stopStates(walk: DeskWalk, plannedAtMs: number, seenAtMs: (buildingId: number) => number): readonly StopState[] {
	let next = false;
	return walk.stops.map(({ buildingId }) => {
		if (seenAtMs(buildingId) > plannedAtMs) return 'done';
		if (next) return 'later';
		next = true;
		return 'next';
	});
}

/** The ground that the walks cover. */
export function bboxOfWalks({ walks, start }: DeskWalks): Bbox {
	let [west, south, east, north] = [start[0], start[1], start[0], start[1]];
	for (const walk of walks)
		for (const [lng, lat] of [...walk.stops.flatMap(({ leg }) => leg), ...walk.home])
			[west, south, east, north] = [Math.min(west, lng), Math.min(south, lat), Math.max(east, lng), Math.max(north, lat)];
	return [west, south, east, north];
}
